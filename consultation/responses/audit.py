"""Who listed and who exported responses, in Wagtail's audit log."""

from django.http import HttpRequest
from wagtail.log_actions import log
from wagtail.models import Page


def log_list(page: Page | None, request: HttpRequest) -> None:
    """Note that somebody listed a page's responses; None stands for those of all pages."""
    log(page or Page.get_first_root_node(), "responses.view_list", user=request.user)


def log_export(page: Page | None, request: HttpRequest, export_format: str, rows: int) -> None:
    """Note that somebody exported a page's responses; None stands for those of all pages."""
    log(
        page or Page.get_first_root_node(),
        "responses.export",
        user=request.user,
        data={
            "format": export_format,
            "rows": rows,
            "filter": _filter_without_search_words(request),
        },
    )


def _filter_without_search_words(request: HttpRequest) -> str:
    """Return the list's filter as the log keeps it: a search may hold somebody's name."""
    parameters = request.GET.copy()
    parameters.pop("export", None)
    if parameters.pop("q", None):
        parameters["searched"] = "yes"
    return parameters.urlencode()
