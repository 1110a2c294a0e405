from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from consultation.common.closing_times import HELP_TEXT, ClosingDateTimeFormField


class ScheduleFormMixin(forms.Form):
    """An editor's form whose schedule says what is wrong with it.

    Wagtail keeps the two fields in a dialogue that is closed, and refuses to save a page that
    has expired until its expiry date is changed.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "go_live_at" in self.fields:
            start = "A date without a time means the start of that day."
            self.fields["go_live_at"].help_text = start
        expiry = self.fields.get("expire_at")
        if isinstance(expiry, forms.DateTimeField):
            self.fields["expire_at"] = ClosingDateTimeFormField(
                required=False, label=expiry.label, widget=expiry.widget, help_text=HELP_TEXT
            )

    def _post_clean(self) -> None:
        """Let an expired page be saved as a draft, and list what is wrong with the schedule.

        Not in `clean`, which Wagtail's own check of the dates comes after.
        """
        if "expire_at" in self.errors and "expire_at" not in self.changed_data:
            expired_at = self.initial["expire_at"]
            del self.errors["expire_at"]
            self.cleaned_data["expire_at"] = expired_at
            if "action-publish" in self.data:
                when = timezone.localtime(expired_at)
                self.add_error(
                    None,
                    f"This expired on {date_format(when, 'j F Y')}. To publish it again, choose "
                    "“Edit schedule” and enter a later expiry date, or clear the expiry date.",
                )
        if "go_live_at" in self.errors or "expire_at" in self.errors:
            self.add_error(None, "Choose “Edit schedule” to correct the dates.")
        super()._post_clean()  # type: ignore[misc]
