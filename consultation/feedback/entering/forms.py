from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.utils import timezone

from consultation.feedback.forms import RespondRenderer
from consultation.feedback.opening import Opening
from consultation.feedback.widgets import DateInput, FileInput, Select
from consultation.responses.models import Source
from consultation.responses.services import LARGEST_SCAN_BYTES, SCAN_SUFFIXES

SOURCES = [
    (source.value, source.label)
    for source in (Source.LETTER, Source.EMAIL, Source.PHONE, Source.CONVERSATION)
]
NOON = time(12)


class OriginForm(forms.Form):
    """How an answer came in, when, and the paper it stood on.

    Args:
        opening: when the consultation takes answers; what came outside is refused, as it
            would be from a browser.
    """

    default_renderer = RespondRenderer
    use_required_attribute = False
    prefix = "origin"

    source = forms.ChoiceField(
        label="How it came",
        choices=[("", "Choose one"), *SOURCES],
        widget=Select,
        error_messages={"required": "Choose how it came"},
    )
    received_on = forms.DateField(
        label="When it came",
        widget=DateInput,
        help_text="The day it arrived, not the day on which you type it in.",
        error_messages={
            "required": "Enter the day it came",
            "invalid": "Enter a day such as 14/11/2026",
        },
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"],
    )
    scan = forms.FileField(
        label="Scan or copy",
        required=False,
        widget=FileInput,
        validators=[
            FileExtensionValidator(
                SCAN_SUFFIXES,
                "A file like this cannot be kept. Take one of: %(allowed_extensions)s.",
            )
        ],
        help_text=f"The letter itself, if you have it: {', '.join(SCAN_SUFFIXES)}. At most 20 MB.",
    )

    def __init__(self, opening: Opening, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.opening = opening
        self.fields["received_on"].initial = timezone.localdate

    def clean_received_on(self) -> date:
        """Refuse a day to come, and a day on which the consultation took no answers."""
        day: date = self.cleaned_data["received_on"]
        opens, closes = self.opening.opens_at, self.opening.closes_at
        if day > timezone.localdate():
            raise forms.ValidationError("This day is still to come")
        if opens and day < timezone.localdate(opens):
            raise forms.ValidationError("The consultation was not open yet on this day")
        if closes and day > timezone.localdate(closes):
            raise forms.ValidationError("The consultation had closed before this day")
        return day

    def clean_scan(self) -> UploadedFile | None:
        """Refuse a file that is too large to keep."""
        scan: UploadedFile | None = self.cleaned_data["scan"]
        if scan and (scan.size or 0) > LARGEST_SCAN_BYTES:
            raise forms.ValidationError("This file is larger than 20 MB")
        return scan

    def received_at(self) -> datetime:
        """Return the moment to store: now for today, else the middle of the day."""
        day = self.cleaned_data["received_on"]
        if day == timezone.localdate():
            return timezone.now()
        return timezone.make_aware(datetime.combine(day, NOON))
