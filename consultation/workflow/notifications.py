"""The emails of reviews and releases: title, user, action and link, never the content.

Each is in the language that its recipient chose in their account, by default the portal's.
"""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext
from django_tasks import task
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.mail import send_mail
from wagtail.admin.utils import get_latest_str, get_user_display_name
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.users.models import UserProfile

from consultation.common.addresses import absolute_url, is_deliverable
from consultation.common.language import in_language_of
from consultation.common.tasks import enqueue_with_commit
from consultation.workflow.items import key_of
from consultation.workflow.models import Release
from consultation.workflow.review.pending_reviews import consultations_of, read_status
from consultation.workflow.review.permissions import reviewers_by_task, unapproved_editors

# By event: the condition under which its email is still true.
NOT_RELEASED = "workflow/releases/not_released_email"
EVENTS = {
    "submitted": Q(status=TaskState.STATUS_IN_PROGRESS),
    "approved": Q(workflow_state__status=WorkflowState.STATUS_APPROVED),
    "rejected": Q(workflow_state__status=WorkflowState.STATUS_NEEDS_CHANGES),
}


def _send(recipient: Any, template: str, context: dict[str, Any]) -> None:
    """Send the email of `template`.txt and `template`_subject.txt."""
    context = context | {"user": recipient}
    subject = render_to_string(f"{template}_subject.txt", context).strip()
    text = render_to_string(f"{template}.txt", context).strip()
    send_mail(subject, text, [recipient.email])


def _user(user_id: Any) -> Any:
    return get_user_model()._default_manager.filter(pk=user_id).first()


def _read(event: str, state_id: int, user_id: int | None) -> tuple[Any, Any, list[Any]]:
    """Return a step, who acted, and who wants the email, if it is still true."""
    state, user = TaskState.objects.filter(EVENTS[event], pk=state_id).first(), _user(user_id)
    if state is None or state.workflow_state.content_object is None:
        return state, user, []
    item, step = state.workflow_state.content_object, state.task.specific
    ids = {state.workflow_state.requested_by_id}
    if event == "rejected":
        ids |= unapproved_editors(item)
    if event != "submitted":
        people = list(get_user_model()._default_manager.filter(pk__in=ids - {None}))
    elif status := read_status(item, user or AnonymousUser(), step):
        people = list(status.others)
    else:
        people = reviewers_by_task([step]).get(step.pk, [])
    recipients = [
        each
        for each in people
        if each != user
        and each.is_active
        and is_deliverable(each.email)
        and getattr(UserProfile.get_for_user(each), f"{event}_notifications")
    ]
    return state, user, recipients


def _context(state: TaskState, user: Any) -> dict[str, Any]:
    """Return the context of the templates."""
    review, item = state.workflow_state, state.workflow_state.content_object
    is_page = isinstance(item, Page)
    is_public = item.live and item.live_revision_id == state.revision_id
    return {
        "task": state.task,
        "comment": state.get_comment(),
        "base_url": absolute_url("/").rstrip("/"),
        "name": _name(item),
        "decide_url": absolute_url(reverse("review:decide", args=[state.pk])),
        "edit_url": absolute_url(AdminURLFinder().get_edit_url(item) or "/"),
        "sent_by": get_user_display_name(review.requested_by),
        "decided_by": get_user_display_name(user),
        "is_public": is_public,
        "public_url": absolute_url(item.url) if is_public and is_page else "",
        "goes_live_at": state.revision.approved_go_live_at,
    }


def _name(item: Any) -> str:
    """Return a title with its consultations, and the number of a page."""
    places = list(consultations_of([item])[key_of(item)].values())
    if isinstance(item, Page):
        places.append(gettext("page %(id)s") % {"id": item.pk})
    values = {"title": get_latest_str(item), "places": ", ".join(places)}
    if not places:
        return gettext("“%(title)s”") % values
    # Translators: the title of a page or an idea, and in brackets its consultations.
    return gettext("“%(title)s” (%(places)s)") % values


@task()
def queue_review_emails(event: str, state_id: int, user_id: int | None) -> None:
    """Queue an email to each person for one of the `EVENTS` of a review.

    Args:
        state_id: of the step that was reached or decided last.
        user_id: who did it; only ids travel through the queue.
    """
    recipients = _read(event, state_id, user_id)[2]
    # One task each, all of them or none, so that a second try sends no email twice.
    with transaction.atomic():
        for recipient_id in sorted(each.pk for each in recipients):
            enqueue_with_commit(send_review_email, event, state_id, user_id, recipient_id)


@task()
def send_review_email(event: str, state_id: int, user_id: int | None, recipient_id: int) -> None:
    """Send the email about one event of a review to one person, unless it is no longer true."""
    state, user, recipients = _read(event, state_id, user_id)
    for each in recipients:
        if each.pk == recipient_id:
            with in_language_of(each):
                _send(each, f"workflow/review/email/{event}", _context(state, user))


def _failed_release(release_id: int) -> Release | None:
    release = Release.objects.filter(pk=release_id).first()
    return release if release and release.has_failed else None


@task()
def queue_release_emails(release_id: int) -> None:
    """Queue an email about a failed release, without the reasons, to all who may release."""
    if _failed_release(release_id) is None:
        return
    # Django asks for the backend, as soon as there is more than one.
    publishers = get_user_model()._default_manager.with_perm(
        "workflow.publish_release", backend="django.contrib.auth.backends.ModelBackend"
    )
    with transaction.atomic():
        for user_id, address in publishers.order_by("pk").values_list("pk", "email"):
            if is_deliverable(address):
                enqueue_with_commit(send_release_email, release_id, user_id)


@task()
def send_release_email(release_id: int, user_id: int) -> None:
    """Send the email about a failed release to one of those who may release."""
    release, user = _failed_release(release_id), _user(user_id)
    if release and user and is_deliverable(user.email):
        address = absolute_url(reverse("releases:inspect", args=[release.pk]))
        with in_language_of(user):
            _send(user, NOT_RELEASED, {"release": release, "address": address})
