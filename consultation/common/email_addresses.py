"""Email addresses of all scripts, as in jörg@example.org."""

import re

from django import forms
from django.core.validators import EmailValidator


class InternationalEmailValidator(EmailValidator):
    """Django's check, with letters of any script before the @ (RFC 6531)."""

    user_regex = re.compile(r"[\w!#$%&'*+/=?^`{}|~-]+(\.[\w!#$%&'*+/=?^`{}|~-]+)*\Z")


class EmailFormField(forms.EmailField):
    """An email address, letters of any script included."""

    default_validators = [InternationalEmailValidator()]


def is_deliverable(address: str) -> bool:
    """Say whether every mail server takes mail to an address.

    Many take none with letters beyond ASCII before the @. Those behind it can be written in
    ASCII, which Django does.
    """
    return bool(address) and address.rpartition("@")[0].isascii()


# Wide on purpose: a log loses little by a word too many. Also as written in links and mails.
_ADDRESS = re.compile(
    r"""(?:"[^"\n]*"|[^\s@<>()\[\]"',;:=?&/]+)(?:@|%40|=40)[^\s@<>()\[\]"',;&]+""", re.IGNORECASE
)


def hide_addresses(text: str) -> str:
    """Return a text for logs and reports, without the email addresses in it."""
    return _ADDRESS.sub("[email address]", text)
