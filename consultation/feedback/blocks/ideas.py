"""Questions about ideas: score, rate or choose them."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock
from wagtail.snippets.widgets import AdminSnippetChooser

from consultation.feedback.answer_options import AnswerOptions
from consultation.feedback.blocks.questions import QuestionBlock
from consultation.responses.definitions import JUDGEMENTS, Question, Row, Scale
from ideas.models import Area, Idea, IdeaSet, Theme


def _scale(label: Any, low_label: Any, high_label: Any) -> dict[str, Any]:
    return {"label": label, "low_label": low_label, "high_label": high_label, "points": 5}


USEFULNESS = _scale(_("How useful it would be"), _("Not useful"), _("Very useful"))
LIKELIHOOD = _scale(_("How likely I am to use it"), _("Not likely"), _("Very likely"))


def _id(chosen: Any) -> int | None:
    return chosen.pk if chosen else None


def idea_set_chooser() -> SnippetChooserBlock:
    """Return the choice of another idea set than that of the consultation, on purpose."""
    return SnippetChooserBlock(
        IdeaSet,
        required=False,
        label=_("Idea set"),
        help_text=_("Leave blank for the consultation’s own ideas."),
    )


# Where the editor says which set is the page's own; elsewhere nothing says so. An element that is
# not there would stop the chooser, so then it asks the document, which has no value.
OWN_SET = "#id_idea_set, #id_idea_set_of_page"
OWN_SET_LINK = {"own_set": f"{OWN_SET}, html:not(:has({OWN_SET}))"}
# The set that the block of a chooser names, also further up: a figure is within an outcome.
_NAMED_SET = {
    "match": r"^.*?-value-(?=(area|theme|ideas-\d+-value|figures-\d+-value-idea)-chooser$)",
    "append": "idea_set",
}


class InSetChooserBlock(SnippetChooserBlock):
    """The choice of an area, theme or idea of the set that the block or its page has."""

    @cached_property
    def widget(self) -> AdminSnippetChooser:
        widget: AdminSnippetChooser = super().widget
        widget.linked_fields = OWN_SET_LINK | {"idea_set": _NAMED_SET}
        return widget

    def deconstruct(self) -> Any:
        # What it offers is nothing that migrations need to know.
        _path, args, kwargs = super().deconstruct()
        return "wagtail.snippets.blocks.SnippetChooserBlock", args, kwargs


class IdeaQuestionBlock(QuestionBlock):
    """A question about ideas: all, those of an area or theme, or chosen ones."""

    idea_set = idea_set_chooser()
    area = InSetChooserBlock(
        Area,
        label=_("Area"),
        required=False,
        help_text=_("Ask only about this area. Leave blank for all areas."),
    )
    theme = InSetChooserBlock(
        Theme,
        label=_("Theme"),
        required=False,
        help_text=_("Ask only about this theme. Leave blank for all themes."),
    )
    ideas = blocks.ListBlock(
        InSetChooserBlock(Idea),
        required=False,
        default=[],
        min_num=0,
        label=_("Chosen ideas"),
        help_text=_("Ask only about these ideas. Leave blank for all ideas of the area or theme."),
    )

    def rows(self, value: Any, options: AnswerOptions) -> tuple[Row, ...]:
        """Return what is asked about; drafts and retired ideas are not."""
        chosen = tuple(idea.pk for idea in value.get("ideas") or () if idea)
        above = {name: _id(value.get(name)) for name in ("idea_set", "area", "theme")}
        return options.idea_rows(**above, chosen=chosen)

    def details(self, value: Any, options: AnswerOptions) -> dict[str, Any]:
        return {"rows": self.rows(value, options)}

    def in_preview(self, question: Question) -> Question:
        # Only a few ideas, and made-up ones if there are none.
        theme = gettext("An example theme")
        examples = (
            Row("example-1", gettext("Open the library on Sundays"), theme),
            Row("example-2", gettext("Plant trees along the river"), theme),
        )
        return replace(question, rows=question.rows[: len(examples)] or examples)


class ScaleBlock(blocks.StructBlock):
    """A scale with named ends."""

    label = blocks.CharBlock(label=_("What is scored"), max_length=150)
    low_label = blocks.CharBlock(label=_("Lowest step means"), max_length=60)
    high_label = blocks.CharBlock(label=_("Highest step means"), max_length=60)
    points = blocks.IntegerBlock(label=_("Steps"), default=5, min_value=2, max_value=7)

    class Meta:
        icon = "order"
        label = _("Scale")


class IdeaScoringBlock(IdeaQuestionBlock):
    """Each idea or theme on one or more scales."""

    subject = blocks.ChoiceBlock(
        label=_("Score each"),
        choices=[
            # Translators: as in "Score each idea".
            ("ideas", pgettext_lazy("score each", "idea")),
            ("themes", pgettext_lazy("score each", "theme")),
        ],
        default="ideas",
    )
    scales = blocks.ListBlock(
        ScaleBlock(),
        label=_("Scales"),
        min_num=1,
        max_num=4,
        default=[USEFULNESS, LIKELIHOOD],
    )

    def question_errors(self, value: Any) -> dict[str, ValidationError]:
        errors = super().question_errors(value)
        # Answers to two scales of one name could not be kept apart. A name may still be missing.
        keys = [slugify(scale["label"]) for scale in value.get("scales") or () if scale["label"]]
        if len(set(keys)) < len(keys):
            errors["scales"] = blocks.list_block.ListBlockValidationError(
                non_block_errors=[ValidationError(_("Two scales have the same name."))]
            )
        return errors

    def rows(self, value: Any, options: AnswerOptions) -> tuple[Row, ...]:
        if value.get("subject") == "themes":
            idea_set, area = _id(value.get("idea_set")), _id(value.get("area"))
            return options.theme_rows(idea_set=idea_set, area=area)
        return super().rows(value, options)

    def details(self, value: Any, options: AnswerOptions) -> dict[str, Any]:
        scales = tuple(
            Scale(
                key=slugify(scale["label"]).replace("-", "_")[:60],
                label=str(scale["label"]),
                options=tuple(str(step) for step in range(1, (scale.get("points") or 5) + 1)),
                low_label=str(scale.get("low_label") or ""),
                high_label=str(scale.get("high_label") or ""),
            )
            for scale in value["scales"]
        )
        return super().details(value, options) | {"scales": scales}

    class Meta:
        icon = "order"
        label = _("Score ideas")
        description = _("People score each idea or theme on scales whose ends you name.")
        preview_value = {
            "label": _("How useful would each idea be?"),
            "subject": "ideas",
            "scales": [USEFULNESS],
        }


class IdeaJudgementBlock(IdeaQuestionBlock):
    """Is each idea logically sound, the right size, true and useful?"""

    comments = blocks.BooleanBlock(
        required=False, default=True, label=_("Comment box for each idea")
    )

    def details(self, value: Any, options: AnswerOptions) -> dict[str, Any]:
        return super().details(value, options) | {
            "scales": JUDGEMENTS,
            "with_comment": bool(value.get("comments")),
        }

    class Meta:
        icon = "check"
        label = _("Rate ideas")
        description = _(
            "Is each idea sound, the right size, true and useful? People can add comments."
        )
        preview_value = {"label": _("What do you think of these ideas?"), "comments": True}


class IdeaPicksBlock(IdeaQuestionBlock):
    """Which ideas to explore further."""

    at_most = blocks.IntegerBlock(
        required=False, min_value=1, label=_("Maximum"), help_text=_("Leave blank for no limit.")
    )

    class Meta:
        icon = "tasks"
        label = _("Choose ideas")
        description = _("People tick the ideas to explore further, theme by theme.")
        preview_value = {"label": _("Which ideas should be explored further?"), "at_most": 5}
