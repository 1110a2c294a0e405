"""Who may open a document."""

from typing import Any

from django.http import Http404, HttpRequest
from wagtail.models import Revision

from consultation.workflow.models import PrivatePreview
from consultation.workflow.review.files.uses import is_public, is_used_in


def refuse_unpublished(document: Any, request: HttpRequest) -> None:
    """Serve a document to readers only while something public uses it.

    Its address can be guessed, so an upload would be public before anybody has approved it.
    Staff see it, and so does a reader of a private preview that contains it.
    """
    if is_public(document) or request.user.has_perm("wagtailadmin.access_admin"):
        return
    running = PrivatePreview.objects.running().values("revision")
    if not is_used_in(Revision.objects.filter(pk__in=running), document):
        raise Http404
