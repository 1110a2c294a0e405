"""What a review has to do with several ideas that are sent at once."""

from django.http import HttpRequest
from wagtail.admin import messages
from wagtail.models import TaskState

from consultation.workflow.review.authors import any_of, key_of
from consultation.workflow.review.decisions import changed_since_approval, start_again
from consultation.workflow.review.querysets import in_review
from consultation.workflow.review.waiting import Waiting, describe
from ideas.models import ReviewableSnippet


def after_sending_many(request: HttpRequest, items: list[ReviewableSnippet]) -> None:
    """Say so where nobody can decide about things that were sent.

    One that was sent again with other words than an earlier step approved begins anew.
    """
    waiting = in_review().filter(any_of({key_of(item) for item in items}, "workflow_state__"))
    for state in waiting.filter(
        workflow_state__task_states__status=TaskState.STATUS_APPROVED
    ).distinct():
        item = state.workflow_state.content_object
        if changed_since_approval(state.workflow_state, item.latest_revision_id):
            start_again(state.workflow_state, request.user)
    for sentence in _together(describe(waiting.all(), request.user)):
        messages.warning(request, sentence)


def _together(found: list[Waiting]) -> list[str]:
    """Return what is said of several things about which nobody can decide, once for each step."""
    named: dict[str, list[str]] = {}
    place = "\0"
    for each in found:
        if each.is_stuck:
            title = f"“{each.title}”"
            named.setdefault(each.reason.replace(title, place), []).append(title)
    return [
        pattern.replace(place, titles[0] if len(titles) == 1 else f"{len(titles)} of them")
        for pattern, titles in named.items()
    ]
