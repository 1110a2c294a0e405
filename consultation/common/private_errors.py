"""What went wrong, without personal data: for logs, the task table and reports.

A mail server's refusal names the recipient, and PostgreSQL's details hold whole rows.
"""

import smtplib
import traceback

from consultation.common.email_addresses import hide_addresses

_DATABASE_MODULES = ("django.db", "psycopg", "sqlite3")


def describe_error(error: BaseException) -> str:
    """Return an error's class and as much of its message as names nobody."""
    name = type(error).__qualname__
    message = _message(error)
    return f"{name}: {message}" if message else name


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


def _message(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({str(code) for code, _ in error.recipients.values()})
        return f"the mail server answered {', '.join(codes)}"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the mail server answered {error.smtp_code}"
    text = str(error)
    if type(error).__module__.startswith(_DATABASE_MODULES):
        # The lines that follow show the row; what follows a colon and a quote is a value.
        text = text.partition("\n")[0].partition(': "')[0]
    return hide_addresses(text)
