"""What somebody with a link sees."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from consultation.workflow.models import PrivatePreview
from consultation.workflow.previews.services import note_end


@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Show the version that a running link was made for.

    A link that ended, was ended, or never was gets one and the same answer, which says
    nothing about any page. The page's own restrictions do not count: the link is a
    permission of its own, given by somebody who may change the page.
    """
    preview = PrivatePreview.objects.select_related("link__revision", "page").of_key(key)
    if preview and not preview.is_running:
        note_end(preview)
        preview = None
    response = _draft(request, preview) if preview else _nothing(request)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    # The address is the key: no other site may learn it from a link that is followed.
    response["Referrer-Policy"] = "no-referrer"
    return response


def _draft(request: HttpRequest, preview: PrivatePreview) -> HttpResponse:
    page = preview.link.revision.as_object()
    mode = page.default_preview_mode
    request.is_preview, request.preview_mode = True, mode  # type: ignore[attr-defined]
    request.private_preview = preview  # type: ignore[attr-defined]
    response: HttpResponse = page.serve_preview(request, mode)
    return response


def _nothing(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "workflow/previews/ended.html", status=HTTPStatus.GONE)
