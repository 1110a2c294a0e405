"""The portal's site: its address, its front page, and drafts of the pages required by law.

Canonical links, mails and feeds follow the address that Wagtail's own record of the site has.
"""

import logging
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import DatabaseError, transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _
from wagtail.coreutils import find_available_slug
from wagtail.models import Locale, Page, Site

from consultation.common.language import has_languages
from consultation.pages.models import SectionPage
from home.models import HomePage, PortalSettings

logger = logging.getLogger(__name__)

# The two pages that the law asks every public body's website for.
STATEMENTS = {
    "accessibility_statement": _("Accessibility statement"),
    "privacy_notice": _("Privacy notice"),
}
SPACE_AROUND_TAG = re.compile(r" ?(</?(?:p|ul|li|h2)>) ?")
HEADING = re.compile(r"<h2>(.*?)</h2>")


def ensure_front_page() -> HomePage:
    """Return the default site's front page, making site and page where they are missing.

    A new Wagtail database has a welcome page without content; it gives way. Any
    other page stays in the tree, but only a front page can lead the portal.
    """
    site = Site.objects.filter(is_default_site=True).first()
    top = site.root_page.specific if site else None
    if isinstance(top, HomePage):
        return top
    with transaction.atomic():
        # Made by Wagtail's own migration and still unused; its address is that of a front page.
        welcome = top if top and type(top) is Page and top.depth == 2 and not top.numchild else None
        if welcome:
            welcome.slug = "welcome"
            welcome.save()
        home = HomePage.objects.first()
        if home is None:
            root = Page.get_first_root_node()
            home = HomePage(title=gettext("Consultations"), slug=find_available_slug(root, "home"))
            root.add_child(instance=home)
            home.save_revision().publish()
        leads = {"root_page": home}
        Site.objects.update_or_create(
            is_default_site=True, defaults=leads, create_defaults=leads | {"hostname": "localhost"}
        )
        if welcome:
            welcome.delete()
    return home


@transaction.atomic
def ensure_languages(home: HomePage) -> list[str]:
    """Make what each language of the portal needs; return a sentence for each front page.

    A further language gets a copy of the front page as a draft, for editors to translate and
    publish. Until then, its address shows the front page in the portal's own language.
    """
    locales = [
        Locale.objects.get_or_create(language_code=code)[0] for code, _name in settings.LANGUAGES
    ]
    changes = []
    for locale in locales:
        if not has_languages() or home.has_translation(locale):
            continue
        with override(locale.language_code):
            title = gettext("Consultations")
        copy = home.copy_for_translation(locale)
        copy.title = copy.draft_title = title
        copy.save_revision()
        text = gettext("Made a draft of the front page in %(language)s: “%(title)s”.")
        changes.append(text % {"language": locale, "title": title})
    return changes


@transaction.atomic
def ensure_statements(home: HomePage) -> list[str]:
    """Make a draft of each statement under the front page, once; return a sentence for each.

    What editors have to fill in is in square brackets.
    """
    portal = PortalSettings.load()
    changes = []
    for field, title in STATEMENTS.items():
        if getattr(portal, f"{field}_id"):
            continue
        text = " ".join(render_to_string(f"home/setup/{field}.html").split())
        # Texts and headings by turns.
        parts = HEADING.split(SPACE_AROUND_TAG.sub(r"\1", text))
        body = [
            {"type": "heading", "value": {"text": part, "level": "h2"}}
            if number % 2
            else {"type": "rich_text", "value": part}
            for number, part in enumerate(parts)
        ]
        page = home.add_child(instance=SectionPage(title=str(title), live=False, body=body))
        page.save_revision()
        setattr(portal, field, page)
        portal.save()
        text = gettext("Made a draft of the page “%(title)s” for editors to complete.")
        changes.append(text % {"title": title})
    return changes


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
    return [gettext("Set the address of the site to %(url)s.") % {"url": site.root_url}]


@register(Tags.database)
def check_site_address(
    *, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Warn where the site has another address than PORTAL_BASE_URL: `check --database default`."""
    try:
        site, _address = _site_and_address() if databases else (None, None)
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
