"""Questions about ideas: score, rate or choose them."""

from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from consultation.feedback.answer_options import AnswerOptions
from consultation.feedback.blocks.questions import QuestionBlock
from consultation.responses.definitions import JUDGEMENTS, Question, Row, Scale
from ideas.models import Area, Idea, Theme


def _scale(label: str, low_label: str, high_label: str) -> dict[str, Any]:
    return {"label": label, "low_label": low_label, "high_label": high_label, "points": 5}


USEFULNESS = _scale("Usefulness to the sector if achieved", "Not useful", "Very useful")
LIKELIHOOD = _scale("Likelihood that my organisation would use it", "Not likely", "Very likely")

# What a preview asks about if no idea is published yet.
EXAMPLES = (
    Row("example-1", "Share what works in one place", "An example theme"),
    Row("example-2", "Train people who are new to it", "An example theme"),
)


def _id(chosen: Any) -> int | None:
    return chosen.pk if chosen else None


class IdeaQuestionBlock(QuestionBlock):
    """A question about ideas: all, those of an area or theme, or chosen ones."""

    area = SnippetChooserBlock(
        Area, required=False, help_text="Ask only about this area. Leave blank for all areas."
    )
    theme = SnippetChooserBlock(
        Theme, required=False, help_text="Ask only about this theme. Leave blank for all themes."
    )
    ideas = blocks.ListBlock(
        SnippetChooserBlock(Idea),
        required=False,
        default=[],
        min_num=0,
        label="Chosen ideas",
        help_text="Ask only about these ideas. Leave blank for all ideas of the area or theme.",
    )

    def rows(self, value: Any, options: AnswerOptions) -> tuple[Row, ...]:
        """Return what is asked about; drafts and retired ideas are not."""
        chosen = tuple(idea.pk for idea in value.get("ideas") or () if idea)
        area, theme = _id(value.get("area")), _id(value.get("theme"))
        return options.idea_rows(area=area, theme=theme, chosen=chosen)

    def details(self, value: Any, options: AnswerOptions) -> dict[str, Any]:
        return {"rows": self.rows(value, options)}

    def in_preview(self, question: Question) -> Question:
        # Only a few ideas, and made-up ones if there are none.
        return replace(question, rows=question.rows[: len(EXAMPLES)] or EXAMPLES)


class ScaleBlock(blocks.StructBlock):
    """A scale with named ends."""

    label = blocks.CharBlock(label="What is scored", max_length=150)
    low_label = blocks.CharBlock(label="Lowest step means", max_length=60)
    high_label = blocks.CharBlock(label="Highest step means", max_length=60)
    points = blocks.IntegerBlock(label="Steps", default=5, min_value=2, max_value=7)

    class Meta:
        icon = "order"
        label = "Scale"


class IdeaScoringBlock(IdeaQuestionBlock):
    """Each idea or theme on one or more scales."""

    subject = blocks.ChoiceBlock(
        label="Score each", choices=[("ideas", "idea"), ("themes", "theme")], default="ideas"
    )
    scales = blocks.ListBlock(ScaleBlock(), min_num=1, max_num=4, default=[USEFULNESS, LIKELIHOOD])

    def question_errors(self, value: Any) -> dict[str, ValidationError]:
        errors = super().question_errors(value)
        # Answers to two scales of one name could not be kept apart. A name may still be missing.
        keys = [slugify(scale["label"]) for scale in value.get("scales") or () if scale["label"]]
        if len(set(keys)) < len(keys):
            errors["scales"] = blocks.list_block.ListBlockValidationError(
                non_block_errors=[ValidationError("Two scales have the same name.")]
            )
        return errors

    def rows(self, value: Any, options: AnswerOptions) -> tuple[Row, ...]:
        if value.get("subject") == "themes":
            return options.theme_rows(area=_id(value.get("area")))
        return super().rows(value, options)

    def details(self, value: Any, options: AnswerOptions) -> dict[str, Any]:
        scales = tuple(
            Scale(
                key=slugify(scale["label"]).replace("-", "_")[:60],
                label=scale["label"],
                options=tuple(str(step) for step in range(1, (scale.get("points") or 5) + 1)),
                low_label=scale.get("low_label") or "",
                high_label=scale.get("high_label") or "",
            )
            for scale in value["scales"]
        )
        return super().details(value, options) | {"scales": scales}

    class Meta:
        icon = "order"
        label = "Score ideas"
        description = "People score each idea or theme on scales whose ends you name."
        preview_value = {
            "label": "How useful would each idea be?",
            "subject": "ideas",
            "scales": [USEFULNESS],
        }


class IdeaJudgementBlock(IdeaQuestionBlock):
    """Is each idea logically sound, the right size, true and useful?"""

    comments = blocks.BooleanBlock(required=False, default=True, label="Comment box for each idea")

    def details(self, value: Any, options: AnswerOptions) -> dict[str, Any]:
        return super().details(value, options) | {
            "scales": JUDGEMENTS,
            "with_comment": bool(value.get("comments")),
        }

    class Meta:
        icon = "check"
        label = "Rate ideas"
        description = (
            "Is each idea sound, the right size, true and useful? People can add comments."
        )
        preview_value = {"label": "What do you think of these ideas?", "comments": True}


class IdeaPicksBlock(IdeaQuestionBlock):
    """Which ideas to explore further."""

    at_most = blocks.IntegerBlock(
        required=False, min_value=1, label="Maximum", help_text="Leave blank for no limit."
    )

    class Meta:
        icon = "tasks"
        label = "Choose ideas"
        description = "People tick the ideas to explore further, theme by theme."
        preview_value = {"label": "Which ideas should be explored further?", "at_most": 5}
