"""Addresses: of the portal's pages, the ids in them, and email addresses of all scripts."""

import re

from django.conf import settings
from django.core.validators import validate_email

# SQLite stumbles over longer numbers.
LONGEST_ID = 18
# Wide on purpose: a log loses little by a word too many. Also as written in links and mails.
_EMAIL_ADDRESS = re.compile(
    r"""(?:"[^"\n]*"|[^\s@<>()\[\]"',;:=?&/]+)(?:@|%40|=40)[^\s@<>()\[\]"',;&]+""", re.IGNORECASE
)


def absolute_url(path: str) -> str:
    """Return an address of the portal with scheme and host; one with a host as it is."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}" if path.startswith("/") else path


def parse_id(text: str | None) -> int | None:
    """Return the id that a part of an address says; None where it says none."""
    return int(text) if text and text.isdecimal() and len(text) <= LONGEST_ID else None


def accept_all_scripts() -> None:
    """Let Django's own check, which every form asks, take letters of any script (RFC 6531).

    Called once, at the start: no screen may refuse what another has taken.
    """
    validate_email.user_regex = re.compile(r"[\w!#$%&'*+/=?^`{}|~-]+(\.[\w!#$%&'*+/=?^`{}|~-]+)*\Z")


def is_deliverable(address: str) -> bool:
    """Say whether every mail server takes mail to an address.

    Many take none with letters beyond ASCII before the @, and Django would make another address
    of it; those behind the @ it writes in ASCII.
    """
    return bool(address) and address.rpartition("@")[0].isascii()


def hide_addresses(text: str) -> str:
    """Return a text for logs and reports, without the email addresses in it."""
    return _EMAIL_ADDRESS.sub("[email address]", text)
