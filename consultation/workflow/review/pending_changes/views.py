"""The screens where changes are confirmed."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView

from consultation.workflow.models import PendingChange
from consultation.workflow.review.pending_changes import sentences
from consultation.workflow.review.pending_changes.forms import RejectChangeForm
from consultation.workflow.review.pending_changes.rights import (
    confirmers_of,
    may_see_changes,
    visible_to,
    waiting_for,
)
from consultation.workflow.review.pending_changes.services import (
    UndecidableError,
    confirm,
    reject,
    withdraw,
)
from consultation.workflow.review.pending_changes.values import differences

TITLE = "Changes to confirm"


class PendingChangePaginator(WagtailPaginator):
    """Counts changes in words that people know."""

    verbose_name = "change"
    verbose_name_plural = "changes"


class PendingChangesView(ReportView):
    """The changes of settings, redirects and sites that wait for a second person."""

    page_title = TITLE
    header_icon = "tick"
    template_name = "wagtailadmin/reports/base_report.html"
    results_template_name = "workflow/review/admin/changes_results.html"
    index_url_name = "review:changes"
    index_results_url_name = "review:changes_results"
    verbose_name_plural = "changes to confirm"
    paginator_class = PendingChangePaginator
    model = PendingChange
    list_export: ClassVar[list[str]] = []
    default_ordering = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in those who may make such changes."""
        if not may_see_changes(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[PendingChange]:
        """Return what this person may see, the longest waiting first."""
        return waiting_for(self.request.user)


class PendingChangeView(WagtailAdminTemplateMixin, TemplateView):
    """One change, with its old and new values, and what can be done about it."""

    template_name = "workflow/review/admin/change.html"
    header_icon = "tick"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the change, if this person could make it too."""
        super().setup(request, *args, **kwargs)
        self.change = get_object_or_404(visible_to(request.user), pk=kwargs["pk"])
        self.form = RejectChangeForm()

    def get_page_title(self) -> str:
        """Return what is to be changed."""
        return str(self.change)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Lead back to the list."""
        back = {"url": reverse("review:changes"), "label": TITLE}
        return [*self.breadcrumbs_items, back, {"url": "", "label": str(self.change)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the values, and who may decide."""
        is_own = self.change.proposed_by_id == self.request.user.pk
        return super().get_context_data(
            change=self.change,
            differences=differences(self.change),
            form=self.form,
            is_own=is_own,
            explanation=sentences.others_confirm(confirmers_of(self.change)) if is_own else "",
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Confirm, reject or withdraw it, or say why that is not possible."""
        decision = request.POST.get("decision")
        try:
            if decision == "confirm":
                confirm(self.change, request.user)
            elif decision == "withdraw":
                withdraw(self.change, request.user)
            else:
                self.form = RejectChangeForm(request.POST)
                if not self.form.is_valid():
                    return self.render_to_response(self.get_context_data(**kwargs))
                reject(self.change, request.user, self.form.cleaned_data["reason"])
        except UndecidableError as error:
            messages.error(request, str(error))
            return redirect("review:change", self.change.pk)
        self.change.refresh_from_db()
        messages.success(request, sentences.decided(self.change))
        return redirect("review:changes")
