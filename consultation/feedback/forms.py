from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

from consultation.feedback.availability import Availability
from consultation.feedback.fields import build_field, widget
from consultation.feedback.form_token import FormToken
from consultation.responses.definitions import FormDefinition, QuestionType

PREVIEW = "preview"
# With the answers of a stored response in it: it cannot be sent.
READ_ONLY = "read_only"


class RespondRenderer(TemplatesSetting):
    """Draws public forms with our templates and leaves the admin's forms alone."""

    form_template_name = "respond/form.html"
    field_template_name = "respond/field.html"


class PublicForm(forms.Form):
    """A form in the look of the public pages; the server alone says what is missing."""

    default_renderer = RespondRenderer
    use_required_attribute = False


class ResponseForm(PublicForm):
    """The form of one feedback block.

    Args:
        definition: the questions to ask.
        form_token: what identifies this rendering; its signature comes back as `form_token`.
    """

    form_token = forms.CharField(required=False, widget=forms.HiddenInput)
    further_notes = forms.CharField(
        required=False,
        strip=False,
        label="Leave this empty",
        widget=widget("honeypot", forms.TextInput),
    )

    def __init__(
        self, definition: FormDefinition, form_token: FormToken | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.definition = definition
        self.fields["further_notes"].validators = []
        self.fields["form_token"].validators = []
        self.fields["form_token"].initial = form_token.sign() if form_token else ""
        for question in definition.questions:
            if question.can_be_answered:
                self.fields[question.key] = build_field(question)
        # The honeypot comes last, where it disturbs nobody's way through the form.
        self.order_fields([*definition.by_key(), "further_notes", "form_token"])

    @property
    def honeypot_filled(self) -> bool:
        """Whether the field that people do not see was filled in."""
        return bool(self.data.get("further_notes"))

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
    """What the template of a feedback form shows.

    Args:
        status: a `ConsultationState`, `PREVIEW` or `READ_ONLY`.
        form: the form; None when it cannot be answered.
        action: the address it is sent to.
        availability: when the consultation takes answers, if that is said.
        notice: a sentence above the form, or "".
        orphaned_answers: (question, text) pairs whose question has gone, for copying.
        drafts: in a preview, what is asked about there and not yet of readers.
        unasked: in a preview, questions about ideas that find none.
    """

    status: str
    form: ResponseForm | None = None
    action: str = ""
    availability: Availability | None = None
    notice: str = ""
    orphaned_answers: list[tuple[str, str]] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)
