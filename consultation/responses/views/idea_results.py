from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from consultation.responses.permissions import can_read
from consultation.responses.results import IdeaResult, read_results
from ideas.models import Idea, Theme


class IdeaResultsView(WagtailAdminTemplateMixin, TemplateView):
    """What was said about one idea, or about a theme and each of its ideas; to analysts whole."""

    template_name = "responses/admin/idea_results.html"
    page_title = "What was said"
    header_icon = "pick"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in only those who may read responses."""
        if not can_read(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def _subjects(self) -> list[tuple[str, str]]:
        """Return (key of the counts, wording) of what is shown."""
        code = self.kwargs["code"]
        if self.kwargs["kind"] == "idea":
            idea = Idea.objects.filter(code=code).first()
            if idea is None:
                raise Http404
            return [(idea.row_key, idea.wording)]
        theme = Theme.objects.filter(code=code).first()
        if theme is None:
            raise Http404
        ideas = theme.ideas.order_by("sort_order", "pk")
        return [(theme.row_key, theme.title), *((i.row_key, i.wording) for i in ideas)]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Lead back to the list of ideas or themes."""
        model = Idea if self.kwargs["kind"] == "idea" else Theme
        above = {
            "url": reverse(model.snippet_viewset.get_url_name("list")),
            "label": str(model._meta.verbose_name_plural).capitalize(),
        }
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add (wording, result) pairs, the result None where nobody answered."""
        subjects = self._subjects()
        results: dict[str, IdeaResult] = read_results(code for code, _ in subjects)
        return super().get_context_data(
            results=[(wording, results.get(code)) for code, wording in subjects], **kwargs
        )
