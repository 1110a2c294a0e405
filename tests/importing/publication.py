"""Sites that are imported, completed and published, as a team would do it."""

from pathlib import Path
from typing import Any

from consultation.importing.sites.services import SiteImport, import_site

TOLD = {
    "organisation": "The county",
    "contact": "<p>Write to consultations@example.org.</p>",
    "privacy": "<p>Answers are kept for a year.</p>",
}


def import_published(source: Path, **options: Any) -> SiteImport:
    """Import a site as drafts, say what no source says, and publish all of it."""
    result = import_site(source, **options)
    page = result.consultation.get_latest_revision_as_object()
    for name, text in TOLD.items():
        setattr(page, name, text)
    page.summary = page.summary or "What we want to change."
    page.save_revision().publish()
    import_site(source, publish=True, **options)
    result.consultation.refresh_from_db()
    return result
