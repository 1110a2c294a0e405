"""Dates and times by the portal's clock: calculated, in words, and as people type them."""

from calendar import monthrange
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

LAST_MINUTE = time(23, 59)


def months_after(at: datetime, months: int) -> datetime:
    """Return the same day and hour so many months later, by the clocks on the portal's wall.

    Where that month has no such day it is the month's last: a month after 31 January is
    28 February.
    """
    # Not the reader's own time zone: the date is the same for everyone.
    wall = timezone.get_default_timezone()
    local = timezone.localtime(at, wall)
    years, month = divmod(local.month - 1 + months, 12)
    year, month = local.year + years, month + 1
    day = min(local.day, monthrange(year, month)[1])
    return timezone.make_aware(local.replace(year=year, month=month, day=day, tzinfo=None), wall)


def long_datetime(at: datetime | None) -> str:
    """Return a time as "Monday 29 March 2027 at 9:00am, United Kingdom time (BST)"; "" for None."""
    # Translators: \\a\\t is the word "at". The letters are explained in Django's documentation of
    # the date filter; a letter after a backslash is shown as it is.
    words = _formatted(at, pgettext("date format", r"l j F Y \a\t g:ia"))
    if at is None:
        return words
    zone = f"{_local(at):%Z}"
    return gettext("%(time)s, United Kingdom time (%(zone)s)") % {"time": words, "zone": zone}


def short_datetime(at: datetime | None) -> str:
    """Return a time as "29 March 2027, 9:00am"; "" for None."""
    return _formatted(at, pgettext("date format", "j F Y, g:ia"))


def short_date(at: date | None) -> str:
    """Return a day, or that of a time by the portal's clock, as "29 March 2027"; "" for None."""
    if isinstance(at, datetime) and timezone.is_aware(at):
        at = _local(at)
    return date_format(at, pgettext("date format", "j F Y")) if at is not None else ""


def time_element(at: datetime | None, which: str = "") -> SafeString:
    """Return a time in HTML as "Monday 29 March 2027 at 9:00am (UK time)"; "" for None.

    Args:
        at: the time.
        which: "zoneless" leaves the time zone out. "opening" leaves midnight out: what opens at
            midnight opens on that day.
    """
    if at is None:
        return SafeString("")
    local = _local(at)
    is_day = "opening" in which and local.time() == time.min
    if is_day:
        words = _formatted(at, pgettext("date format", "l j F Y"))
    else:
        words = _formatted(at, pgettext("date format", r"l j F Y \a\t g:ia"))
    element = format_html(
        '<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), words
    )
    if is_day or "zoneless" in which:
        return element
    zone = timezone.get_default_timezone_name()
    if zone == "Europe/London":
        return format_html(gettext("{time} (UK time)"), time=element)
    return format_html(gettext("{time} ({zone} time)"), time=element, zone=zone)


def _local(at: datetime) -> datetime:
    return timezone.localtime(at, timezone.get_default_timezone())


def _formatted(at: datetime | None, date_form: str) -> str:
    return date_format(_local(at), date_form) if at is not None else ""


def before_midnight(closing: datetime | None) -> datetime | None:
    """Return a closing time, that of midnight as the last minute of the day before.

    Midnight would read as the start of a day, when the consultation has already closed.
    """
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
