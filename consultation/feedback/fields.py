"""One form field for each type of question, with the control that answers it."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from consultation.responses.definitions import COMMENT, Question, QuestionType, Row, Scale

DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"]

# As many as a JSON number keeps exactly.
MOST_DIGITS = 15

# What stands for no answer.
SKIP = "Skip"

# With more groups of ideas than this, links above them lead to each.
MOST_GROUPS_WITHOUT_LINKS = 3

# 1,200 and 1 200 and 12,345,678.9; but "1,5" is not 15, nor is "1 5".
_GROUPED_NUMBER = re.compile(
    r"[+-]?[0-9]{1,3}(?:(?P<mark>[, \u00a0\u202f])[0-9]{3})(?:(?P=mark)[0-9]{3})*(?:\.[0-9]*)?"
)


def widget(template: str, kind: type[forms.Widget], **kwargs: Any) -> forms.Widget:
    """Return one of Django's controls, drawn by a template in respond/widgets/."""
    control = kind(**kwargs)
    control.template_name = f"respond/widgets/{template}.html"
    return control


def date_widget() -> forms.Widget:
    """Return a date control, which understands the ISO form only, whatever the locale."""
    return widget("date", forms.DateInput, attrs={"type": "date"}, format="%Y-%m-%d")


def normalise_newlines(text: str) -> str:
    """Return text as it was typed, not as it was sent.

    Forms travel with CRLF line ends, which nobody typed. NUL, which a database
    cannot hold, becomes the replacement character, as in web pages.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")


class Message(str):
    """A message that is ready: a per cent sign in a question is no place for a value."""

    __slots__ = ()

    def __mod__(self, params: Any) -> "Message":
        return self


class TextField(forms.CharField):
    """Text that is kept exactly as typed; its limits count it without outer space."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        # Django's own limits and stripping would count line ends twice and lose characters.
        super().__init__(strip=False, **kwargs)
        self.validators = []
        self.limits = question

    def to_python(self, value: Any) -> str:
        text = normalise_newlines(super().to_python(value) or "")
        return text if text.strip() else ""

    def validate(self, value: Any) -> None:
        super().validate(value)
        text = value.strip()
        limits = self.limits
        name = f"“{limits.label}”"
        if not text:
            return
        if limits.minimum_characters and len(text) < limits.minimum_characters:
            raise ValidationError(
                f"{name} must be at least {limits.minimum_characters} characters long."
            )
        if limits.maximum_characters and len(text) > limits.maximum_characters:
            raise ValidationError(
                f"{name} may be {limits.maximum_characters:,} characters long at most. "
                f"It is {len(text):,} characters long now."
            )
        words = len(text.split()) if limits.maximum_words else 0
        if limits.maximum_words and words > limits.maximum_words:
            raise ValidationError(
                f"{name} may have {limits.maximum_words:,} words at most. It has {words:,} now."
            )


class NumberField(forms.DecimalField):
    """A number as people type it, such as "1,200" or "1 200", stored as a JSON number."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.strip()
            if _GROUPED_NUMBER.fullmatch(value):
                value = re.sub(r"[^0-9.+-]", "", value)
        return super().to_python(value)

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        if number is None:
            return None
        return int(number) if number == number.to_integral_value() else float(number)


class RatingSelect(forms.RadioSelect):
    """Radio buttons on a scale whose ends are named."""

    template_name = "respond/widgets/rating.html"

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["low_label"] = self.question.low_label
        context["widget"]["high_label"] = self.question.high_label
        return context


def control_name(name: str, row: str, scale: str) -> str:
    """Return the name of the control for one row on one scale."""
    return f"{name}__{row}__{scale}"


class GridWidget(forms.Widget):
    """Radio buttons for each row and scale of a question, drawn by one template."""

    template_name = "respond/widgets/grid.html"
    # A group of controls: its label names all of them.
    use_fieldset = True

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question

    def id_for_label(self, id_: str | None) -> str:
        # A legend names the group.
        return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, dict[str, str]]:
        keys = [scale.key for scale in self.question.scales]
        if self.question.with_comment:
            keys.append(COMMENT)
        submitted: dict[str, dict[str, str]] = {}
        for row in self.question.rows:
            answers = {key: data.get(control_name(name, row.key, key)) or "" for key in keys}
            given = {key: answer for key, answer in answers.items() if answer.strip()}
            if given:
                submitted[row.key] = given
        return submitted

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        groups = list(self._groups(name, value or {}))
        context["widget"].update(
            groups=groups,
            # A group that is the only one is what the whole question is about.
            show_groups=len(groups) > 1,
            show_ways=len(groups) > MOST_GROUPS_WITHOUT_LINKS,
            kind="scores" if self.question.type == QuestionType.IDEA_SCORING else "judgements",
        )
        return context

    def _groups(self, name: str, value: dict[str, Any]) -> Iterator[dict[str, Any]]:
        numbered = enumerate(self.question.rows, start=1)
        for group, rows in groupby(numbered, key=lambda each: each[1].group):
            members = [
                self._row(name, row, f"id_{name}-{number}", value.get(row.key) or {})
                for number, row in rows
            ]
            yield {"label": group, "id": f"{members[0]['id']}-group", "rows": members}

    def _row(self, name: str, row: Row, id_: str, answers: dict[str, Any]) -> dict[str, Any]:
        # The id has a hyphen, which no question's key has: no other control can have it.
        context: dict[str, Any] = {
            "id": id_,
            "label": row.label,
            "scales": [
                {
                    "name": control_name(name, row.key, scale.key),
                    "id": f"{id_}-{place}",
                    "label": scale.label,
                    "ends": scale.ends,
                    "options": self._options(scale, str(answers.get(scale.key, ""))),
                }
                for place, scale in enumerate(self.question.scales, start=1)
            ],
        }
        if self.question.with_comment:
            context["comment_name"] = control_name(name, row.key, COMMENT)
            context["comment"] = answers.get(COMMENT, "")
        return context

    def _options(self, scale: Scale, chosen: str) -> list[dict[str, Any]]:
        # Last, the way out of an answer: a radio button cannot be taken back without a script.
        labels = [*((option, option) for option in scale.options), ("", SKIP)]
        return [
            {"value": value, "label": label, "chosen": value == chosen} for value, label in labels
        ]


class GridField(forms.Field):
    """Answers row by row: {row key: {scale key: answer}}, scores as numbers."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        super().__init__(widget=GridWidget(question), **kwargs)
        self.grid = question

    def clean(self, value: dict[str, dict[str, str]] | None) -> dict[str, dict[str, Any]]:
        options = {scale.key: scale.options for scale in self.grid.scales}
        scored = self.grid.type == QuestionType.IDEA_SCORING
        cleaned: dict[str, dict[str, Any]] = {}
        for row, answers in (value or {}).items():
            for key, answer in answers.items():
                if key == COMMENT:
                    cleaned.setdefault(row, {})[key] = normalise_newlines(answer)
                    continue
                if answer not in options[key]:
                    raise ValidationError(
                        f"Choose one of the answers offered to “{self.grid.label}”.", "invalid"
                    )
                cleaned.setdefault(row, {})[key] = int(answer) if scored else answer
        if self.required and not cleaned:
            raise ValidationError(self.error_messages["required"], code="required")
        return cleaned


class PicksField(forms.MultipleChoiceField):
    """Ideas picked, perhaps not more than some number."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        groups = [
            (group, [(row.key, row.label) for row in rows])
            for group, rows in groupby(question.rows, key=lambda row: row.group)
        ]
        control = widget("picks", forms.CheckboxSelectMultiple)
        super().__init__(choices=groups, widget=control, **kwargs)
        self.at_most = question.at_most

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if self.at_most and len(value) > self.at_most:
            raise ValidationError(
                f"You ticked {len(value)} ideas. Tick {self.at_most} at most.", "too_many"
            )


def _common(question: Question, **messages: str) -> dict[str, Any]:
    """Return what all fields are made with.

    Args:
        question: what is asked.
        messages: what to say of wrong answers, by error code.
    """
    required = f"Answer “{question.label}”."
    return {
        "label": question.label,
        "help_text": question.help_text,
        "required": question.required,
        "error_messages": {
            code: Message(message) for code, message in ({"required": required} | messages).items()
        },
    }


def _choice(question: Question) -> dict[str, Any]:
    return _common(
        question,
        required=f"Choose an answer to “{question.label}”.",
        invalid_choice=f"Choose one of the answers offered to “{question.label}”.",
        invalid_list=f"Choose from the answers offered to “{question.label}”.",
    )


def _text(question: Question) -> forms.Field:
    attrs: dict[str, Any] = {}
    if question.autocomplete:
        attrs["autocomplete"] = question.autocomplete
    if question.type == QuestionType.LONG_TEXT:
        control = widget("textarea", forms.Textarea, attrs={"rows": 6, **attrs})
    else:
        control = widget("text", forms.TextInput, attrs=attrs)
    return TextField(question, widget=control, **_common(question))


def _email(question: Question) -> forms.Field:
    attrs = {"autocomplete": "email", "spellcheck": "false"}
    invalid = "Enter an email address in the right form, like name@example.org."
    return forms.EmailField(
        widget=widget("email", forms.EmailInput, attrs=attrs), **_common(question, invalid=invalid)
    )


def _single_choice(question: Question) -> forms.Field:
    choices = [(option, option) for option in question.options]
    if question.display == "select":
        choices = [("", "Choose one"), *choices]
        control = widget("select", forms.Select)
    else:
        control = widget("radios", forms.RadioSelect)
    return forms.ChoiceField(choices=choices, widget=control, **_choice(question))


def _several_choices(question: Question) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=[(option, option) for option in question.options],
        widget=widget("checkboxes", forms.CheckboxSelectMultiple),
        **_choice(question),
    )


def _rating(question: Question) -> forms.Field:
    return forms.TypedChoiceField(
        choices=[(str(step), str(step)) for step in range(1, question.points + 1)],
        coerce=int,
        empty_value=None,
        widget=RatingSelect(question),
        **_choice(question),
    )


def _number(question: Question) -> forms.Field:
    name = f"“{question.label}”"
    invalid = f"{name} must be {'a whole number' if question.whole else 'a number'}, like 12."
    minimum, maximum = (
        None if limit is None else Decimal(str(limit))
        for limit in (question.minimum, question.maximum)
    )
    messages = {
        "invalid": invalid,
        "max_decimal_places": invalid,
        "max_digits": f"{name} may have {MOST_DIGITS} digits at most.",
    }
    if minimum is not None:
        messages["min_value"] = f"{name} must be {minimum.normalize():,f} or more."
    if maximum is not None:
        messages["max_value"] = f"{name} must be {maximum.normalize():,f} or less."
    attrs = {"inputmode": "numeric" if question.whole else "decimal", "spellcheck": "false"}
    return NumberField(
        min_value=minimum,
        max_value=maximum,
        max_digits=MOST_DIGITS,
        decimal_places=0 if question.whole else None,
        # A text control with a number pad: wheel and arrow keys must not change an answer.
        widget=widget("number", forms.TextInput, attrs=attrs),
        **_common(question, **messages),
    )


def _date(question: Question) -> forms.Field:
    invalid = f"“{question.label}” must be a real date, like 2026-11-23 or 23/11/2026."
    return forms.DateField(
        widget=date_widget(), input_formats=DATE_FORMATS, **_common(question, invalid=invalid)
    )


def _consent(question: Question) -> forms.Field:
    required = f"Tick “{question.label}” to send your answer."
    return forms.BooleanField(
        widget=widget("consent", forms.CheckboxInput), **_common(question, required=required)
    )


def _grid(question: Question) -> forms.Field:
    return GridField(question, **_common(question))


def _picks(question: Question) -> forms.Field:
    return PicksField(question, **_choice(question))


_BUILDERS: dict[str, Callable[[Question], forms.Field]] = {
    QuestionType.SHORT_TEXT: _text,
    QuestionType.LONG_TEXT: _text,
    QuestionType.EMAIL: _email,
    QuestionType.SINGLE_CHOICE: _single_choice,
    QuestionType.ROLE: _single_choice,
    QuestionType.REFLECTION: _single_choice,
    QuestionType.SEVERAL_CHOICES: _several_choices,
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
