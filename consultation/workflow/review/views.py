from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.utils import get_latest_str
from wagtail.admin.views.reports import ReportView
from wagtail.documents.views.documents import DeleteView as WagtailDocumentDeleteView
from wagtail.images.views.images import DeleteView as WagtailImageDeleteView
from wagtail.models import Task, TaskState

from consultation.common.drafts import incomplete, missing_fields
from consultation.pages.models import ConsultationPage
from consultation.pages.models.templates import without_templates
from consultation.workflow.models import FourEyesTask
from consultation.workflow.review import pending_reviews
from consultation.workflow.review.files import FILE_CANNOT_BE_DELETED, refusal
from consultation.workflow.review.texts import say


def _steps(request: HttpRequest) -> QuerySet[Task]:
    return Task.objects.filter(task_states__in=pending_reviews.visible_to(request.user)).distinct()


class PendingReviewFilterSet(WagtailFilterSet):
    """The filters of the list."""

    consultation = django_filters.ModelChoiceFilter(
        label=_("Consultation"),
        queryset=without_templates(ConsultationPage.objects.order_by("title")),
        method="of_consultation",
    )
    task = django_filters.ModelChoiceFilter(label=_("Step"), queryset=_steps)
    mine = django_filters.ChoiceFilter(
        label=_("Decision"), choices=[("yes", _("I can decide"))], method="of_mine"
    )

    class Meta:
        model = TaskState
        fields = ["consultation", "task", "mine"]

    def of_consultation(self, queryset: Any, name: str, value: ConsultationPage) -> Any:
        found = pending_reviews.describe(queryset, self.request.user)
        return queryset.filter(
            pk__in=[each.state.pk for each in found if value.pk in each.consultations]
        )

    def of_mine(self, queryset: Any, name: str, value: str) -> Any:
        found = pending_reviews.describe(queryset, self.request.user)
        return queryset.filter(pk__in=[each.state.pk for each in found if each.status.may_approve])


class PendingReviewPaginator(WagtailPaginator):
    """Counts reviews as items."""

    verbose_name = _("item")
    verbose_name_plural = _("items")


class PendingReviewsView(ReportView):
    """Everything in review, with its consultation, date and sender."""

    page_title = _("In review")
    header_icon = "clipboard-list"
    results_template_name = "workflow/review/admin/pending_reviews_results.html"
    index_url_name = "review:waiting"
    index_results_url_name = "review:waiting_results"
    verbose_name_plural = _("items in review")
    filterset_class = PendingReviewFilterSet
    paginator_class = PendingReviewPaginator
    model = TaskState

    def get_queryset(self) -> QuerySet[TaskState]:
        if not pending_reviews.may_see_pending_reviews(self.request.user):
            raise PermissionDenied
        return pending_reviews.visible_to(self.request.user)

    def decorate_paginated_queryset(self, object_list: Any) -> list[pending_reviews.PendingReview]:
        return pending_reviews.describe(object_list, self.request.user)


class NotDecidedView(View):
    """Redirects after a failed decision to its item, and says why it failed."""

    def get(self, request: HttpRequest, task_state_id: int, reason: str) -> HttpResponse:
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
        messages.warning(request, self._sentence(item, task, reason))
        return redirect(edit_url)

    def _sentence(self, item: Any, task: FourEyesTask, reason: str) -> str:
        """Return why nothing was decided; the reason may no longer apply."""
        if reason == "incomplete":
            missing = missing_fields(item.get_latest_revision_as_object())
            return incomplete(str(get_latest_str(item)), missing) if missing else say("decided")
        if reason == "own_change":
            status = pending_reviews.read_status(item, self.request.user, task)
            return (status and status.explanation) or say("decided")
        return say(reason if reason in ("newer", "changed") else "decided")


class _GuardedDeleteMixin:
    object: Any
    permission_required: str
    editor: str

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_permitted = self.user_has_permission(self.permission_required)  # type: ignore[attr-defined]
        if is_permitted and (reason := refusal(self.object, FILE_CANNOT_BE_DELETED)):
            messages.error(request, reason)
            return redirect(self.editor, self.object.pk)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class ImageDeleteView(_GuardedDeleteMixin, WagtailImageDeleteView):
    """Deletes an image that nothing uses."""

    editor = "wagtailimages:edit"


class DocumentDeleteView(_GuardedDeleteMixin, WagtailDocumentDeleteView):
    """Deletes a document that nothing uses."""

    editor = "wagtaildocs:edit"
