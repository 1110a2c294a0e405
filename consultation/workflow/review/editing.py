"""What a review has to do with the editors of pages, areas, themes and ideas."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.utils import get_latest_str
from wagtail.locks import BasicLock, ScheduledForPublishLock
from wagtail.models import TaskState, WorkflowMixin

from consultation.workflow.models import FourEyesTask
from consultation.workflow.review import sentences
from consultation.workflow.review.decisions import changed_since_approval, start_again
from consultation.workflow.review.fingerprints import reads_the_same
from consultation.workflow.review.overwriting import is_settled
from consultation.workflow.review.publishing import kept_as_draft, without_publishing
from consultation.workflow.review.standing import read_standing, shown_standing

NEWS = frozenset({"action-submit", "action-restart-workflow", "action-workflow-action"})


def before_editing(request: HttpRequest, item: Any) -> HttpResponse | None:
    """Say how things stand, or look at what an editor sends before it is taken."""
    if not isinstance(item, WorkflowMixin) or not _is_screen(request):
        return None
    _tell_what_to_do(request, item)
    if request.method != "POST":
        return None
    if is_approval(request) and _is_outdated(request, item):
        return _tell(request, item, sentences.NEWER_VERSION)
    _write_beside_settled(request, item)
    return None


def is_approval(request: HttpRequest) -> bool:
    """Say whether an editor was sent off with "Approve"."""
    return request.POST.get("workflow-action-name") == "approve"


def _is_screen(request: HttpRequest) -> bool:
    """Say whether a whole screen is asked for, or something is sent: not just a part of one."""
    return request.method == "POST" or "_w_hydrate_create_view" not in request.GET


def _tell_what_to_do(request: HttpRequest, item: Any) -> None:
    """Tell whoever cannot go on by themselves who can help."""
    if not request.accepts("text/html"):
        return
    lock = item.get_lock()
    if isinstance(lock, BasicLock) and lock.for_user(request.user):
        messages.info(request, sentences.locked(item.locked_by, str(get_latest_str(item))))
    elif isinstance(lock, ScheduledForPublishLock):
        messages.info(request, sentences.SCHEDULED)
    if request.method == "GET":
        standing = shown_standing(request, item)
        if standing and standing.warning:
            messages.warning(request, standing.warning)


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


def _write_beside_settled(request: HttpRequest, item: Any) -> None:
    """Have what is typed saved as a new version, where the old one has to stay.

    The editor asks to write over the version it made itself. Where that was sent for
    review or published meanwhile, and is still the newest, a new one goes beside it.
    """
    version = item.latest_revision
    if version is None or request.POST.get("overwrite_revision_id") != str(version.pk):
        return
    if is_settled(version):
        sent = request.POST.copy()
        del sent["overwrite_revision_id"]
        sent["loaded_revision_id"] = str(version.pk)
        sent["loaded_revision_created_at"] = version.created_at.isoformat()
        request.POST = sent  # type: ignore[assignment]


def keep_new_as_draft(request: HttpRequest) -> None:
    """Save a new thing as a draft where it would be published: only its author has seen it."""
    if request.POST.get("action-publish") and not request.user.is_superuser:
        request.POST = without_publishing(request.POST)  # type: ignore[assignment]


def after_editing(request: HttpRequest, item: Any) -> HttpResponse | None:
    """Begin a review again where its words were changed, and say what was not done."""
    if request.POST.get("publishing-refused"):
        messages.error(request, kept_as_draft(item, request.user))
    item = type(item)._default_manager.get(pk=item.pk)
    task = _four_eyes_task(item)
    if task is None:
        return None
    if follow_up(item, request.user):
        return _tell(request, item, sentences.CHANGED_AFTER_APPROVAL)
    # What is typed is saved every few moments; a decision or a submission is news.
    return _tell_news(request, item, task) if NEWS.intersection(request.POST) else None


def _four_eyes_task(item: Any) -> FourEyesTask | None:
    task = getattr(item, "current_workflow_task", None)
    return task if isinstance(task, FourEyesTask) else None


def follow_up(item: Any, user: Any) -> bool:
    """Bring a review after what was just saved, by whichever way; say if it begins again.

    Args:
        item: as the database has it now.
        user: who saved it.
    """
    if _four_eyes_task(item) is None:
        return False
    state = item.current_workflow_state
    if changed_since_approval(state, item.latest_revision_id):
        start_again(state, user)
        return True
    # The step is about what is newest now: previews and comparisons show it.
    TaskState.objects.filter(pk=state.current_task_state_id).update(
        revision_id=item.latest_revision_id
    )
    return False


def _tell_news(request: HttpRequest, item: Any, task: FourEyesTask) -> HttpResponse | None:
    standing = read_standing(item, request.user, task)
    if standing is None:
        return None
    if is_approval(request) and standing.is_author:
        return _tell(request, item, standing.explanation)
    if standing.warning:
        messages.warning(request, standing.warning)
    return None


def _tell(request: HttpRequest, item: Any, sentence: str) -> HttpResponse | None:
    """Stay with the item and say something above it."""
    messages.warning(request, sentence)
    url = AdminURLFinder(request.user).get_edit_url(item)
    return redirect(url) if url else None
