"""Errors in words: for the person who sees them, and without personal data for the logs.

A mail server's refusal names the recipient, and PostgreSQL's details hold whole rows.
"""

import smtplib
import traceback

from django.utils.translation import gettext as _

from consultation.common.addresses import hide_addresses

_DATABASE_MODULES = ("django.db", "psycopg", "sqlite3")


class UserFacingError(Exception):
    """A refusal or a failure; its text is a sentence for the person who sees it."""


def describe_error(error: BaseException) -> str:
    """Return an error's class and its message without personal data."""
    text = str(error)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({str(code) for code, _reason in error.recipients.values()})
        text = _("the mail server answered %(code)s") % {"code": ", ".join(codes)}
    elif isinstance(error, smtplib.SMTPResponseException):
        text = _("the mail server answered %(code)s") % {"code": error.smtp_code}
    elif type(error).__module__.startswith(_DATABASE_MODULES):
        # The lines that follow show the row; what follows a colon and a quote is a value.
        text = text.partition("\n")[0].partition(': "')[0]
    name = type(error).__qualname__
    return f"{name}: {hide_addresses(text)}" if text else name


def format_error(error: BaseException) -> str:
    """Return the traceback of an error and of those that led to it, the first of them first."""
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        calls = "".join(traceback.format_tb(current.__traceback__))
        parts.append(f"Traceback (most recent call last):\n{calls}{describe_error(current)}\n")
        hidden = current.__suppress_context__
        current = current.__cause__ or (None if hidden else current.__context__)
    return "\nAnd then:\n".join(reversed(parts))
