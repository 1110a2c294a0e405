"""What a review has to do with several items, or files, that are chosen from a list."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.models import Page, TaskState

from consultation.common.completeness import incomplete, missing_fields
from consultation.workflow.items import any_of, key_of
from consultation.workflow.review import texts
from consultation.workflow.review.decisions import changed_since_approval, restart_review
from consultation.workflow.review.files import reason_against_bulk_action
from consultation.workflow.review.pending_reviews import PendingReview, describe, in_review
from consultation.workflow.review.permissions import needing_second_person
from consultation.workflow.review.publish_guard import log_published_alone
from ideas.bulk_actions import SubmitForReviewAction


def before_bulk_action(
    request: HttpRequest, action_type: str, objects: Iterable[Any], bulk_action: Any
) -> HttpResponse | None:
    """Publish several pages only if a second person has seen all of them; keep used files."""
    objects = list(objects)
    reason = reason_against_bulk_action(action_type, objects)
    pages = [each for each in objects if isinstance(each, Page)]
    if action_type == "publish" and pages:
        reason = _against_publishing(request, _with_descendants(pages, bulk_action))
    if not reason:
        return None
    messages.error(request, reason)
    return redirect(bulk_action.next_url)


def _with_descendants(pages: list[Page], bulk_action: Any) -> list[Page]:
    """Return the pages and, where they were asked for, all drafts below them."""
    found = {page.pk: page for page in pages}
    if bulk_action.cleaned_form.cleaned_data.get("include_descendants"):
        for page in pages:
            found |= {below.pk: below for below in page.get_descendants().not_live()}
    return list(found.values())


def _against_publishing(request: HttpRequest, pages: list[Page]) -> str:
    """Return why pages are not published: one is locked, unfinished or seen by its author alone.

    A superuser may publish the last, and that is noted.
    """
    locks = [(page, page.specific_deferred.get_lock()) for page in pages]
    locked = [page for page, lock in locks if lock and lock.for_user(request.user)]
    if locked:
        return texts.locked_among_others([page.get_admin_display_title() for page in locked])
    drafts = [page.get_latest_revision_as_object() for page in pages]
    unfinished = [
        incomplete(draft.get_admin_display_title(), missing)
        for draft in drafts
        if (missing := missing_fields(draft))
    ]
    if unfinished:
        return f"Nothing was published. {' '.join(unfinished)}"
    alone = needing_second_person(pages, request.user)
    if alone and not request.user.is_superuser:
        return texts.cannot_publish([page.get_admin_display_title() for page in alone])
    log_published_alone(request, alone)
    return ""


def after_bulk_action(
    request: HttpRequest, action_type: str, objects: Iterable[Any], bulk_action: Any
) -> None:
    """Say so where nobody can decide about items that were sent.

    One that was sent again with other words than an earlier step approved begins anew.
    """
    if not isinstance(bulk_action, SubmitForReviewAction):
        return
    keys = {key_of(item) for item in bulk_action.submitted.sent}
    waiting = in_review().filter(any_of(keys, "workflow_state__"))
    approved_before = waiting.filter(
        workflow_state__task_states__status=TaskState.STATUS_APPROVED
    ).distinct()
    for state in approved_before:
        item = state.workflow_state.content_object
        if changed_since_approval(state.workflow_state, item.latest_revision_id):
            restart_review(state.workflow_state, request.user)
    for sentence in _once_a_step(describe(waiting.all(), request.user)):
        messages.warning(request, sentence)


def _once_a_step(reviews: list[PendingReview]) -> list[str]:
    """Return what is said of the items about which nobody can decide, once for each step."""
    named: dict[str, list[str]] = {}
    place = "\0"
    for review in reviews:
        title = f"“{review.title}”"
        if review.status.warning:
            named.setdefault(review.status.warning.replace(title, place), []).append(title)
    return [
        pattern.replace(place, titles[0] if len(titles) == 1 else f"{len(titles)} of them")
        for pattern, titles in named.items()
    ]
