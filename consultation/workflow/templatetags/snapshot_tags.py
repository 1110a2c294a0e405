"""Which versions were answered, for the history of a page."""

from typing import Any

from django import template
from wagtail.models import PageLogEntry

from consultation.workflow.snapshots.answered_versions import AnsweredVersion, AnsweredVersions

register = template.Library()


@register.simple_tag(takes_context=True)
def answered_version(context: Any, entry: Any) -> AnsweredVersion | None:
    """Return how many answered the version that an entry of a page's history is about.

    Counted once a request, at the first entry, for the whole history.
    """
    request = context.get("request")
    if request is None or not isinstance(entry, PageLogEntry):
        return None
    versions = getattr(request, "answered_versions", None)
    if versions is None or versions.page_key != entry.page_id:
        versions = request.answered_versions = AnsweredVersions.of(entry.page_id)
    return versions.at(entry, request)
