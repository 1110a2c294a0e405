"""Questions about ideas: scored, judged or picked."""

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

# What a preview asks about where nothing is published yet.
EXAMPLES = (
    Row("example-1", "Share what works in one place", "An example theme"),
    Row("example-2", "Train whoever is new to it", "An example theme"),
)


def _id(chosen: Any) -> int | None:
    return chosen.pk if chosen else None


class IdeaQuestionBlock(QuestionBlock):
    """A question about ideas: all of them, or those of an area or theme, or chosen ones."""

    area = SnippetChooserBlock(
        Area, required=False, help_text="Ask only about this area. Leave empty for all areas."
    )
    theme = SnippetChooserBlock(
        Theme, required=False, help_text="Ask only about this theme. Leave empty for all themes."
    )
    ideas = blocks.ListBlock(
        SnippetChooserBlock(Idea),
        required=False,
        default=[],
        min_num=0,
        label="Chosen ideas",
        help_text="Ask only about these ideas. Leave empty for all ideas of the area or theme.",
    )

    def rows(self, value: Any, options: AnswerOptions) -> tuple[Row, ...]:
        """Return what is asked about; drafts and retired ideas are not."""
        chosen = tuple(idea.pk for idea in value.get("ideas") or () if idea)
        area, theme = _id(value.get("area")), _id(value.get("theme"))
        return options.idea_rows(area=area, theme=theme, chosen=chosen)

    def details(self, value: Any, options: AnswerOptions) -> dict[str, Any]:
        return {"rows": self.rows(value, options)}

    def in_preview(self, question: Question) -> Question:
        # A few ideas only, and made-up ones where there are none.
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
        # Answers to two of one name could not be told apart. One without is still to be written.
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
        label = "Scores for ideas"
        description = "Each idea or theme on scales from 1 to 5 whose ends you name."
        preview_value = {
            "label": "How useful would each idea be?",
            "subject": "ideas",
            "scales": [USEFULNESS],
        }


class IdeaJudgementBlock(IdeaQuestionBlock):
    """Is each idea sound, well scaled, true, useful?"""

    comments = blocks.BooleanBlock(
        required=False, default=True, label="Room for a comment on each idea"
    )

    def details(self, value: Any, options: AnswerOptions) -> dict[str, Any]:
        return super().details(value, options) | {
            "scales": JUDGEMENTS,
            "with_comment": bool(value.get("comments")),
        }

    class Meta:
        icon = "check"
        label = "Judgement of ideas"
        description = "Is each idea sound, well scaled, true and useful? With room for comments."
        preview_value = {"label": "What do you think of these ideas?", "comments": True}


class IdeaPicksBlock(IdeaQuestionBlock):
    """Which ideas to explore further."""

    at_most = blocks.IntegerBlock(
        required=False, min_value=1, label="At most", help_text="Leave empty for no limit."
    )

    class Meta:
        icon = "tasks"
        label = "Picks of ideas"
        description = "Tick the ideas to explore further, theme by theme."
        preview_value = {"label": "Which ideas should be explored further?", "at_most": 5}
