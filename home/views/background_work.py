from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.generic import TemplateView
from django_tasks_db.models import DBTaskResult
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from home.jobs.status import WORDS, job_states, task_figures
from home.jobs.worker import try_again

RIGHT = "home.change_portalsettings"
MAX_LISTED = 100


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
        """Try everything again that was given up."""
        number = try_again(list(DBTaskResult.objects.failed()))
        if number == 1:
            messages.success(request, "1 task will be tried again.")
        elif number:
            messages.success(request, f"{number} tasks will be tried again.")
        else:
            messages.info(request, "There is nothing to try again.")
        return redirect(request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what was given up, what waits, and the jobs."""
        failed = DBTaskResult.objects.failed().order_by("-finished_at")[:MAX_LISTED]
        return super().get_context_data(
            failed=[
                {
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
