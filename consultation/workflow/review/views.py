from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.utils import get_latest_str
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView
from wagtail.documents.views.documents import DeleteView as WagtailDocumentDeleteView
from wagtail.images.views.images import DeleteView as WagtailImageDeleteView
from wagtail.models import Revision, Task, TaskState

from consultation.common.drafts import incomplete, missing_fields
from consultation.pages.models import ConsultationPage
from consultation.pages.models.templates import without_templates
from consultation.workflow.diff.words import changes_in_words
from consultation.workflow.items import key_of
from consultation.workflow.models import FourEyesTask
from consultation.workflow.review import pending_reviews, services
from consultation.workflow.review.files import FILE_CANNOT_BE_DELETED, refusal
from consultation.workflow.review.fingerprints import read_fingerprints
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


class DecideView(WagtailAdminTemplateMixin, TemplateView):
    """An item as readers will see it, what changes in it, and the decision about it."""

    template_name = "workflow/review/admin/decide.html"
    header_icon = "clipboard-list"
    page_title = _("Decide")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not pending_reviews.may_see_pending_reviews(request.user):
            raise PermissionDenied
        waiting = pending_reviews.visible_to(request.user).filter(pk=kwargs["task_state_id"])
        reviews = pending_reviews.describe(waiting, request.user)
        if not reviews or not reviews[0].is_four_eyes:
            messages.warning(request, say("decided"))
            return redirect("review:waiting")
        self.review = reviews[0]
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.review.status.is_reviewer:
            raise PermissionDenied
        action = "approve" if request.POST.get("decision") == "approve" else "reject"
        comment, seen = request.POST.get("comment", "").strip(), request.POST.get("seen", "")
        if action == "reject" and not comment:
            return self.render_to_response(self.get_context_data(error=say("comment_missing")))
        # An empty one would be taken for a screen that shows no version.
        reason = services.decide(
            self.review.state, request.user, action, comment=comment, seen=seen or "none"
        )
        if not reason:
            messages.success(request, pending_reviews.outcome(self.review.state.pk, request.user))
            return redirect("review:waiting")
        told = failure(self.review.item, self.review.state.task.specific, request.user, reason)
        messages.warning(request, told)
        return redirect(request.path)

    def get_page_subtitle(self) -> str:
        return self.review.title

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        back = {"url": reverse("review:waiting"), "label": gettext("In review")}
        return [*self.breadcrumbs_items, back, {"url": "", "label": self.review.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item = self.review.item
        version = item.latest_revision_id
        return super().get_context_data(
            review=self.review,
            changes=changes_in_words([item])[key_of(item)],
            draft=item.latest_revision.as_object(),
            seen=read_fingerprints([version]).get(version, ""),
            version_url=reverse("review:version", args=[version]),
            comment=self.request.POST.get("comment", ""),
            **kwargs,
        )


class VersionView(View):
    """A version in review as readers will see it, for those who may see its review."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = get_object_or_404(Revision, pk=pk)
        item = version.content_object
        waiting = pending_reviews.visible_to(request.user).filter(
            workflow_state__base_content_type=version.base_content_type_id,
            workflow_state__object_id=version.object_id,
        )
        if item is None or item.latest_revision_id != pk or not waiting.exists():
            raise PermissionDenied
        draft = version.as_object()
        shown: HttpResponse = draft.make_preview_request(request, draft.default_preview_mode)
        return shown


class DecidedView(View):
    """Redirects after a decision to its item, and says what happened or why it failed."""

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
        if reason == "done" and state.finished_by_id == request.user.pk:
            messages.success(request, pending_reviews.outcome(state.pk, request.user))
        else:
            messages.warning(request, failure(item, task, request.user, reason))
        return redirect(edit_url)


def failure(item: Any, task: FourEyesTask, user: Any, reason: str) -> str:
    """Return why nothing was decided; the reason may no longer apply."""
    if reason == "incomplete":
        missing = missing_fields(item.get_latest_revision_as_object())
        return incomplete(str(get_latest_str(item)), missing) if missing else say("decided")
    if reason == "own_change":
        status = pending_reviews.read_status(item, user, task)
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
