from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

from consultation.feedback.fields import HoneypotInput, build_field
from consultation.feedback.form_token import FormToken
from consultation.responses.definitions import FormDefinition, QuestionType


class RespondRenderer(TemplatesSetting):
    """Draws public forms with our templates and leaves the admin's forms alone."""

    form_template_name = "respond/form.html"
    field_template_name = "respond/field.html"


class ResponseForm(forms.Form):
    """The form of one feedback block.

    Args:
        definition: the questions to ask.
        form_token: key of this rendering; its signature comes back as `form_token`.
    """

    default_renderer = RespondRenderer
    use_required_attribute = False

    form_token = forms.CharField(required=False, widget=forms.HiddenInput)
    further_notes = forms.CharField(
        required=False, strip=False, label="Leave this empty", widget=HoneypotInput
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
        # The trap comes last, where it disturbs nobody's way through the form.
        self.order_fields([*definition.by_key(), "further_notes", "form_token"])

    @property
    def trapped(self) -> bool:
        """Whether somebody filled in the field that people do not see."""
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
