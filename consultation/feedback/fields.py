"""One form field for each type of question."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from consultation.feedback import widgets
from consultation.feedback.idea_fields import GridField, PicksField
from consultation.feedback.texts import readable_lines
from consultation.responses.definitions import Question, QuestionType

# As many as a JSON number keeps exactly.
MOST_DIGITS = 15

# 1,200 and 1 200 and 12,345,678.9; but "1,5" is not 15, nor is "1 5".
_GROUPED_NUMBER = re.compile(
    r"[+-]?[0-9]{1,3}(?:(?P<mark>[, \u00a0\u202f])[0-9]{3})(?:(?P=mark)[0-9]{3})*(?:\.[0-9]*)?"
)


class Message(str):
    """A message that is ready: a per cent sign in a question is no place for a value."""

    __slots__ = ()

    def __mod__(self, params: Any) -> "Message":
        """Leave the message as it is."""
        return self


class TextField(forms.CharField):
    """Text that is kept exactly as typed; its limits count it without outer space."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        # Django's own limits and stripping would count line ends twice and lose signs.
        super().__init__(strip=False, validators=(), **kwargs)
        self.validators = []
        self.limits = question

    def to_python(self, value: Any) -> str:
        """Return the text as typed; outer space alone is no answer."""
        text = readable_lines(super().to_python(value) or "")
        return text if text.strip() else ""

    def validate(self, value: Any) -> None:
        """Hold the text against the question's limits."""
        super().validate(value)
        text = value.strip()
        limits = self.limits
        if not text:
            return
        if limits.minimum_characters and len(text) < limits.minimum_characters:
            raise ValidationError(
                f"“{limits.label}” must be at least {limits.minimum_characters} characters long."
            )
        if limits.maximum_characters and len(text) > limits.maximum_characters:
            raise ValidationError(
                f"“{limits.label}” may be {limits.maximum_characters:,} characters long at most. "
                f"It is {len(text):,} characters long now."
            )
        words = len(text.split()) if limits.maximum_words else 0
        if limits.maximum_words and words > limits.maximum_words:
            raise ValidationError(
                f"“{limits.label}” may have {limits.maximum_words:,} words at most. "
                f"It has {words:,} now."
            )


class NumberField(forms.DecimalField):
    """A number as people type it, stored as a JSON number."""

    def to_python(self, value: Any) -> Any:
        """Read "1,200" and "1 200" as people mean them."""
        if isinstance(value, str):
            value = value.strip()
            if _GROUPED_NUMBER.fullmatch(value):
                value = re.sub(r"[^0-9.+-]", "", value)
        return super().to_python(value)

    def clean(self, value: Any) -> Any:
        """Return an int where the number is whole, else a float."""
        number = super().clean(value)
        if number is None:
            return None
        return int(number) if number == number.to_integral_value() else float(number)


def _common(question: Question) -> dict[str, Any]:
    return {
        "label": question.label,
        "help_text": question.help_text,
        "required": question.required,
        "error_messages": {"required": Message(f"Answer “{question.label}”.")},
    }


def _choices(question: Question, empty: str | None = None) -> list[tuple[str, str]]:
    choices = [(option, option) for option in question.options]
    return choices if empty is None else [("", empty), *choices]


def _choice_errors(question: Question) -> dict[str, str]:
    return {
        "required": Message(f"Choose an answer to “{question.label}”."),
        "invalid_choice": Message(f"Choose one of the answers offered to “{question.label}”."),
        "invalid_list": Message(f"Choose from the answers offered to “{question.label}”."),
    }


def _text(question: Question) -> forms.Field:
    widget = widgets.TextInput(attrs=_autocomplete(question))
    return TextField(question, widget=widget, **_common(question))


def _long_text(question: Question) -> forms.Field:
    widget = widgets.Textarea(attrs={"rows": 6, **_autocomplete(question)})
    return TextField(question, widget=widget, **_common(question))


def _autocomplete(question: Question) -> dict[str, str]:
    return {"autocomplete": question.autocomplete} if question.autocomplete else {}


def _email(question: Question) -> forms.Field:
    common = _common(question)
    common["error_messages"] |= {
        "invalid": "Enter an email address in the right form, like name@example.org."
    }
    return forms.EmailField(
        widget=widgets.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        **common,
    )


def _single(question: Question) -> forms.Field:
    common = _common(question) | {"error_messages": _choice_errors(question)}
    if question.display == "select":
        return forms.ChoiceField(
            choices=_choices(question, "Choose one"), widget=widgets.Select, **common
        )
    return forms.ChoiceField(choices=_choices(question), widget=widgets.RadioSelect, **common)


def _several(question: Question) -> forms.Field:
    common = _common(question) | {"error_messages": _choice_errors(question)}
    return forms.MultipleChoiceField(
        choices=_choices(question), widget=widgets.CheckboxSelectMultiple, **common
    )


def _rating(question: Question) -> forms.Field:
    return forms.TypedChoiceField(
        choices=[(str(step), str(step)) for step in range(1, question.points + 1)],
        coerce=int,
        empty_value=None,
        widget=widgets.RatingSelect(question.low_label, question.high_label),
        **(_common(question) | {"error_messages": _choice_errors(question)}),
    )


def _plain(number: float | None) -> str:
    return "" if number is None else f"{Decimal(str(number)).normalize():,f}"


def _number(question: Question) -> forms.Field:
    common = _common(question)
    name = f"“{question.label}”"
    kind = "a whole number" if question.whole else "a number"
    invalid = Message(f"{name} must be {kind}, like 12.")
    common["error_messages"] |= {
        "invalid": invalid,
        "max_decimal_places": invalid,
        "max_digits": Message(f"{name} may have {MOST_DIGITS} digits at most."),
        "min_value": Message(f"{name} must be {_plain(question.minimum)} or more."),
        "max_value": Message(f"{name} must be {_plain(question.maximum)} or less."),
    }
    return NumberField(
        min_value=None if question.minimum is None else Decimal(str(question.minimum)),
        max_value=None if question.maximum is None else Decimal(str(question.maximum)),
        max_digits=MOST_DIGITS,
        decimal_places=0 if question.whole else None,
        widget=widgets.NumberInput(
            attrs={"inputmode": "numeric" if question.whole else "decimal", "spellcheck": "false"}
        ),
        **common,
    )


def _date(question: Question) -> forms.Field:
    common = _common(question)
    common["error_messages"] |= {
        "invalid": Message(
            f"“{question.label}” must be a real date, like 2026-11-23 or 23/11/2026."
        )
    }
    return forms.DateField(
        widget=widgets.DateInput, input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"], **common
    )


def _consent(question: Question) -> forms.Field:
    common = _common(question)
    common["error_messages"] = {
        "required": Message(f"Tick “{question.label}” to send your answer.")
    }
    return forms.BooleanField(widget=widgets.ConsentInput, **common)


def _grid(question: Question) -> forms.Field:
    return GridField(question, **_common(question))


def _picks(question: Question) -> forms.Field:
    common = _common(question) | {"error_messages": _choice_errors(question)}
    return PicksField(question, widget=widgets.PicksSelect, **common)


_BUILDERS: dict[str, Callable[[Question], forms.Field]] = {
    QuestionType.SHORT_TEXT: _text,
    QuestionType.LONG_TEXT: _long_text,
    QuestionType.EMAIL: _email,
    QuestionType.SINGLE_CHOICE: _single,
    QuestionType.ROLE: _single,
    QuestionType.REFLECTION: _single,
    QuestionType.SEVERAL_CHOICES: _several,
    QuestionType.RATING: _rating,
    QuestionType.NUMBER: _number,
    QuestionType.DATE: _date,
    QuestionType.CONSENT: _consent,
    QuestionType.IDEA_SCORING: _grid,
    QuestionType.IDEA_JUDGEMENT: _grid,
    QuestionType.IDEA_PICKS: _picks,
}


def build_field(question: Question) -> forms.Field:
    """Return the form field that asks a question.

    Raises:
        KeyError: the question is of a type this version does not know.
    """
    field = _BUILDERS[question.type](question)
    field.question = question  # type: ignore[attr-defined]
    return field
