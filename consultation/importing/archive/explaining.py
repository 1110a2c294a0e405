"""The page that tells whoever finds an archive what it is, however much later."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string

from consultation.importing.archive.escaping import escape_inline
from consultation.importing.archive.layout import Layout

TEMPLATE = "importing/archive/readme.md"


def readme(layout: Layout, made_at: datetime, responses: int) -> str:
    """Return the page, once everything else is written.

    Args:
        layout: what is in the archive.
        made_at: when it was made.
        responses: how many responses it holds.
    """
    page = layout.root.page
    pages = list(layout.all_pages())
    private = [f"{each.page.title} (docs/{each.path})" for each in pages if each.is_private]
    lists = (
        (
            "Pages that not everybody could read",
            "They were restricted in the portal, so think before you pass them on. Read back into "
            "a portal they are for signed-in readers only.",
            private,
        ),
        (
            "Pages with drafts",
            "They had changes that were not public, and are here without them.",
            layout.left.drafts,
        ),
        ("Pages that are not here", "They were not published.", layout.left.unpublished),
        (
            "Files that are not here",
            "Pages named them, but the portal had lost them.",
            layout.left.missing,
        ),
    )
    context = {
        "title": escape_inline(page.title),
        "organisation": escape_inline(page.organisation),
        "opens_at": page.opens_at,
        "closes_at": page.closes_at,
        "portal": settings.WAGTAILADMIN_BASE_URL,
        "version": settings.PORTAL_VERSION,
        "made_at": made_at,
        "pages": len(pages),
        "responses": responses,
        "drafts": layout.drafts,
        "lists": [
            (heading, words, [escape_inline(item) for item in items])
            for heading, words, items in lists
        ],
    }
    return render_to_string(TEMPLATE, context)
