"""Dates and times in the admin's forms."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from consultation.common.dates import (
    LAST_MINUTE,
    ClosingDateTimeField,
    ClosingDateTimeFormField,
    short_date,
)


class DateInput(AdminDateInput):
    """Wagtail's date picker, which leaves what was typed as it is; see `DateTimeInput`."""

    def get_config(self) -> dict[str, Any]:
        """Return the picker's options."""
        return {**super().get_config(), "validateOnBlur": False}


class DateTimeInput(AdminDateTimeInput):
    """Wagtail's date picker, which leaves what was typed as it is.

    Otherwise a date without a time gets midnight, and what the picker cannot read becomes the
    present time, before the form can say what a date alone means or that it is wrong.
    """

    default_time = "00:00"

    def get_config(self) -> dict[str, Any]:
        """Return the picker's options; a day that is clicked has the time of a typed one."""
        return {**super().get_config(), "validateOnBlur": False, "defaultTime": self.default_time}

    @property
    def media(self) -> forms.Media:
        """Return Wagtail's script and the style of the field."""
        return super().media + forms.Media(css={"all": ["css/dates-admin.css"]})


class ClosingDateTimeInput(DateTimeInput):
    """A picker whose days end at their last minute."""

    default_time = f"{LAST_MINUTE:%H:%M}"


register_form_field_override(models.DateTimeField, override={"widget": DateTimeInput})
register_form_field_override(ClosingDateTimeField, override={"widget": ClosingDateTimeInput})


class ScheduleFormMixin(forms.Form):
    """An editor's form whose schedule says what is wrong with it.

    Wagtail keeps the two fields in a dialogue that is closed, and refuses to save a page that
    has expired until its expiry date is changed.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "go_live_at" in self.fields:
            start = gettext("A date without a time means the start of that day.")
            self.fields["go_live_at"].help_text = start
            self.fields["go_live_at"].widget = DateTimeInput()
        expiry = self.fields.get("expire_at")
        if isinstance(expiry, forms.DateTimeField):
            self.fields["expire_at"] = ClosingDateTimeFormField(
                required=False,
                label=expiry.label,
                widget=ClosingDateTimeInput(),
                help_text=gettext("A date without a time means 11:59pm on that day."),
            )

    def _post_clean(self) -> None:
        # Not in `clean`, which Wagtail's own check of the dates comes after.
        if "expire_at" in self.errors and "expire_at" not in self.changed_data:
            # An expired page can be saved as a draft.
            expired_at = self.initial["expire_at"]
            del self.errors["expire_at"]
            self.cleaned_data["expire_at"] = expired_at
            if "action-publish" in self.data:
                words = gettext(
                    "This expired on %(date)s. To publish it again, choose “Edit schedule” and "
                    "enter a later expiry date, or clear the expiry date."
                )
                self.add_error(None, words % {"date": short_date(expired_at)})
        if "go_live_at" in self.errors or "expire_at" in self.errors:
            self.add_error(None, gettext("Choose “Edit schedule” to correct the dates."))
        super()._post_clean()  # type: ignore[misc]
