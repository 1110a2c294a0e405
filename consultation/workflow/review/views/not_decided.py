from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.utils import get_latest_str
from wagtail.models import TaskState

from consultation.common.completeness import incomplete, missing_fields
from consultation.workflow.models import FourEyesTask
from consultation.workflow.review import decisions, sentences
from consultation.workflow.review.standing import read_standing


class NotDecidedView(View):
    """Leads from a decision that was not taken to what it was about, and says why."""

    def get(self, request: HttpRequest, task_state_id: int, reason: str) -> HttpResponse:
        """Give the reason as a message above the editor."""
        state = get_object_or_404(
            TaskState.objects.select_related("workflow_state"), pk=task_state_id
        )
        task = state.task.specific
        if not isinstance(task, FourEyesTask) or not task.may_decide(request.user):
            raise PermissionDenied
        item = state.workflow_state.content_object
        edit_url = item and AdminURLFinder(request.user).get_edit_url(item)
        if not edit_url:
            raise PermissionDenied
        messages.warning(request, self.sentence(item, task, reason))
        return redirect(edit_url)

    def sentence(self, item: Any, task: FourEyesTask, reason: str) -> str:
        """Return why nothing was decided."""
        if reason == decisions.CHANGED_SINCE:
            return sentences.CHANGED_AFTER_APPROVAL
        if reason == decisions.NEWER_VERSION:
            return sentences.NEWER_VERSION
        if reason == decisions.INCOMPLETE:
            missing = missing_fields(item.get_latest_revision_as_object())
            if missing:
                return incomplete(str(get_latest_str(item)), missing)
        standing = read_standing(item, self.request.user, task)
        if reason == decisions.OWN_CHANGE and standing and standing.explanation:
            return standing.explanation
        return sentences.DECIDED_ALREADY
