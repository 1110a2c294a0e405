"""The hooks of reviews when items are edited, copied, published or sent for review."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.utils import get_latest_str
from wagtail.locks import BasicLock, ScheduledForPublishLock
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import ModelLogEntry, Page, PageLogEntry, TaskState, WorkflowMixin

from consultation.common.addresses import parse_id
from consultation.common.drafts import incomplete, missing_fields
from consultation.pages.models.templates import is_template
from consultation.workflow.items import any_of, key_of
from consultation.workflow.releases.services import waiting_items_by_key
from consultation.workflow.review import pending_reviews
from consultation.workflow.review.files import reason_against_bulk_action
from consultation.workflow.review.fingerprints import read_the_same
from consultation.workflow.review.permissions import may_convert_alias, needing_second_person
from consultation.workflow.review.services import update_review
from consultation.workflow.review.signal_handlers import is_immutable
from consultation.workflow.review.texts import quoted, say
from ideas.views import SubmitForReviewAction

PUBLISHED_ALONE = "review.published_alone"
NEWS = frozenset({"action-submit", "action-restart-workflow", "action-workflow-action"})


def before_edit(request: HttpRequest, item: Any) -> HttpResponse | None:
    """Show the status of an item, or check what its editor sends."""
    # Not if only a part of the screen is requested.
    is_part = request.method != "POST" and "_w_hydrate_create_view" in request.GET
    if not isinstance(item, WorkflowMixin) or is_part:
        return None
    if request.accepts("text/html"):
        _tell_who_can_help(request, item)
    if request.method == "POST":
        if _is_approval(request) and _is_outdated(request, item):
            return _warn(request, item, say("newer"))
        _fork_immutable_revision(request, item)
    return None


def _tell_who_can_help(request: HttpRequest, item: Any) -> None:
    lock = item.get_lock()
    if isinstance(lock, BasicLock) and lock.for_user(request.user):
        messages.info(request, say("locked", title=get_latest_str(item)))
    elif isinstance(lock, ScheduledForPublishLock):
        messages.info(request, say("scheduled"))


def _is_approval(request: HttpRequest) -> bool:
    return request.POST.get("workflow-action-name") == "approve"


def _is_outdated(request: HttpRequest, item: Any) -> bool:
    """Say whether a version with other content was saved since this editor was opened."""
    version, sent = item.latest_revision, request.POST
    if version is None or "loaded_revision_id" not in sent:
        return False
    own = sent.get("overwrite_revision_id")
    opened = item.revisions.filter(pk=parse_id(own or sent["loaded_revision_id"])).first()
    # Overwritten since: the loaded version is gone and cannot be compared.
    if not opened or not (
        own or sent.get("loaded_revision_created_at") == opened.created_at.isoformat()
    ):
        return True
    return not read_the_same({opened.pk, version.pk})


def _fork_immutable_revision(request: HttpRequest, item: Any) -> None:
    """Save what is typed as a new version if the editor's own version has to stay."""
    version = item.latest_revision
    is_overwriting = version and request.POST.get("overwrite_revision_id") == str(version.pk)
    if is_overwriting and is_immutable(version):
        sent = request.POST.copy()
        del sent["overwrite_revision_id"]
        sent["loaded_revision_id"] = str(version.pk)
        sent["loaded_revision_created_at"] = version.created_at.isoformat()
        request.POST = sent  # type: ignore[assignment]


def before_create(request: HttpRequest, *_: Any) -> None:
    """Save a new item as a draft instead of publishing it: only its author has seen it."""
    if request.POST.get("action-publish") and not request.user.is_superuser:
        sent = request.POST.copy()
        sent["publishing-refused"] = sent.pop("action-publish")[-1]
        request.POST = sent  # type: ignore[assignment]


def after_save(request: HttpRequest, item: Any) -> HttpResponse | None:
    """Restart a review after a change, and say what was not done."""
    if is_template(item) and {*NEWS, "publishing-refused"}.intersection(request.POST):
        messages.error(request, say("is_template"))
        return None
    if request.POST.get("publishing-refused"):
        tell_kept_as_draft(request, item)
    item = type(item)._default_manager.get(pk=item.pk)
    if update_review(item, request.user):
        return _warn(request, item, say("changed"))
    # Typing is saved every few seconds; a decision or a submission is news.
    if not isinstance(item, WorkflowMixin) or not NEWS.intersection(request.POST):
        return None
    status = pending_reviews.read_status(item, request.user)
    if status and _is_approval(request) and status.is_editor:
        return _warn(request, item, status.explanation)
    if told := _outcome_of_request(request):
        messages.success(request, told)
    elif status and status.warning:
        messages.warning(request, status.warning)
    return None


def _outcome_of_request(request: HttpRequest) -> str:
    """Return what was decided with the editor, or ""; the log knows the request it was in."""
    decided = {
        "uuid": get_active_log_context().uuid,
        "action__in": ("wagtail.workflow.approve", "wagtail.workflow.reject"),
    }
    if "action-workflow-action" not in request.POST or not decided["uuid"]:
        return ""
    for entries in (PageLogEntry.objects, ModelLogEntry.objects):
        if entry := entries.filter(**decided).first():
            return pending_reviews.outcome(entry.data["workflow"]["task_state_id"], request.user)
    return ""


def _warn(request: HttpRequest, item: Any, sentence: str) -> HttpResponse | None:
    """Return to the item with a message."""
    messages.warning(request, sentence)
    url = AdminURLFinder(request.user).get_edit_url(item)
    return redirect(url) if url else None


def before_publish(request: HttpRequest, item: Any) -> HttpResponse | None:
    """Refuse to publish what only its author has seen; let a superuser do it, and log it.

    Templates are never published.
    """
    if is_template(item):
        messages.error(request, say("is_template"))
        return redirect(AdminURLFinder(request.user).get_edit_url(item))
    alone = needing_second_person([item], request.user)
    if request.user.is_superuser:
        log_published_alone(request, alone)
    elif alone:
        tell_kept_as_draft(request, item)
        return redirect(AdminURLFinder(request.user).get_edit_url(item))
    return None


def tell_kept_as_draft(request: HttpRequest, item: Any) -> None:
    """Say that a draft was saved and not published, and what to do next."""
    if status := pending_reviews.read_status(item, request.user):
        messages.error(request, f"{say('kept_in_review')} {status.own_change}")
    else:
        messages.error(request, say("kept_as_draft"))


def log_published_alone(request: HttpRequest, items: Iterable[Any]) -> None:
    """Log what is published without a second person, and warn the superuser."""
    for item in items:
        is_scheduled = item.go_live_at and item.go_live_at > timezone.now()
        done = "scheduled_alone" if is_scheduled else "published_alone"
        log(item, f"review.{done}", user=request.user, revision=item.latest_revision)
        messages.warning(request, say(done, title=get_latest_str(item)))


def before_convert_alias(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to convert a public alias unless the user may publish."""
    if may_convert_alias(page, request.user):
        return None
    messages.error(request, say("alias_is_public"))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def before_copy(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to publish a copy at once, or to copy without a parent, where Wagtail fails."""
    if request.method != "POST":
        return None
    parent = parse_id(request.POST.get("new_parent_page"))
    if parent is None or not Page.objects.filter(pk=parent).exists():
        messages.error(request, say("copy_needs_parent"))
    elif _publishes_copies(request) and not request.user.is_superuser:
        messages.error(request, say("copy_is_draft"))
    else:
        return None
    return redirect("wagtailadmin_pages:copy", page.pk)


def after_copy(request: HttpRequest, page: Page, new_page: Page) -> None:
    """Log the copies that a superuser published alone."""
    if _publishes_copies(request):
        copies = new_page.get_descendants(inclusive=True).live().specific()
        log_published_alone(request, copies)


def _publishes_copies(request: HttpRequest) -> bool:
    return bool(request.POST.get("publish_copies") and not request.POST.get("alias"))


def before_bulk_action(
    request: HttpRequest, action_type: str, objects: Iterable[Any], bulk_action: Any
) -> HttpResponse | None:
    """Publish several pages only if a second person has seen them all; keep used files."""
    objects = list(objects)
    reason = reason_against_bulk_action(action_type, objects)
    pages = {each.pk: each for each in objects if isinstance(each, Page)}
    if action_type == "publish" and pages:
        if bulk_action.cleaned_form.cleaned_data.get("include_descendants"):
            for page in list(pages.values()):
                pages |= {below.pk: below for below in page.get_descendants().not_live()}
        reason = against_publishing(request, list(pages.values()))
    if not reason:
        return None
    messages.error(request, reason)
    return redirect(bulk_action.next_url)


def against_publishing(request: HttpRequest, pages: list[Page]) -> str:
    """Return why pages are not published, or ""; log what a superuser publishes alone."""
    if any(map(is_template, pages)):
        return say("is_template")
    if waiting := waiting_items_by_key(pages):
        return " ".join(place.refusal for place in waiting.values())
    locks = [(page, page.specific_deferred.get_lock()) for page in pages]
    locked = [page for page, lock in locks if lock and lock.for_user(request.user)]
    if locked:
        return say("none_published_locked", titles=_titles(locked))
    drafts = [page.get_latest_revision_as_object() for page in pages]
    unfinished = [
        incomplete(draft.get_admin_display_title(), missing)
        for draft in drafts
        if (missing := missing_fields(draft))
    ]
    if unfinished:
        return " ".join([say("none_published_unfinished"), *unfinished])
    alone = needing_second_person(pages, request.user)
    if alone and not request.user.is_superuser:
        return say("none_published", titles=_titles(alone))
    log_published_alone(request, alone)
    return ""


def _titles(pages: list[Page]) -> str:
    return quoted([page.get_admin_display_title() for page in pages])


def after_bulk_action(
    request: HttpRequest, action_type: str, objects: Iterable[Any], bulk_action: Any
) -> None:
    """Warn if no one can decide about items that were sent, once for each step."""
    if not isinstance(bulk_action, SubmitForReviewAction):
        return
    keys = {key_of(item) for item in bulk_action.submitted.sent}
    waiting = pending_reviews.in_review().filter(any_of(keys, "workflow_state__"))
    approved = waiting.filter(workflow_state__task_states__status=TaskState.STATUS_APPROVED)
    # One that was sent again with other content than an earlier step approved restarts.
    for state in approved.distinct():
        update_review(state.workflow_state.content_object, request.user)
    warnings = {
        each.status.warning for each in pending_reviews.describe(waiting.all(), request.user)
    }
    for warning in sorted(warnings - {""}):
        messages.warning(request, warning)


class Explanation(ActionMenuItem):
    """The explanation of a missing button to approve or publish, in the editor's menu."""

    name = "review-explanation"
    template_name = "workflow/review/admin/menu_explanation.html"

    def __init__(self, text: str) -> None:
        # Below the actions, which begin at 0 and end before Wagtail's "locked".
        super().__init__(order=1000)
        self.text = text

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {"text": self.text}


def arrange_action_menu(
    menu_items: list[Any], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Remove the button to publish if it would be refused, and say why."""
    user = request.user
    # None while it is being created.
    item = context.get("page") or context.get("instance")
    if item and not isinstance(item, WorkflowMixin):
        return
    status = pending_reviews.status_on_screen(request, item) if item and item.pk else None
    text = status.explanation if status else ""
    others = [each for each in menu_items if each.name != "action-publish"]
    if is_template(item) or is_template(context.get("parent_page")):
        menu_items[:] = [*others, Explanation(say("is_template"))]
        return
    # To create an item or restore an older version is a change as well.
    if (
        len(others) < len(menu_items)
        and not user.is_superuser
        and (context["view"] != "edit" or needing_second_person([item], user))
    ):
        menu_items[:] = others
        text = text or say("cannot_publish")
    if text:
        menu_items.append(Explanation(text))
