"""The front page, and drafts of the two pages that the law asks every public body's website for.

The drafts are made once, for editors to complete. What has to be filled in stands in square
brackets.
"""

import re

from django.db import transaction
from django.template.loader import render_to_string
from wagtail.coreutils import find_available_slug
from wagtail.models import Page, Site

from consultation.pages.blocks import ContentBlock
from consultation.pages.models import SectionPage
from home.models import HomePage, PortalSettings

STATEMENTS = {
    "accessibility_statement": "Accessibility statement",
    "privacy_notice": "Privacy notice",
}
SPACE_AROUND_TAG = re.compile(r" ?(</?(?:p|ul|li|h2)>) ?")
HEADING = re.compile(r"<h2>(.*?)</h2>")


def ensure_front_page() -> HomePage:
    """Return the default site's front page, making site and page where they are missing.

    A new Wagtail database has a welcome page without content; it gives way. Any
    other page stays in the tree, but only a front page can lead the portal.
    """
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    top = site.root_page.specific if site else None
    if isinstance(top, HomePage):
        return top
    with transaction.atomic():
        # Made by Wagtail's own migration and still unused; its address is that of a front page.
        welcome = top if top and type(top) is Page and top.depth == 2 and not top.numchild else None
        if welcome:
            welcome.slug = "welcome"
            welcome.save()
        home = HomePage.objects.first() or _make_front_page()
        if site:
            site.root_page = home
            site.save()
        else:
            Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
        if welcome:
            welcome.delete()
    return home


def _make_front_page() -> HomePage:
    root = Page.get_first_root_node()
    home = HomePage(title="Consultations", slug=find_available_slug(root, "home"))
    root.add_child(instance=home)
    home.save_revision().publish()
    return home


def ensure_statements(home: HomePage) -> list[str]:
    """Make a draft of each statement under the front page, once; return a sentence for each."""
    settings = PortalSettings.load()
    changes = []
    for field, title in STATEMENTS.items():
        if not getattr(settings, f"{field}_id"):
            with transaction.atomic():
                setattr(settings, field, _make_draft(home, title, f"home/setup/{field}.html"))
                settings.save()
            changes.append(f"Made a draft of the page “{title}” for editors to complete.")
    return changes


def _make_draft(home: HomePage, title: str, template: str) -> SectionPage:
    text = SPACE_AROUND_TAG.sub(r"\1", " ".join(render_to_string(template).split()))
    page = SectionPage(
        title=title, slug=find_available_slug(home, title.lower().replace(" ", "-")), live=False
    )
    page.body = ContentBlock().to_python(
        [
            {"type": "heading", "value": {"text": part, "level": "h2"}}
            if number % 2
            else {"type": "rich_text", "value": part}
            # Texts and headings by turns.
            for number, part in enumerate(HEADING.split(text))
        ]
    )
    home.add_child(instance=page)
    page.save_revision()
    return page
