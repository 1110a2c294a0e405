"""Addresses of the portal's pages, and the ids in them."""

from django.conf import settings

# SQLite stumbles over longer numbers.
LONGEST_ID = 18


def absolute_url(path: str) -> str:
    """Return an address of the portal with scheme and host; one with a host as it is."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}" if path.startswith("/") else path


def parse_id(text: str | None) -> int | None:
    """Return the id that a part of an address says; None where it says none."""
    return int(text) if text and text.isdecimal() and len(text) <= LONGEST_ID else None
