"""Who listed and who exported responses, in Wagtail's audit log."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry

# An analyst turns a hundred screens a day: one entry says that they read, a hundred hide the rest.
LISTED_AGAIN_AFTER = timedelta(hours=24)


def log_list(page: Page | None, request: HttpRequest) -> None:
    """Note, once a day and person, that a page's responses were listed; None is all pages."""
    target = page or Page.get_first_root_node()
    lately = PageLogEntry.objects.filter(
        page_id=target.pk,
        action="responses.view_list",
        user_id=request.user.pk,
        timestamp__gt=timezone.now() - LISTED_AGAIN_AFTER,
    )
    if not lately.exists():
        log(target, "responses.view_list", user=request.user)


def log_export(
    page: Page | None,
    request: HttpRequest,
    export_format: str,
    rows: int,
    *,
    export_id: str = "",
    personal_columns: Sequence[str] | None = None,
) -> None:
    """Note that a page's responses were exported.

    Args:
        page: the page; None stands for the responses of all pages.
        export_format: csv, xlsx, parquet or pdf.
        rows: how many responses there were.
        export_id: what the export's manifest calls it, where it has one.
        personal_columns: the headings of personal data that are part of it; None
            for an export without personal data.
    """
    data: dict[str, Any] = {
        "format": export_format,
        "rows": rows,
        "filter": _filter_without_search_words(request),
    }
    if export_id:
        data["export"] = export_id
    action = "responses.export"
    if personal_columns is not None:
        action = "responses.export_personal"
        data["personal_columns"] = list(personal_columns)
    log(page or Page.get_first_root_node(), action, user=request.user, data=data)


def _filter_without_search_words(request: HttpRequest) -> str:
    """Return the list's filter as the log keeps it: a search may hold a person's name."""
    parameters = request.GET.copy()
    parameters.pop("export", None)
    if parameters.pop("q", None):
        parameters["searched"] = "yes"
    return parameters.urlencode()
