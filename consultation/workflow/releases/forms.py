from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.admin.widgets import AdminDateTimeInput

from consultation.pages.models import ConsultationPage
from consultation.workflow.models import Release
from consultation.workflow.releases.moments import portal_zone


class MomentField(forms.DateTimeField):
    """A moment typed by the portal's clock, whatever zone somebody's account is set to."""

    widget = AdminDateTimeInput

    def prepare_value(self, value: Any) -> Any:
        """Show a moment by the portal's clock."""
        with timezone.override(portal_zone()):
            return super().prepare_value(value)

    def to_python(self, value: Any) -> datetime | None:
        """Read a moment by the portal's clock; say so where the clocks leave it open."""
        try:
            with timezone.override(portal_zone()):
                return super().to_python(value)
        except ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            raise ValidationError(
                "The clocks change in that hour, so it does not come or comes twice. "
                "Choose a moment before 1:00am or from 2:00am on.",
                code=error.code,
            ) from error


class MomentForm(forms.Form):
    """When a release goes out."""

    moment = MomentField(
        label="Goes out at",
        help_text=(
            "In United Kingdom time. A date without a time means the start of that day. "
            "For example 2027-03-29 09:00."
        ),
    )

    def clean_moment(self) -> datetime:
        """Refuse what has passed."""
        moment: datetime = self.cleaned_data["moment"]
        if moment <= timezone.now():
            raise ValidationError(
                "That moment has passed. Choose a later one, or go back and release now."
            )
        return moment


class ConsultationChoice(forms.ModelChoiceField):
    """A consultation, under its newest title."""

    def label_from_instance(self, obj: ConsultationPage) -> str:
        """Return the newest title."""
        return str(obj.get_admin_display_title())


class NewReleaseForm(forms.ModelForm):
    """A release that is begun."""

    consultation = ConsultationChoice(
        queryset=ConsultationPage.objects.order_by("path"),
        empty_label=None,
        help_text="Pages of this consultation can be put into it, and ideas.",
    )

    class Meta:
        model = Release
        fields = ("title", "consultation", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}


class ReleaseForm(forms.ModelForm):
    """What can be changed of a release that is open."""

    class Meta:
        model = Release
        fields = ("title", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
