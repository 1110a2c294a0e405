from math import floor
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks

from consultation.feedback.answer_lists import AnswerLists
from consultation.responses.definitions import QuestionType

from .base import QuestionBlock


class RatingBlock(QuestionBlock):
    """A step on a labelled scale."""

    points = blocks.IntegerBlock(
        label="Steps",
        default=5,
        min_value=2,
        max_value=10,
        help_text="How many there are, counted from 1.",
    )
    low_label = blocks.CharBlock(label="Lowest step means", max_length=100)
    high_label = blocks.CharBlock(label="Highest step means", max_length=100)

    question_type = QuestionType.RATING

    def details(self, value: Any, lists: AnswerLists) -> dict[str, Any]:
        """Return what this type of question has beyond the common fields."""
        return {
            "points": value.get("points") or 5,
            "low_label": value.get("low_label") or "",
            "high_label": value.get("high_label") or "",
        }

    class Meta:
        icon = "order"
        label = "Rating"
        description = "A step on a scale whose two ends you name."
        preview_value = {
            "label": "How useful would this be to the sector?",
            "points": 5,
            "low_label": "Not useful",
            "high_label": "Very useful",
        }


class NumberBlock(QuestionBlock):
    """A number, perhaps between limits."""

    minimum = blocks.FloatBlock(label="Least number", required=False)
    maximum = blocks.FloatBlock(label="Greatest number", required=False)
    whole = blocks.BooleanBlock(label="Whole numbers only", required=False, default=True)

    question_type = QuestionType.NUMBER

    def question_errors(self, value: Any) -> dict[str, ValidationError]:
        """Refuse limits that no answer can meet."""
        errors = super().question_errors(value)
        least, most = value.get("minimum"), value.get("maximum")
        if least is None or most is None:
            return errors
        if least > most:
            errors["maximum"] = ValidationError(
                "This is less than the least number, so no answer could be given."
            )
        elif value.get("whole") and floor(most) < least:
            errors["maximum"] = ValidationError(
                "There is no whole number between these limits, so no answer could be given."
            )
        return errors

    def details(self, value: Any, lists: AnswerLists) -> dict[str, Any]:
        """Return what this type of question has beyond the common fields."""
        return {
            "minimum": value.get("minimum"),
            "maximum": value.get("maximum"),
            "whole": bool(value.get("whole")),
        }

    class Meta:
        icon = "decimal"
        label = "Number"
        description = "A number, between limits if you give them."
        preview_value = {"label": "How many people are in your team?", "minimum": 1, "whole": True}


class DateBlock(QuestionBlock):
    """A date."""

    question_type = QuestionType.DATE

    class Meta:
        icon = "date"
        label = "Date"
        description = "A day, month and year."
        preview_value = {"label": "When did you last use such a tool?"}


class ConsentBlock(QuestionBlock):
    """One box to tick under a statement."""

    quoting = blocks.BooleanBlock(
        required=False,
        label="This is the consent to publish answers",
        help_text=(
            "Tick this where the statement allows you to publish what people wrote, without what "
            "tells who they are. Only answers with this consent can be published. One such "
            "question to a form."
        ),
    )

    question_type = QuestionType.CONSENT

    def details(self, value: Any, lists: AnswerLists) -> dict[str, Any]:
        """Return what this type of question has beyond the common fields."""
        return {"quoting": bool(value.get("quoting"))}

    class Meta:
        icon = "check"
        label = "Consent"
        description = "One box to tick. If an answer is required, it must be ticked to send."
        preview_value = {"label": "You may publish what I wrote, without my name"}
