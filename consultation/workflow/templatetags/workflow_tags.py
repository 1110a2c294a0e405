"""The review status of an item, and its changes of questions, for Wagtail's screens."""

from typing import Any

from django import template
from django.http import HttpRequest
from wagtail.models import WorkflowMixin

from consultation.workflow.diff.questions import QuestionChanges
from consultation.workflow.diff.services import changes_between
from consultation.workflow.review.fingerprints import read_fingerprints
from consultation.workflow.review.pending_reviews import ReviewStatus, status_on_screen

register = template.Library()


@register.simple_tag
def changed_questions(new: Any, old: Any = None) -> QuestionChanges:
    """Return the changes of questions from one state of an item, by default the live one."""
    return changes_between(old, new)


@register.simple_tag
def review_status(request: HttpRequest, item: Any) -> ReviewStatus | None:
    """Return the review status of an item; None if it is not in review."""
    return status_on_screen(request, item) if isinstance(item, WorkflowMixin) and item.pk else None


@register.simple_tag
def fingerprint_of_newest(item: Any) -> str:
    """Return the fingerprint of an item's newest version, which decisions are about."""
    return read_fingerprints([item.latest_revision_id]).get(item.latest_revision_id, "")
