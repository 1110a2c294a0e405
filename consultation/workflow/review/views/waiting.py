from typing import Any, ClassVar

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.reports import ReportView
from wagtail.models import Task, TaskState

from consultation.workflow.review.consultations import all_consultations
from consultation.workflow.review.querysets import in_consultation, may_see_waiting, visible_to
from consultation.workflow.review.waiting import Waiting, describe


def _consultations() -> list[tuple[str, str]]:
    return [(str(each.pk), each.title) for each, _ in all_consultations()]


def _steps(request: HttpRequest) -> QuerySet[Task]:
    return Task.objects.filter(task_states__in=visible_to(request.user)).distinct()


class WaitingFilterSet(WagtailFilterSet):
    """What the list can be narrowed down by."""

    consultation = django_filters.ChoiceFilter(
        label="Consultation", choices=_consultations, method="of_consultation"
    )
    task = django_filters.ModelChoiceFilter(label="Step", queryset=_steps)
    mine = django_filters.ChoiceFilter(
        label="Who decides", choices=[("yes", "I can decide")], method="of_mine"
    )

    class Meta:
        model = TaskState
        fields: ClassVar[list[str]] = ["consultation", "task", "mine"]

    def of_consultation(self, queryset: Any, name: str, value: str) -> Any:
        """Keep what belongs to the chosen consultation."""
        return in_consultation(queryset, int(value))

    def of_mine(self, queryset: Any, name: str, value: str) -> Any:
        """Keep what this person may approve."""
        found = describe(queryset, self.request.user)
        return queryset.filter(pk__in=[each.state.pk for each in found if each.may_decide])


class WaitingPaginator(WagtailPaginator):
    """Counts what waits in words that people know."""

    verbose_name = "thing waits"
    verbose_name_plural = "things wait"


class WaitingView(ReportView):
    """All that waits for a decision: for which consultation, since when, from whom."""

    page_title = "Waiting for review"
    header_icon = "clipboard-list"
    template_name = "workflow/review/admin/waiting.html"
    results_template_name = "workflow/review/admin/waiting_results.html"
    index_url_name = "review:waiting"
    index_results_url_name = "review:waiting_results"
    verbose_name_plural = "things waiting for review"
    filterset_class = WaitingFilterSet
    paginator_class = WaitingPaginator
    model = TaskState
    # What waits is read on the screen; the history of all reviews can be exported elsewhere.
    list_export: ClassVar[list[str]] = []
    default_ordering = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in those who write or decide."""
        if not may_see_waiting(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[TaskState]:
        """Return what this person may see, the longest waiting first."""
        return visible_to(self.request.user)

    def decorate_paginated_queryset(self, object_list: Any) -> list[Waiting]:
        """Return what the list shows of each."""
        return describe(object_list, self.request.user)
