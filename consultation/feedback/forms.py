"""The form of one feedback block: a field for each question, with the control that answers it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from consultation.feedback.availability import Availability
from consultation.feedback.form_token import FormToken
from consultation.responses.definitions import (
    COMMENT,
    FormDefinition,
    Question,
    QuestionType,
    Row,
    Scale,
    option_labels,
    scale_label,
)

# States of a form besides those of its consultation. A read-only form shows a stored response.
PREVIEW = "preview"
READ_ONLY = "read_only"

DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"]

# As many as a JSON number keeps exactly.
MOST_DIGITS = 15

# With more groups of ideas than this, links above them lead to each.
MOST_GROUPS_WITHOUT_LINKS = 3

# 1,200 and 1 200 and 12,345,678.9; but "1,5" is not 15, nor is "1 5".
_GROUPED_NUMBER = re.compile(
    r"[+-]?[0-9]{1,3}(?:(?P<mark>[, \u00a0\u202f])[0-9]{3})(?:(?P=mark)[0-9]{3})*(?:\.[0-9]*)?"
)

# What to do about these questions if they are left blank: by type, and by our own wording.
_MISSING = {
    QuestionType.ROLE: _("Select your role"),
    QuestionType.EMAIL: _("Enter your email address"),
}
_MISSING_OWN = (
    (_("Brief summary"), _("Enter a brief summary")),
    (_("Your comments"), _("Enter your comments")),
    (_("Your organisation"), _("Enter your organisation")),
)


def widget(template: str, kind: type[forms.Widget], **kwargs: Any) -> forms.Widget:
    """Return one of Django's controls, drawn by a template in respond/widgets/."""
    control = kind(**kwargs)
    control.template_name = f"respond/widgets/{template}.html"
    return control


def date_widget() -> forms.Widget:
    """Return a date control, which understands the ISO form only, in every locale."""
    return widget("date", forms.DateInput, attrs={"type": "date"}, format="%Y-%m-%d")


def normalise_newlines(text: str) -> str:
    """Return text as it was typed: forms travel with CRLF line ends."""
    # NUL, which a database cannot hold, becomes the replacement character, as in web pages.
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")


class Message(str):
    """A finished message: a % in a question is not a placeholder."""

    __slots__ = ()

    def __mod__(self, params: Any) -> "Message":
        return self


def _number_text(number: float | Decimal) -> str:
    return number_format(number, force_grouping=True)


def _of_limit(question: Question, limit: int, now: int) -> dict[str, str]:
    """Return what messages about a limit say."""
    return {"question": question.label, "limit": _number_text(limit), "now": _number_text(now)}


class TextField(forms.CharField):
    """Text that is kept exactly as typed; its limits leave out spaces at both ends."""

    question: Question

    def to_python(self, value: Any) -> str:
        text = normalise_newlines(super().to_python(value) or "")
        return text if text.strip() else ""

    def validate(self, value: Any) -> None:
        super().validate(value)
        question, text = self.question, value.strip()
        length, words = len(text), len(text.split())
        least, most = question.minimum_characters, question.maximum_characters
        if least and 0 < length < least:
            message = ngettext(
                "“%(question)s” must be %(limit)s character or more",
                "“%(question)s” must be %(limit)s characters or more",
                least,
            )
            raise ValidationError(message % _of_limit(question, least, length))
        if most and length > most:
            message = ngettext(
                "“%(question)s” must be %(limit)s character or fewer. It is %(now)s now.",
                "“%(question)s” must be %(limit)s characters or fewer. It is %(now)s now.",
                most,
            )
            raise ValidationError(message % _of_limit(question, most, length))
        if question.maximum_words and words > question.maximum_words:
            message = ngettext(
                "“%(question)s” must be %(limit)s word or fewer. It is %(now)s now.",
                "“%(question)s” must be %(limit)s words or fewer. It is %(now)s now.",
                question.maximum_words,
            )
            raise ValidationError(message % _of_limit(question, question.maximum_words, words))


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

    question: Question

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["question"] = self.question
        return context


class GridWidget(forms.Widget):
    """Radio buttons for each row and scale of a question, named "question__row__scale"."""

    question: Question
    # A legend names the group of controls.
    use_fieldset = True

    def id_for_label(self, id_: str | None) -> str:
        return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, dict[str, str]]:
        keys = [scale.key for scale in self.question.scales]
        if self.question.with_comment:
            keys.append(COMMENT)
        submitted: dict[str, dict[str, str]] = {}
        for row in self.question.rows:
            answers = {key: data.get(f"{name}__{row.key}__{key}") or "" for key in keys}
            given = {key: answer for key, answer in answers.items() if answer.strip()}
            if given:
                submitted[row.key] = given
        return submitted

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        groups = []
        # Translators: the choice of those who have no view of an idea.
        skip = ("", gettext("Skip"))
        # Last, a way to undo an answer: a radio button cannot be cleared without a script.
        scales = [
            (scale, scale_label(scale), [*option_labels(scale), skip])
            for scale in self.question.scales
        ]
        numbered = enumerate(self.question.rows, start=1)
        for group, rows in groupby(numbered, key=lambda each: each[1].group):
            # The id has a hyphen, which no question's key has: no other control can have it.
            members = [
                self._row(
                    name, row, f"id_{name}-{number}", (value or {}).get(row.key) or {}, scales
                )
                for number, row in rows
            ]
            groups.append({"label": group, "id": f"{members[0]['id']}-group", "rows": members})
        context["widget"].update(
            groups=groups,
            # If there is only one group, the whole question is about it.
            show_groups=len(groups) > 1,
            show_ways=len(groups) > MOST_GROUPS_WITHOUT_LINKS,
            kind="scores" if self.question.type == QuestionType.IDEA_SCORING else "judgements",
        )
        return context

    def _row(
        self,
        name: str,
        row: Row,
        id_: str,
        answers: dict[str, Any],
        labelled: Sequence[tuple[Scale, str, Sequence[tuple[str, str]]]],
    ) -> dict[str, Any]:
        scales = []
        for place, (scale, label, options) in enumerate(labelled, start=1):
            chosen = str(answers.get(scale.key, ""))
            scales.append(
                {
                    "name": f"{name}__{row.key}__{scale.key}",
                    "id": f"{id_}-{place}",
                    "label": label,
                    "ends": scale.ends,
                    "options": [
                        {"value": option, "label": words, "chosen": option == chosen}
                        for option, words in options
                    ],
                }
            )
        context: dict[str, Any] = {"id": id_, "label": row.label, "scales": scales}
        if self.question.with_comment:
            context["comment_name"] = f"{name}__{row.key}__{COMMENT}"
            context["comment"] = answers.get(COMMENT, "")
        return context


class GridField(forms.Field):
    """Answers row by row: {row key: {scale key: answer}}, scores as numbers."""

    question: Question

    def clean(self, value: dict[str, dict[str, str]] | None) -> dict[str, dict[str, Any]]:
        options = {scale.key: scale.options for scale in self.question.scales}
        scored = self.question.type == QuestionType.IDEA_SCORING
        cleaned: dict[str, dict[str, Any]] = {}
        for row, answers in (value or {}).items():
            cleaned[row] = {}
            for key, answer in answers.items():
                if key == COMMENT:
                    cleaned[row][key] = normalise_newlines(answer)
                elif answer in options[key]:
                    cleaned[row][key] = int(answer) if scored else answer
                else:
                    raise ValidationError(self.error_messages["invalid_choice"], code="invalid")
        if self.required and not cleaned:
            raise ValidationError(self.error_messages["required"], code="required")
        return cleaned


class PicksField(forms.MultipleChoiceField):
    """Ideas chosen, up to a maximum if there is one."""

    question: Question

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        most = self.question.at_most
        if most and len(value) > most:
            message = ngettext("Select up to %(limit)d idea", "Select up to %(limit)d ideas", most)
            raise ValidationError(message % {"limit": most}, code="too_many")


def _common(
    question: Question,
    control: forms.Widget,
    limits: Mapping[str, str] | None = None,
    **messages: str,
) -> dict[str, Any]:
    """Return the arguments that all fields share.

    Args:
        limits: what messages say besides the question.
        messages: for wrong answers, by error code.
    """
    messages = {
        "required": gettext("Enter an answer to “%(question)s”"),
        "invalid_choice": gettext("Select one of the answers to “%(question)s”"),
        "invalid_list": gettext("Select from the answers to “%(question)s”"),
    } | messages
    known = (message for label, message in _MISSING_OWN if str(label) == question.label)
    if message := _MISSING.get(question.type) or next(known, None):
        messages["required"] = str(message)
    values = {"question": question.label, **(limits or {})}
    return {
        "label": question.label,
        "help_text": question.help_text,
        "required": question.required,
        "widget": control,
        "error_messages": {code: Message(message % values) for code, message in messages.items()},
    }


def _choice(question: Question, control: forms.Widget) -> dict[str, Any]:
    return _common(question, control, required=gettext("Select an answer to “%(question)s”"))


def _text(question: Question) -> forms.Field:
    attrs: dict[str, Any] = {}
    if question.autocomplete:
        attrs["autocomplete"] = question.autocomplete
    if question.type == QuestionType.LONG_TEXT:
        control = widget("textarea", forms.Textarea, attrs={"rows": 6, **attrs})
    else:
        control = widget("text", forms.TextInput, attrs=attrs)
    return TextField(strip=False, **_common(question, control))


def _email(question: Question) -> forms.Field:
    attrs = {"autocomplete": "email", "spellcheck": "false"}
    control = widget("email", forms.EmailInput, attrs=attrs)
    invalid = gettext("Enter an email address in the correct format, like name@example.org")
    return forms.EmailField(**_common(question, control, invalid=invalid))


def _options(question: Question) -> forms.Field:
    choices = [(option, option) for option in question.options]
    if question.type == QuestionType.SEVERAL_CHOICES:
        control = widget("checkboxes", forms.CheckboxSelectMultiple)
        return forms.MultipleChoiceField(choices=choices, **_choice(question, control))
    control = widget("radios", forms.RadioSelect)
    if question.display == "select":
        choices = [("", gettext("Select one")), *choices]
        control = widget("select", forms.Select)
    return forms.ChoiceField(choices=choices, **_choice(question, control))


def _rating(question: Question) -> forms.Field:
    return forms.TypedChoiceField(
        choices=[(str(step), str(step)) for step in range(1, question.points + 1)],
        coerce=int,
        empty_value=None,
        **_choice(question, widget("rating", RatingSelect)),
    )


def _number(question: Question) -> forms.Field:
    if question.whole:
        invalid = gettext("“%(question)s” must be a whole number, like 12")
    else:
        invalid = gettext("“%(question)s” must be a number, like 12")
    limits = {
        name: Decimal(str(limit))
        for name, limit in (("minimum", question.minimum), ("maximum", question.maximum))
        if limit is not None
    }
    texts = {name: _number_text(limit.normalize()) for name, limit in limits.items()}
    messages = {
        "invalid": invalid,
        "max_decimal_places": invalid,
        "max_digits": gettext("“%(question)s” must have %(digits)s digits or fewer"),
    }
    if "minimum" in limits:
        messages["min_value"] = gettext("“%(question)s” must be %(minimum)s or more")
    if "maximum" in limits:
        messages["max_value"] = gettext("“%(question)s” must be %(maximum)s or less")
    attrs = {"inputmode": "numeric" if question.whole else "decimal", "spellcheck": "false"}
    # A text control with a number pad: wheel and arrow keys must not change an answer.
    control = widget("number", forms.TextInput, attrs=attrs)
    return NumberField(
        min_value=limits.get("minimum"),
        max_value=limits.get("maximum"),
        max_digits=MOST_DIGITS,
        decimal_places=0 if question.whole else None,
        **_common(question, control, {"digits": str(MOST_DIGITS), **texts}, **messages),
    )


def _date(question: Question) -> forms.Field:
    invalid = gettext("“%(question)s” must be a real date, like 23/11/2026")
    return forms.DateField(
        input_formats=DATE_FORMATS, **_common(question, date_widget(), invalid=invalid)
    )


def _consent(question: Question) -> forms.Field:
    required = gettext("Tick “%(question)s” to send your response")
    control = widget("consent", forms.CheckboxInput)
    return forms.BooleanField(**_common(question, control, required=required))


def _grid(question: Question) -> forms.Field:
    return GridField(**_choice(question, widget("grid", GridWidget)))


def _picks(question: Question) -> forms.Field:
    groups = [
        (group, [(row.key, row.label) for row in rows])
        for group, rows in groupby(question.rows, key=lambda row: row.group)
    ]
    control = widget("picks", forms.CheckboxSelectMultiple)
    return PicksField(choices=groups, **_choice(question, control))


_BUILDERS: dict[str, Callable[[Question], forms.Field]] = {
    QuestionType.SHORT_TEXT: _text,
    QuestionType.LONG_TEXT: _text,
    QuestionType.EMAIL: _email,
    **dict.fromkeys(QuestionType.CHOICES, _options),
    QuestionType.RATING: _rating,
    QuestionType.NUMBER: _number,
    QuestionType.DATE: _date,
    QuestionType.CONSENT: _consent,
    **dict.fromkeys(QuestionType.GRIDS, _grid),
    QuestionType.IDEA_PICKS: _picks,
}


def build_field(question: Question) -> forms.Field:
    """Return the form field of a question; KeyError for an unknown type."""
    built: Any = _BUILDERS[question.type](question)
    built.question = built.widget.question = question
    return built


class RespondRenderer(TemplatesSetting):
    """Renders public forms with our templates and leaves the admin's forms alone."""

    form_template_name = "respond/form.html"
    field_template_name = "respond/field.html"


class PublicForm(forms.Form):
    """A form in the look of the public pages; the server alone says what is missing."""

    default_renderer = RespondRenderer
    use_required_attribute = False


class ResponseForm(PublicForm):
    """The form of one feedback block; its token, if it has one, identifies this rendering."""

    # Neither field refuses anything, not even invalid characters.
    form_token = forms.Field(required=False, widget=forms.HiddenInput)
    further_notes = forms.Field(
        required=False, label=_("Leave this blank"), widget=widget("honeypot", forms.TextInput)
    )

    def __init__(
        self, definition: FormDefinition, form_token: FormToken | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.definition = definition
        self.fields["form_token"].initial = form_token.sign() if form_token else ""
        for question in definition.questions:
            if question.can_be_answered:
                self.fields[question.key] = build_field(question)
        # The honeypot comes last, where it gets in no one's way.
        self.order_fields([*definition.by_key(), "further_notes", "form_token"])

    def answers(self) -> dict[str, Any]:
        """Return the checked answers as JSON-ready data, without those left open."""
        answers: dict[str, Any] = {}
        for question in self.definition.questions:
            value = self.cleaned_data.get(question.key)
            if question.type == QuestionType.DATE and value is not None:
                value = value.isoformat()
            if isinstance(value, list):
                # A ticked box sent twice is ticked once.
                value = list(dict.fromkeys(value))
            if value not in (None, "", [], {}):
                answers[question.key] = value
        return answers


@dataclass(slots=True)
class FormState:
    """The state of a feedback form, for its template."""

    status: str  # a `ConsultationState`, `PREVIEW` or `READ_ONLY`
    form: ResponseForm | None = None  # None when it cannot be answered
    action: str = ""
    availability: Availability | None = None
    notice: str = ""
    # (question, text) pairs whose question was removed, for copying.
    orphaned_answers: list[tuple[str, str]] = field(default_factory=list)
    # In a preview: ideas that readers are not asked about yet, and questions that find no ideas.
    drafts: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
