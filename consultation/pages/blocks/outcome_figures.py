"""Figures that an outcome cites: reckoned from the responses, or from elsewhere with a source."""

from typing import Any

from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from consultation.responses.definitions import QuestionType
from consultation.responses.results.distributions import MEAN, metric_name, scales_answered
from ideas.models import Idea


def measures() -> list[tuple[str, Any]]:
    """Return the figures there are, scale by scale, from what has been answered so far."""
    choices: list[tuple[str, Any]] = []
    for scale in scales_answered():
        name = (scale.kind, scale.key, scale.label)
        shares = [
            (metric_name(*name, answer), f"Share of answers that are “{answer}”")
            for answer in scale.answers
        ]
        if scale.kind == QuestionType.IDEA_SCORING:
            shares.insert(0, (metric_name(*name, MEAN), "Average score"))
        choices.append((scale.label, shares))
    return choices


class MeasureBlock(blocks.ChoiceBlock):
    """One of the figures there are."""

    def to_python(self, value: Any) -> Any:
        """Take a kept figure as it is: to look it up would ask the database for each of them."""
        return value


class IdeaFigureBlock(blocks.StructBlock):
    """A number from the results of one idea, always as they are now."""

    idea = SnippetChooserBlock(Idea)
    measure = MeasureBlock(
        choices=measures,
        required=False,
        label="Figure",
        help_text=(
            "Leave it empty for the number of responses about the idea. "
            "Small groups are not broken down."
        ),
    )
    note = blocks.CharBlock(
        required=False,
        max_length=150,
        help_text=(
            "What helps to understand it. If you leave it empty, readers are told what the ends "
            "of the scale mean."
        ),
    )

    class Meta:
        icon = "decimal"
        label = "Figure from the results"


class OtherFigureBlock(blocks.StructBlock):
    """A number from elsewhere, with its source."""

    number = blocks.CharBlock(max_length=30, help_text="As it is to be read, such as “17” or “3%”.")
    words = blocks.CharBlock(
        max_length=200, label="What it is the number of", help_text="Read on after the number."
    )
    source = blocks.CharBlock(max_length=200, help_text="Where it comes from.")

    class Meta:
        icon = "decimal"
        label = "Other figure"
