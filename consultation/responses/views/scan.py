from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.log_actions import log

from consultation.responses.models import Scan
from consultation.responses.permissions import can_read


@never_cache
@require_safe
def download_scan(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out the letter that a response was typed from, to those who may read responses."""
    if not can_read(request.user):
        raise PermissionDenied
    scan = get_object_or_404(Scan.objects.select_related("response"), pk=pk)
    try:
        file = scan.file.open("rb")
    except OSError as error:
        raise Http404 from error
    log(scan.response, "responses.view", user=request.user)
    # Never shown within the portal: a file from outside may hold anything.
    return FileResponse(
        file, as_attachment=True, filename=scan.name, content_type="application/octet-stream"
    )
