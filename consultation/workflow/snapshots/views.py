from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.urls import display_custom_404
from wagtail.admin.views.pages.history import PageHistoryView
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry
from wagtail.utils.urlpatterns import decorate_urlpatterns

from consultation.common.language import in_language
from consultation.responses.models import Response
from consultation.responses.permissions import can_read
from consultation.workflow.snapshots.pages import PageSnapshot
from consultation.workflow.snapshots.publication_log import PUBLISHED, publication_log


@require_safe
def page_snapshot(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the page of a response as its author saw it, with the answers in it.

    For all users who may read responses: they also see versions of private pages. It is logged
    as reading the response.
    """
    if not can_read(request.user):
        raise PermissionDenied
    response = get_object_or_404(
        Response.objects.select_related("form_version", "page", "page_revision"), pk=pk
    )
    log(response, "responses.view", user=request.user)
    with in_language(response.locale_code or get_language()):
        shown = PageSnapshot(response, request)
        known = "workflow/snapshots/known.html"
        template = shown.page.get_template(request) if shown.page else known
        answer = TemplateResponse(request, template, shown.context | {"snapshot": shown}).render()
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


class AnsweredColumn(TitleColumn):
    """The number of responses to a version, with a link to them."""

    cell_template_name = "workflow/snapshots/admin/answered_cell.html"


class AnsweredHistoryView(PageHistoryView):
    """Wagtail's history of a page, with the number of responses to each version."""

    @cached_property
    def columns(self) -> list[Column]:
        answered = AnsweredColumn(
            "answered",
            label=_("Responses"),
            accessor=self.number_answered,
            get_url=self.responses_url,
        )
        return [*super().columns, answered]

    @cached_property
    def answered(self) -> dict[int, int]:
        responses = Response.objects.unerased().filter(page_pk=self.object.pk)
        by_version = responses.exclude(page_revision=None).values_list("page_revision")
        return dict(by_version.annotate(Count("pk")))

    @cached_property
    def published(self) -> set[int]:
        published = publication_log(Page, [self.object.pk]).filter(action__in=PUBLISHED)
        return set(published.values_list("revision_id", flat=True))

    def number_answered(self, entry: PageLogEntry) -> int | None:
        """Return the number of responses to a version, for the entries of its publication."""
        if (entry.action in PUBLISHED) == (entry.revision_id in self.published):
            return self.answered.get(entry.revision_id)
        return None

    def responses_url(self, entry: PageLogEntry) -> str | None:
        if not can_read(self.request.user):
            return None
        url = reverse("wagtailforms:list_submissions", args=[self.object.pk])
        return f"{url}?version={entry.revision_id}"


history = AnsweredHistoryView.as_view()
history_results = AnsweredHistoryView.as_view(results_only=True)
# The history is at Wagtail's own addresses, so these come before Wagtail's.
urlpatterns = [
    path("pages/<int:page_id>/history/", history, name="page_history"),
    path("pages/<int:page_id>/history/results/", history_results, name="page_history_results"),
    path("responses/<int:pk>/page/", page_snapshot, name="page_snapshot"),
]
# As Wagtail protects all of its own admin.
for decorator in (require_admin_access, display_custom_404, never_cache):
    urlpatterns = decorate_urlpatterns(urlpatterns, decorator)
