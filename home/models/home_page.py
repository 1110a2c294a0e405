from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.http import Http404
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail.url_routing import RouteResult

from consultation.pages.models import ConsultationPage
from consultation.pages.models.base import WrittenPage
from consultation.pages.progress import reckon_progress
from consultation.pages.querysets import public_outcomes

if TYPE_CHECKING:
    from django.http import HttpRequest


class HomePage(WrittenPage, Page):
    """The front page: what the portal is, and its consultations."""

    introduction = models.TextField(
        blank=True, max_length=1000, help_text="What people find here, in a few sentences."
    )

    content_panels = [*Page.content_panels, FieldPanel("introduction"), *WrittenPage.body_panels]
    search_fields = [
        *Page.search_fields,
        *WrittenPage.search_fields,
        index.SearchField("introduction"),
    ]

    template = "pages/home/home_page.html"
    page_description = "The front page, which lists the consultations."
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["consultation.ConsultationPage", "consultation.SectionPage"]

    class Meta:
        verbose_name = "front page"

    consultation = None

    def route(self, request: "HttpRequest", path_components: list[str]) -> RouteResult:
        """Find a page below by its whole address in one look-up.

        Wagtail goes down level by level, two queries each: more than half of a
        request. No page type of ours routes by itself, so the result is the same.
        """
        if not path_components:
            return super().route(request, path_components)
        url_path = f"{self.url_path}{'/'.join(path_components)}/"
        page = Page.objects.live().filter(url_path=url_path, path__startswith=self.path).first()
        if page is None:
            raise Http404
        return page.specific.route(request, [])

    def next_change(self, context: dict[str, Any]) -> datetime | None:
        """Return when one of the listed consultations opens, closes, or goes."""
        moments = [super().next_change(context)]
        for each in context.get("consultations", []):
            moments += [each.progress.availability.next_change, each.expire_at]
        return min((moment for moment in moments if moment), default=None)

    def get_context(self, request: "HttpRequest", *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the consultations, the latest first."""
        context = super().get_context(request, *args, **kwargs)
        consultations = list(
            ConsultationPage.objects.child_of(self)
            .live()
            .public()
            .defer_streamfields()
            .order_by("-opens_at", "-first_published_at")
        )
        now = timezone.now()
        outcomes = public_outcomes(consultations)
        for each in consultations:
            outcome = outcomes.get(each.path)
            each.progress = reckon_progress(
                replace(each.own_availability, at=now),
                outcome.told if outcome else "",
                (outcome.get_url(request) or "") if outcome else "",
            )
        context["consultations"] = consultations
        return context
