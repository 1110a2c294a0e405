"""Closing dates as people mean them: a day without a time ends with that day.

Also the other way round: nothing closes at midnight, which reads as the beginning of a day on
which everything is over already.
"""

from contextlib import suppress
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

LAST_MINUTE = time(23, 59)
HELP_TEXT = "A date without a time means 11:59pm on that day."


def before_midnight(closing: datetime | None) -> datetime | None:
    """Return a closing time, that of midnight as the last minute of the day before."""
    if closing is None or timezone.localtime(closing).time() != time.min:
        return closing
    return closing - timedelta(minutes=1)


class ClosingDateTimeFormField(forms.DateTimeField):
    """A date and time at which something ends; a date alone means the end of that day."""

    def to_python(self, value: Any) -> datetime | None:
        if isinstance(value, str):
            with suppress(ValidationError):
                day = forms.DateField().to_python(value)
                value = datetime.combine(day, LAST_MINUTE) if day else None
        return before_midnight(super().to_python(value))


class ClosingDateTimeField(models.DateTimeField):
    """When something ends; midnight is kept out of it, whichever way it comes."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": ClosingDateTimeFormField, **kwargs})

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        closing = before_midnight(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, closing)
        return closing
