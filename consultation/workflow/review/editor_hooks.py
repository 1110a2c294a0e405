"""What a review has to do with the editors of pages, areas, themes and ideas."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.utils import get_latest_str
from wagtail.locks import BasicLock, ScheduledForPublishLock
from wagtail.models import WorkflowMixin

from consultation.workflow.review import texts
from consultation.workflow.review.fingerprints import reads_the_same
from consultation.workflow.review.publish_guard import tell_kept_as_draft
from consultation.workflow.review.review_status import read_status, status_on_screen
from consultation.workflow.review.revision_protection import is_immutable
from consultation.workflow.review.services import update_review

NEWS = frozenset({"action-submit", "action-restart-workflow", "action-workflow-action"})


def before_edit(request: HttpRequest, item: Any) -> HttpResponse | None:
    """Say how an item stands, or look at what its editor sends before it is taken."""
    # Not where just a part of the screen is asked for.
    is_part = request.method != "POST" and "_w_hydrate_create_view" in request.GET
    if not isinstance(item, WorkflowMixin) or is_part:
        return None
    if request.accepts("text/html"):
        _tell_who_can_help(request, item)
    if request.method != "POST":
        return None
    if _is_approval(request) and _is_outdated(request, item):
        return _warn(request, item, texts.NEWER_VERSION)
    _fork_immutable_revision(request, item)
    return None


def _tell_who_can_help(request: HttpRequest, item: Any) -> None:
    """Tell whoever cannot go on alone who can help."""
    lock = item.get_lock()
    if isinstance(lock, BasicLock) and lock.for_user(request.user):
        messages.info(request, texts.locked(item.locked_by, str(get_latest_str(item))))
    elif isinstance(lock, ScheduledForPublishLock):
        messages.info(request, texts.SCHEDULED)
    if request.method == "GET":
        status = status_on_screen(request, item)
        if status and status.warning:
            messages.warning(request, status.warning)


def _is_approval(request: HttpRequest) -> bool:
    return request.POST.get("workflow-action-name") == "approve"


def _is_outdated(request: HttpRequest, item: Any) -> bool:
    """Say whether a version that reads otherwise was saved since this editor was opened.

    The editor saves a version by itself now and then in which nothing was changed.
    """
    version, sent = item.latest_revision, request.POST
    if version is None or "loaded_revision_id" not in sent:
        return False
    own = sent.get("overwrite_revision_id")
    known = own or sent["loaded_revision_id"]
    opened = item.revisions.filter(pk=known).first() if known.isdecimal() else None
    if opened is None:
        return True
    if not own and sent.get("loaded_revision_created_at") != opened.created_at.isoformat():
        # Written over since: what was loaded is gone, and cannot be compared.
        return True
    return not reads_the_same(opened.pk, version.pk)


def _fork_immutable_revision(request: HttpRequest, item: Any) -> None:
    """Have what is typed saved as a new version, where the old one has to stay.

    The editor asks to write over the version it made itself. Where that was sent for
    review or published meanwhile, and is still the newest, a new one goes beside it.
    """
    version = item.latest_revision
    if version is None or request.POST.get("overwrite_revision_id") != str(version.pk):
        return
    if is_immutable(version):
        sent = request.POST.copy()
        del sent["overwrite_revision_id"]
        sent["loaded_revision_id"] = str(version.pk)
        sent["loaded_revision_created_at"] = version.created_at.isoformat()
        request.POST = sent  # type: ignore[assignment]


def before_create(request: HttpRequest, *_: Any) -> None:
    """Have a new item saved as a draft where it would be published: only its author has seen it."""
    if request.POST.get("action-publish") and not request.user.is_superuser:
        sent = request.POST.copy()
        sent["publishing-refused"] = sent.pop("action-publish")[-1]
        request.POST = sent  # type: ignore[assignment]


def after_save(request: HttpRequest, item: Any) -> HttpResponse | None:
    """Begin a review again where its words were changed, and say what was not done."""
    if request.POST.get("publishing-refused"):
        tell_kept_as_draft(request, item)
    item = type(item)._default_manager.get(pk=item.pk)
    if update_review(item, request.user):
        return _warn(request, item, texts.CHANGED_AFTER_APPROVAL)
    # What is typed is saved every few moments; a decision or a submission is news.
    if not isinstance(item, WorkflowMixin) or not NEWS.intersection(request.POST):
        return None
    status = read_status(item, request.user)
    if status and _is_approval(request) and status.is_editor:
        return _warn(request, item, status.explanation)
    if status and status.warning:
        messages.warning(request, status.warning)
    return None


def _warn(request: HttpRequest, item: Any, sentence: str) -> HttpResponse | None:
    """Stay with the item and say something above it."""
    messages.warning(request, sentence)
    url = AdminURLFinder(request.user).get_edit_url(item)
    return redirect(url) if url else None
