from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks

from consultation.feedback.answer_lists import AnswerLists
from consultation.responses.definitions import QuestionType

from .base import QuestionBlock

PERSONAL_HELP = (
    "Tick this if the answer says who somebody is, such as a name or an organisation. "
    "Analysts see it; nobody else does."
)

# WCAG 2.2 asks for these wherever a form asks for the respondent's own details (1.3.5).
AUTOCOMPLETE_CHOICES = [
    ("name", "Full name"),
    ("given-name", "First name"),
    ("family-name", "Last name"),
    ("organization", "Organisation"),
    ("organization-title", "Job title"),
    ("tel", "Telephone number"),
    ("street-address", "Address"),
    ("address-line1", "Address, first line"),
    ("address-line2", "Address, second line"),
    ("address-level2", "Town or city"),
    ("postal-code", "Postcode"),
]


def autocomplete_block() -> blocks.ChoiceBlock:
    """Return the choice of the detail that a text question asks for."""
    return blocks.ChoiceBlock(
        label="Asks for the respondent’s own",
        choices=AUTOCOMPLETE_CHOICES,
        required=False,
        help_text=(
            "Choose a detail if this question asks for it. Browsers can then offer to fill it in, "
            "which helps people who find typing hard."
        ),
    )


class ShortTextBlock(QuestionBlock):
    """One line of text."""

    minimum_characters = blocks.IntegerBlock(
        label="Least number of characters", required=False, min_value=1, max_value=1000
    )
    maximum_characters = blocks.IntegerBlock(
        label="Greatest number of characters", required=False, min_value=1, max_value=1000
    )
    personal = blocks.BooleanBlock(label="Personal data", required=False, help_text=PERSONAL_HELP)
    autocomplete = autocomplete_block()

    question_type = QuestionType.SHORT_TEXT

    def question_errors(self, value: Any) -> dict[str, ValidationError]:
        """Refuse limits that no answer can meet."""
        errors = super().question_errors(value)
        least, most = value.get("minimum_characters"), value.get("maximum_characters")
        if least and most and least > most:
            errors["maximum_characters"] = ValidationError(
                "This is less than the least number of characters, so no answer could be given."
            )
        return errors

    def details(self, value: Any, lists: AnswerLists) -> dict[str, Any]:
        """Return what this type of question has beyond the common fields."""
        return {
            "minimum_characters": value.get("minimum_characters"),
            "maximum_characters": value.get("maximum_characters"),
            "personal": bool(value.get("personal")),
            "autocomplete": value.get("autocomplete") or "",
        }

    class Meta:
        icon = "edit"
        label = "Short text"
        description = "One line: a summary, a name, an organisation."
        preview_value = {"label": "Brief summary", "required": True, "minimum_characters": 5}


class LongTextBlock(QuestionBlock):
    """Several lines of text, perhaps with a limit."""

    limit = blocks.IntegerBlock(
        label="Limit",
        required=False,
        min_value=1,
        max_value=100_000,
        help_text="Leave this empty to let people write as much as they want.",
    )
    limit_unit = blocks.ChoiceBlock(
        label="The limit counts",
        choices=[("words", "words"), ("characters", "characters")],
        default="words",
        required=False,
    )
    personal = blocks.BooleanBlock(label="Personal data", required=False, help_text=PERSONAL_HELP)
    autocomplete = autocomplete_block()

    question_type = QuestionType.LONG_TEXT

    def details(self, value: Any, lists: AnswerLists) -> dict[str, Any]:
        """Return what this type of question has beyond the common fields."""
        limit = value.get("limit")
        in_words = value.get("limit_unit") != "characters"
        return {
            "maximum_words": limit if in_words else None,
            "maximum_characters": None if in_words else limit,
            "personal": bool(value.get("personal")),
            "autocomplete": value.get("autocomplete") or "",
        }

    class Meta:
        icon = "pilcrow"
        label = "Long text"
        description = "Several lines, with a word or character limit if you want one."
        preview_value = {
            "label": "What would make this useful to you?",
            "limit": 200,
            "limit_unit": "words",
        }


# Said where the address is asked for: a receipt is always sent to it.
EMAIL_HELP = "We will email you a receipt. We may also contact you about your response."


class EmailBlock(QuestionBlock):
    """An email address, to which the receipt goes."""

    question_type = QuestionType.EMAIL

    def details(self, value: Any, lists: AnswerLists) -> dict[str, Any]:
        """Return what this type of question has beyond the common fields."""
        return {"personal": True}

    class Meta:
        icon = "mail"
        label = "Email address"
        description = "An email address. We send a receipt to it: say so in the help text."
        preview_value = {"label": "Your email", "help_text": EMAIL_HELP}
