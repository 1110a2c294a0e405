"""Email addresses of all scripts, as in jörg@example.org."""

import re

from django.core.validators import validate_email


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


# Wide on purpose: a log loses little by a word too many. Also as written in links and mails.
_ADDRESS = re.compile(
    r"""(?:"[^"\n]*"|[^\s@<>()\[\]"',;:=?&/]+)(?:@|%40|=40)[^\s@<>()\[\]"',;&]+""", re.IGNORECASE
)


def hide_addresses(text: str) -> str:
    """Return a text for logs and reports, without the email addresses in it."""
    return _ADDRESS.sub("[email address]", text)
