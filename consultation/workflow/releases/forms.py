from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.admin.widgets import AdminDateTimeInput

from consultation.pages.models import ConsultationPage
from consultation.workflow.models import Release


class PortalDateTimeField(forms.DateTimeField):
    """A date and time by the portal's clock, whatever zone the user's account is set to."""

    widget = AdminDateTimeInput

    def prepare_value(self, value: Any) -> Any:
        with timezone.override(timezone.get_default_timezone()):
            return super().prepare_value(value)

    def to_python(self, value: Any) -> datetime | None:
        try:
            with timezone.override(timezone.get_default_timezone()):
                return super().to_python(value)
        except ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            raise ValidationError(
                "The clocks change in that hour, so it does not come or comes twice. "
                "Choose a moment before 1:00am or from 2:00am on."
            ) from error


class ScheduleForm(forms.Form):
    """When a release goes out."""

    planned_at = PortalDateTimeField(
        label="Goes out at",
        help_text=(
            "In United Kingdom time. A date without a time means the start of that day. "
            "For example 2027-03-29 09:00."
        ),
    )

    def clean_planned_at(self) -> datetime:
        planned_at: datetime = self.cleaned_data["planned_at"]
        if planned_at <= timezone.now():
            raise ValidationError(
                "That moment has passed. Choose a later one, or go back and release now."
            )
        return planned_at


class ReleaseForm(forms.ModelForm):
    """What can be changed of a release that is open."""

    class Meta:
        model = Release
        fields: tuple[str, ...] = ("title", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}


class NewReleaseForm(ReleaseForm):
    """A release that is begun."""

    consultation: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=ConsultationPage.objects.order_by("path"),
        empty_label=None,
        help_text="Pages of this consultation can be put into it, and ideas.",
    )

    class Meta(ReleaseForm.Meta):
        fields = ("title", "consultation", "note")
