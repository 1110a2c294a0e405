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
    """Return the default site if its address is wrong, and the host and port it should have."""
    parts = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    address = parts.hostname or "localhost", parts.port or (443 if parts.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first()
    return site if site and (site.hostname, site.port) != address else None, address


def ensure_site_address() -> list[str]:
    """Give the default site the address in PORTAL_BASE_URL; return a sentence if it changed."""
    site, address = _site_and_address()
    if site is None:
        return []
    site.hostname, site.port = address
    site.save()
    return [f"Set the address of the site to {site.root_url}."]


@register(Tags.database)
def check_site_address(
    *, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Warn where the site has another address than PORTAL_BASE_URL: `check --database default`."""
    try:
        site, _ = _site_and_address() if databases else (None, None)
    except DatabaseError:
        # `migrate` runs this before there are tables.
        return []
    if site is None:
        return []
    return [
        Warning(
            f"PORTAL_BASE_URL is {settings.WAGTAILADMIN_BASE_URL}, but the address of the site is "
            f"{site.root_url}: links in emails and search engines lead there.",
            hint="Run “manage.py setup_portal”.",
            id="home.W001",
        )
    ]


def log_site_address() -> None:
    """Write a warning to the log, at the start of a server, where the addresses differ."""
    for warning in check_site_address(databases=["default"]):
        logger.warning("%s %s", warning.msg, warning.hint)
