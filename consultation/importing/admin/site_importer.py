"""Uploaded sites and Word documents, imported by the service behind the command."""

from pathlib import Path
from typing import Any

from django.urls import reverse

from consultation.importing.admin.report_display import kept
from consultation.importing.models import Upload
from consultation.importing.sites.report_text import COUNTED
from consultation.importing.sites.services import import_site

MOST_PAGES = 1000


def import_site_upload(path: Path, upload: Upload, *, dry_run: bool) -> dict[str, Any]:
    """Import an upload as drafts, or find out what that would do, and return the report."""
    result = import_site(
        path,
        user=upload.user,
        dry_run=dry_run,
        name=upload.name,
        levels=upload.options.get("levels", 1),
    )
    report = kept(result.report) | {
        "counts": {kind: result.report.counts[kind] for kind in COUNTED},
        "pages": [
            {
                "file": page.path.removeprefix("section:"),
                "title": page.title,
                "action": page.action,
                "url": reverse("wagtailadmin_pages:edit", args=[page.page_id])
                if page.page_id
                else "",
            }
            for page in result.pages[:MOST_PAGES]
        ],
        "more_pages": max(len(result.pages) - MOST_PAGES, 0),
    }
    if result.consultation is not None:
        report["top"] = result.consultation.get_admin_display_title()
        report["top_url"] = reverse("wagtailadmin_explore", args=[result.consultation.pk])
    return report
