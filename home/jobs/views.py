import logging
from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from django_tasks_db.models import DBTaskResult
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from home.jobs.scheduler import job_states
from home.jobs.worker import task_figures, try_again

logger = logging.getLogger(__name__)

PERMISSION = "home.change_portalsettings"
MAX_LISTED = 100
# What each task does, in words.
TASK_NAMES = {
    "consultation.feedback.services.send_receipt": _("Email a receipt"),
    "consultation.workflow.notifications.queue_review_emails": _("Email reviewers or authors"),
    "consultation.workflow.notifications.send_review_email": _("Email one reviewer or author"),
    "consultation.workflow.notifications.queue_release_emails": _(
        "Email publishers about a release"
    ),
    "consultation.workflow.notifications.send_release_email": _(
        "Email one publisher about a release"
    ),
    "consultation.importing.admin.tasks.run_preview": _("Check an upload"),
    "consultation.importing.admin.tasks.run_import": _("Import an upload"),
    "consultation.common.tasks.delete_stored_file": _("Delete an uploaded file"),
    "wagtail.tasks.delete_file_from_storage_task": _("Delete an image or document file"),
    "wagtail.tasks.update_reference_index_task": _("Update the list of where items are used"),
    "wagtail.images.tasks.set_image_focal_point_task": _("Find the focal point of an image"),
    "modelsearch.tasks.insert_or_update_object_task": _("Update the search index"),
}


class BackgroundWorkView(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """Failed emails and other tasks, and when each regular job last ran."""

    permission_required = PERMISSION
    template_name = "home/admin/background_work.html"
    page_title = _("Background work")
    header_icon = "rotate"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Try failed tasks again, or remove them from the list: one task, or all."""
        failed = DBTaskResult.objects.failed()
        if task := request.POST.get("task"):
            # What is no id is answered by MalformedRequestMiddleware.
            failed = failed.filter(pk=task)
        match request.POST.get("action"):
            case "retry":
                number = try_again(failed)
                done = ngettext(
                    "%(count)d task will be tried again.",
                    "%(count)d tasks will be tried again.",
                    number,
                )
            case "remove":
                number, _by_model = failed.delete()
                done = ngettext(
                    "%(count)d task was removed.", "%(count)d tasks were removed.", number
                )
                logger.warning("%s failed tasks were removed by user %s.", number, request.user.pk)
            case _:
                raise BadRequest(gettext("Choose to try the task again or to remove it."))
        if number:
            messages.success(request, done % {"count": number})
        else:
            text = gettext("Nothing was changed: this task is no longer listed.")
            messages.info(request, text)
        return redirect(request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        failed = [
            (
                task,
                TASK_NAMES.get(task.task_path, task.task_path),
                task.exception_class_path.rpartition(".")[2],
            )
            for task in DBTaskResult.objects.failed().order_by("-finished_at")[:MAX_LISTED]
        ]
        return super().get_context_data(
            failed=failed, figures=task_figures(), jobs=job_states(), **kwargs
        )
