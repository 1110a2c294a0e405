"""The form's controls, drawn by the templates in respond/widgets/."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from consultation.responses.definitions import COMMENT, Question, QuestionType, Row, Scale


def normalise_newlines(text: str) -> str:
    """Return text as it was typed, not as it was sent.

    Forms travel with CRLF line ends, which nobody typed. NUL, which a database
    cannot hold, becomes the replacement sign, as in web pages.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")


class TextInput(forms.TextInput):
    """One line of text."""

    template_name = "respond/widgets/text.html"


class Textarea(forms.Textarea):
    """Several lines of text."""

    template_name = "respond/widgets/textarea.html"


class EmailInput(forms.EmailInput):
    """An email address."""

    template_name = "respond/widgets/email.html"


class NumberInput(forms.TextInput):
    """A text control with a number pad: wheel and arrow keys must not change an answer."""

    template_name = "respond/widgets/number.html"


class DateInput(forms.DateInput):
    """A date."""

    input_type = "date"
    template_name = "respond/widgets/date.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        # A date control understands the ISO form only, whatever the locale.
        super().__init__(attrs, format="%Y-%m-%d")


class Select(forms.Select):
    """A list to open."""

    template_name = "respond/widgets/select.html"


class RadioSelect(forms.RadioSelect):
    """One of several options, all in sight."""

    template_name = "respond/widgets/radios.html"


class CheckboxSelectMultiple(forms.CheckboxSelectMultiple):
    """Any number of options."""

    template_name = "respond/widgets/checkboxes.html"


class PicksSelect(forms.CheckboxSelectMultiple):
    """Ideas to tick, theme by theme."""

    template_name = "respond/widgets/picks.html"


class ConsentInput(forms.CheckboxInput):
    """One box to tick."""

    template_name = "respond/widgets/consent.html"


class RatingSelect(forms.RadioSelect):
    """Radio buttons on a scale whose ends are named."""

    template_name = "respond/widgets/rating.html"

    def __init__(self, low_label: str, high_label: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.low_label = low_label
        self.high_label = high_label

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add what the ends of the scale mean."""
        context = super().get_context(name, value, attrs)
        context["widget"]["low_label"] = self.low_label
        context["widget"]["high_label"] = self.high_label
        return context


class HoneypotInput(forms.TextInput):
    """The field that people do not see."""

    template_name = "respond/widgets/honeypot.html"


class FileInput(forms.FileInput):
    """A file to upload."""

    template_name = "respond/widgets/file.html"


# What stands for no answer.
SKIP = "Skip"

# With more groups than this, links above them lead to each.
MOST_GROUPS_WITHOUT_WAYS = 3


def control_name(name: str, row: str, scale: str) -> str:
    """Return the name of the control for one row on one scale."""
    return f"{name}__{row}__{scale}"


class GridWidget(forms.Widget):
    """Radio buttons for each row and scale of a question, drawn by one template."""

    template_name = "respond/widgets/grid.html"

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question

    # A group of controls: its label names all of them.
    use_fieldset = True

    def id_for_label(self, id_: str | None) -> str:
        """Return no id: a legend names the group."""
        return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, dict[str, str]]:
        """Return what was sent for each row and scale; what was left open is left out."""
        sent: dict[str, dict[str, str]] = {}
        keys = [scale.key for scale in self.question.scales]
        if self.question.with_comment:
            keys.append(COMMENT)
        for row in self.question.rows:
            answers = {key: data.get(control_name(name, row.key, key)) or "" for key in keys}
            given = {key: answer for key, answer in answers.items() if answer.strip()}
            if given:
                sent[row.key] = given
        return sent

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Say that nothing is missing: each row may be skipped."""
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the groups of rows with their controls."""
        context = super().get_context(name, value, attrs)
        groups = list(self._groups(name, value or {}))
        context["widget"].update(
            groups=groups,
            # A group that is the only one is what the whole question is about.
            show_groups=len(groups) > 1,
            show_ways=len(groups) > MOST_GROUPS_WITHOUT_WAYS,
            kind="scores" if self.question.type == QuestionType.IDEA_SCORING else "judgements",
        )
        return context

    def _groups(self, name: str, value: dict[str, Any]) -> Iterator[dict[str, Any]]:
        numbered = enumerate(self.question.rows, start=1)
        for group, rows in groupby(numbered, key=lambda each: each[1].group):
            members = [
                self._row(name, number, row, value.get(row.key) or {}) for number, row in rows
            ]
            yield {"label": group, "id": f"{members[0]['id']}-group", "rows": members}

    def _row(self, name: str, number: int, row: Row, answers: dict[str, Any]) -> dict[str, Any]:
        # A hyphen, which no question's key has: no other control can have this id.
        id_ = f"id_{name}-{number}"
        context: dict[str, Any] = {
            "id": id_,
            "label": row.label,
            "scales": [
                self._scale(name, row, scale, answers, f"{id_}-{place}")
                for place, scale in enumerate(self.question.scales, start=1)
            ],
        }
        if self.question.with_comment:
            context["comment_name"] = control_name(name, row.key, COMMENT)
            context["comment"] = answers.get(COMMENT, "")
        return context

    def _scale(
        self, name: str, row: Row, scale: Scale, answers: dict[str, Any], id_: str
    ) -> dict[str, Any]:
        chosen = str(answers.get(scale.key, ""))
        return {
            "name": control_name(name, row.key, scale.key),
            "id": id_,
            "label": scale.label,
            "ends": scale.ends,
            # Last, the way out of an answer: a radio button cannot be taken back without a script.
            "options": [
                {"value": option, "label": option, "chosen": option == chosen}
                for option in scale.options
            ]
            + [{"value": "", "label": SKIP, "chosen": not chosen}],
        }


class GridField(forms.Field):
    """Answers row by row: {row key: {scale key: answer}}, scores as numbers."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        super().__init__(widget=GridWidget(question), **kwargs)
        self.grid = question

    def clean(self, value: dict[str, dict[str, str]] | None) -> dict[str, dict[str, Any]]:
        """Return the answers, each one of those offered."""
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
        super().__init__(choices=groups, **kwargs)
        self.at_most = question.at_most

    def validate(self, value: list[str]) -> None:
        """Refuse more picks than are wanted, saying how many there are."""
        super().validate(value)
        if self.at_most and len(value) > self.at_most:
            raise ValidationError(
                f"You ticked {len(value)} ideas. Tick {self.at_most} at most.", "too_many"
            )


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
        text = normalise_newlines(super().to_python(value) or "")
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
    widget = TextInput(attrs=_autocomplete(question))
    return TextField(question, widget=widget, **_common(question))


def _long_text(question: Question) -> forms.Field:
    widget = Textarea(attrs={"rows": 6, **_autocomplete(question)})
    return TextField(question, widget=widget, **_common(question))


def _autocomplete(question: Question) -> dict[str, str]:
    return {"autocomplete": question.autocomplete} if question.autocomplete else {}


def _email(question: Question) -> forms.Field:
    common = _common(question)
    common["error_messages"] |= {
        "invalid": "Enter an email address in the right form, like name@example.org."
    }
    return forms.EmailField(
        widget=EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        **common,
    )


def _single(question: Question) -> forms.Field:
    common = _common(question) | {"error_messages": _choice_errors(question)}
    if question.display == "select":
        return forms.ChoiceField(choices=_choices(question, "Choose one"), widget=Select, **common)
    return forms.ChoiceField(choices=_choices(question), widget=RadioSelect, **common)


def _several(question: Question) -> forms.Field:
    common = _common(question) | {"error_messages": _choice_errors(question)}
    return forms.MultipleChoiceField(
        choices=_choices(question), widget=CheckboxSelectMultiple, **common
    )


def _rating(question: Question) -> forms.Field:
    return forms.TypedChoiceField(
        choices=[(str(step), str(step)) for step in range(1, question.points + 1)],
        coerce=int,
        empty_value=None,
        widget=RatingSelect(question.low_label, question.high_label),
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
        widget=NumberInput(
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
        widget=DateInput, input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"], **common
    )


def _consent(question: Question) -> forms.Field:
    common = _common(question)
    common["error_messages"] = {
        "required": Message(f"Tick “{question.label}” to send your answer.")
    }
    return forms.BooleanField(widget=ConsentInput, **common)


def _grid(question: Question) -> forms.Field:
    return GridField(question, **_common(question))


def _picks(question: Question) -> forms.Field:
    common = _common(question) | {"error_messages": _choice_errors(question)}
    return PicksField(question, widget=PicksSelect, **common)


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
