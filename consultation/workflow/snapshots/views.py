from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.log_actions import log

from consultation.responses.models import Response
from consultation.responses.permissions import can_read
from consultation.workflow.snapshots.pages import snapshot_page


@require_safe
@never_cache
def page_snapshot(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the page that a response answers as its author saw it, with the answers in it.

    For those who may read responses, whatever they may do with pages: a private page's
    versions are shown to them as well. Noted in the log as reading the response.
    """
    if not can_read(request.user):
        raise PermissionDenied
    response = get_object_or_404(
        Response.objects.select_related("form_version", "page", "page_revision"), pk=pk
    )
    log(response, "responses.view", user=request.user)
    shown = snapshot_page(response, request)
    template = shown.page.get_template(request) if shown.page else "workflow/snapshots/known.html"
    answer = TemplateResponse(request, template, shown.context | {"snapshot": shown})
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
