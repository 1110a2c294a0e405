"""Wagtail's own record of the portal's address, which canonical links, mails and feeds follow."""

import logging
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError
from wagtail.models import Site

logger = logging.getLogger(__name__)


def _site_and_address() -> tuple[Site | None, tuple[str, int]]:
    """Return the default site, and the host and port that it should have."""
    parts = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return Site.objects.filter(is_default_site=True).first(), (parts.hostname or "localhost", port)


def ensure_site_address() -> list[str]:
    """Give the default site the address in PORTAL_BASE_URL; return a sentence if it changed."""
    site, address = _site_and_address()
    if site is None or (site.hostname, site.port) == address:
        return []
    site.hostname, site.port = address
    site.save()
    return [f"Set the address of the site to {site.root_url}."]


def site_address_warnings() -> list[CheckMessage]:
    """Return a warning where the site has another address than PORTAL_BASE_URL says."""
    site, address = _site_and_address()
    if site is None or (site.hostname, site.port) == address:
        return []
    return [
        Warning(
            f"PORTAL_BASE_URL is {settings.WAGTAILADMIN_BASE_URL}, but the address of the site is "
            f"{site.root_url}: links in emails and search engines lead there.",
            hint="Run “manage.py setup_portal”.",
            id="home.W001",
        )
    ]


@register(Tags.database)
def check_site_address(
    *, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Compare the site's address with PORTAL_BASE_URL, for `check --database default`."""
    try:
        return site_address_warnings() if databases else []
    except DatabaseError:
        # `migrate` runs this before there are tables.
        return []


def log_site_address() -> None:
    """Write a warning to the log, at the start of a server, where the addresses differ."""
    try:
        for warning in site_address_warnings():
            logger.warning("%s %s", warning.msg, warning.hint)
    except DatabaseError:
        logger.warning("The address of the site was not checked: the database does not answer.")
