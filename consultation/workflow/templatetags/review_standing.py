"""How things stand in a review, for Wagtail's screens."""

from typing import Any

from django import template
from django.http import HttpRequest
from wagtail.models import WorkflowMixin

from consultation.workflow.review.fingerprints import read_fingerprints
from consultation.workflow.review.standing import Standing, shown_standing

register = template.Library()


@register.simple_tag
def review_standing(request: HttpRequest, item: Any) -> Standing | None:
    """Return how things stand with what waits for review; None where nothing waits."""
    return shown_standing(request, item) if isinstance(item, WorkflowMixin) and item.pk else None


@register.simple_tag
def fingerprint_of_newest(item: Any) -> str:
    """Return the fingerprint of the newest version of something: what a decision is about."""
    return read_fingerprints([item.latest_revision_id]).get(item.latest_revision_id, "")
