"""Versions that are kept because somebody answered while they were public."""

from datetime import timedelta
from typing import Any

from django.db.models import ProtectedError
from django.utils import timezone
from wagtail.models import Revision

from consultation.pages.models.consultation_page import ConsultationContentPage
from consultation.responses.models import Response
from consultation.workflow.snapshots.publication_log import public_periods
from ideas.models import ReviewableSnippet

# Somebody may have had a form open when the next version came.
STILL_OPEN = timedelta(days=1)


def protect_answered_revision(
    sender: Any, instance: Revision, origin: Any = None, **kwargs: Any
) -> None:
    """Refuse to purge a version of a page, area, theme or idea that respondents have seen.

    The version of the answered page itself is kept by the response. This keeps what stood
    around it: ideas, the consultation, the pages above. `purge_revisions` skips such a
    version and goes on. (Within a transaction it would end that: nothing else deletes single
    versions.) When the page or idea itself goes, its versions go along.
    """
    if origin is not None and not issubclass(getattr(origin, "model", type(origin)), Revision):
        return
    kind = instance.content_type.model_class()
    if kind is None or not issubclass(kind, ConsultationContentPage | ReviewableSnippet):
        return
    for since, until in public_periods(kind, instance):
        closed = (until or timezone.now()) + STILL_OPEN
        if Response.objects.filter(submit_time__gte=since, submit_time__lt=closed).exists():
            message = "Responses were received while this version was public."
            raise ProtectedError(message, {instance})
