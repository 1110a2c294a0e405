from datetime import date, datetime, timedelta

from django import forms
from django.utils import timezone
from wagtail.admin.widgets import AdminDateInput

from consultation.common.dates import LAST_MINUTE

USUAL_DAYS = 14
MOST_DAYS = 90


class PrivatePreviewForm(forms.Form):
    """For whom a link is, and until when."""

    for_whom = forms.CharField(
        label="For whom",
        max_length=200,
        help_text=(
            "Who is going to read the draft, as “Dr Ada Green, advisory board”. "
            "Shown to your colleagues in the list of private previews, not to readers."
        ),
    )
    ends_on = forms.DateField(
        label="Ends on",
        initial=lambda: timezone.localdate() + timedelta(days=USUAL_DAYS),
        widget=AdminDateInput,
        help_text=(
            "The link works until the end of this day, United Kingdom time. "
            f"At most {MOST_DAYS} days from today. You can end it earlier at any time."
        ),
    )
    # The version that stood on the screen; another one may have been saved since.
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_ends_on(self) -> date:
        day: date = self.cleaned_data["ends_on"]
        last = timezone.localdate() + timedelta(days=MOST_DAYS)
        if day < timezone.localdate():
            raise forms.ValidationError("This day is over. Choose today or a later day.")
        if day > last:
            raise forms.ValidationError(
                f"A link can run for {MOST_DAYS} days at most: choose {last:%-d %B %Y} or earlier."
            )
        return day

    @property
    def ends_at(self) -> datetime:
        """The last minute of the chosen day."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["ends_on"], LAST_MINUTE))
