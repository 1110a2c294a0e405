"""Uploaded sites and Word documents, imported by the service behind the command."""

from pathlib import Path
from typing import Any

from django.urls import reverse

from consultation.importing.admin.report_display import kept
from consultation.importing.models.upload import Upload
from consultation.importing.sites.report_text import COUNTED
from consultation.importing.sites.services import SiteImport, import_site

MOST_PAGES = 1000


class SiteImporter:
    """What is done with a site."""

    def preview(self, path: Path, upload: Upload) -> dict[str, Any]:
        """Return what the import would do; nothing is written."""
        return self._run(path, upload, dry_run=True)

    def run(self, path: Path, upload: Upload) -> dict[str, Any]:
        """Import it as drafts and return what was done."""
        return self._run(path, upload, dry_run=False)

    def _run(self, path: Path, upload: Upload, *, dry_run: bool) -> dict[str, Any]:
        result = import_site(
            path,
            user=upload.user,
            dry_run=dry_run,
            name=upload.name,
            levels=upload.options.get("levels", 1),
        )
        return {
            **kept(result.report),
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
            **_top(result),
        }


def _top(result: SiteImport) -> dict[str, str]:
    """Return where everything is, once it is there."""
    if result.consultation is None:
        return {}
    return {
        "top": result.consultation.get_admin_display_title(),
        "top_url": reverse("wagtailadmin_explore", args=[result.consultation.pk]),
    }
