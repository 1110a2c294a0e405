import logging
from typing import Any

from django import forms
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.generic import TemplateView
from django_tasks_db.models import DBTaskResult
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from home.jobs.status import WORDS, job_states, task_figures
from home.jobs.worker import try_again

logger = logging.getLogger(__name__)

RIGHT = "home.change_portalsettings"
MAX_LISTED = 100
RETRY, REMOVE = "retry", "remove"


class FailedWorkForm(forms.Form):
    """What is to be done with failed work."""

    action = forms.ChoiceField(choices=((RETRY, "Try again"), (REMOVE, "Remove")))
    task = forms.UUIDField(required=False)


class BackgroundWorkView(WagtailAdminTemplateMixin, TemplateView):
    """Which mails and other work were given up, and when each regular job last ran."""

    template_name = "home/admin/background_work.html"
    page_title = "Background work"
    header_icon = "rotate"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in those who look after the portal."""
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Lead back to the front page of the admin."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Try again what was given up, or remove it from the list: one task, or all."""
        form = FailedWorkForm(request.POST)
        if not form.is_valid():
            raise BadRequest("This is no task, or nothing that can be done with one.")
        failed = DBTaskResult.objects.failed()
        if form.cleaned_data["task"]:
            failed = failed.filter(pk=form.cleaned_data["task"])
        if form.cleaned_data["action"] == REMOVE:
            number, _ = failed.delete()
            logger.warning("%s failed tasks were removed by user %s.", number, request.user.pk)
            self._tell(number, "1 task was removed.", f"{number} tasks were removed.")
        else:
            number = try_again(failed)
            self._tell(
                number, "1 task will be tried again.", f"{number} tasks will be tried again."
            )
        return redirect(request.path)

    def _tell(self, number: int, one: str, many: str) -> None:
        if number:
            messages.success(self.request, one if number == 1 else many)
        else:
            messages.info(self.request, "Nothing was changed: this work is no longer listed.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what was given up, what waits, and the jobs."""
        failed = DBTaskResult.objects.failed().order_by("-finished_at")[:MAX_LISTED]
        return super().get_context_data(
            failed=[
                {
                    "pk": task.pk,
                    "name": WORDS.get(task.task_path, task.task_path),
                    "asked_for_at": task.enqueued_at,
                    "given_up_at": task.finished_at,
                    "error": task.exception_class_path.rpartition(".")[2],
                }
                for task in failed
            ],
            figures=task_figures(),
            jobs=job_states(),
            **kwargs,
        )
