from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError

from consultation.feedback.answer_lists import AnswerLists
from consultation.responses.answers import SEPARATOR
from consultation.responses.definitions import QuestionType

from .base import QuestionBlock


def option_errors(options: list[str], *, unfinished: bool = False) -> ValidationError | None:
    """Return what is wrong with a list of options, shown on the options concerned.

    Args:
        options: as they were typed.
        unfinished: of a draft, in which options may still be missing.
    """
    if not unfinished and not any(option and option.strip() for option in options):
        return ListBlockValidationError(
            non_block_errors=[ValidationError("Add the options that people can choose from.")]
        )
    seen: set[str] = set()
    errors: dict[int, ValidationError] = {}
    for index, option in enumerate(options):
        normal = (option or "").strip().casefold()
        if not normal:
            # Still to be written: each option is required, where that matters.
            continue
        if normal in seen:
            errors[index] = ValidationError("This option is in the list already.")
        elif SEPARATOR.strip() in normal:
            errors[index] = ValidationError(
                "Leave the semicolon out: it separates the options in exports."
            )
        seen.add(normal)
    return ListBlockValidationError(block_errors=errors) if errors else None


class OptionsBlock(QuestionBlock):
    """A question that is answered by choosing."""

    options = blocks.ListBlock(
        blocks.CharBlock(label="Option", max_length=250),
        label="Options",
        default=[],
        min_num=0,
    )

    def question_errors(self, value: Any) -> dict[str, ValidationError]:
        """Refuse no options, and one option twice."""
        errors = super().question_errors(value)
        error = option_errors(
            list(value.get("options") or []), unfinished=self.is_deferred_validation
        )
        if error:
            errors["options"] = error
        return errors

    def details(self, value: Any, lists: AnswerLists) -> dict[str, Any]:
        """Return what this type of question has beyond the common fields."""
        options = (option.strip() for option in value["options"])
        return {"options": tuple(option for option in options if option)}

    class Meta:
        # Two to begin with, each still to be written.
        default = {"options": ["", ""]}


class SingleChoiceBlock(OptionsBlock):
    """One answer out of several."""

    display = blocks.ChoiceBlock(
        label="Shown as",
        choices=[("radios", "All options in sight"), ("select", "A list to open")],
        default="radios",
        help_text="Show all options unless there are more than about seven.",
    )

    question_type = QuestionType.SINGLE_CHOICE

    def details(self, value: Any, lists: AnswerLists) -> dict[str, Any]:
        """Return what this type of question has beyond the common fields."""
        return super().details(value, lists) | {"display": value.get("display") or "radios"}

    class Meta:
        icon = "radio-full"
        label = "Single choice"
        description = "One answer out of the options you give."
        preview_value = {
            "label": "Have you used a shared data tool?",
            "options": ["Yes, often", "Yes, once or twice", "No"],
            "display": "radios",
        }


class SeveralChoicesBlock(OptionsBlock):
    """Any number of answers out of several."""

    question_type = QuestionType.SEVERAL_CHOICES

    class Meta:
        icon = "tasks"
        label = "Several choices"
        description = "As many of the options as people want to tick."
        preview_value = {
            "label": "Which of these would help you?",
            "options": ["Training", "Shared tools", "A community"],
        }


class RoleBlock(QuestionBlock):
    """The respondent's role, out of the consultation's own list."""

    question_type = QuestionType.ROLE

    def details(self, value: Any, lists: AnswerLists) -> dict[str, Any]:
        """Return what this type of question has beyond the common fields."""
        return {"options": lists.roles, "display": "select"}

    class Meta:
        icon = "group"
        label = "Role"
        description = "The respondent’s role. Its options are kept on the consultation’s page."
        preview_value = {"label": "Your role", "required": True}


class ReflectionBlock(QuestionBlock):
    """The kind of reflection, out of the consultation's own list."""

    question_type = QuestionType.REFLECTION

    def details(self, value: Any, lists: AnswerLists) -> dict[str, Any]:
        """Return what this type of question has beyond the common fields."""
        return {"options": lists.reflections, "display": "select"}

    class Meta:
        icon = "comment"
        label = "Reflection"
        description = "What kind of reflection it is. Its options are on the consultation’s page."
        preview_value = {"label": "Reflection on our thinking from this page"}
