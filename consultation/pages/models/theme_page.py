from typing import TYPE_CHECKING, Any

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from consultation.pages.contents import ContentsEntry
from consultation.pages.ideas_shown import shown_theme
from ideas.models import Theme

from consultation.pages.models.consultation_page import WrittenPage

if TYPE_CHECKING:
    from django.http import HttpRequest


class ThemePage(WrittenPage, Page):
    """A theme with its ideas, and what there is to say about them."""

    # Protected: a theme that has a page is in use, and is retired, not deleted.
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")

    content_panels = [*Page.content_panels, FieldPanel("theme"), *WrittenPage.body_panels]
    search_fields = [*Page.search_fields, *WrittenPage.search_fields]

    template = "pages/consultation/theme_page.html"
    page_description = "A theme of the consultation with its ideas, and a form to judge them."
    parent_page_types = ["consultation.ConsultationPage", "consultation.SectionPage"]
    subpage_types = ["consultation.SectionPage"]

    class Meta:
        verbose_name = "theme page"

    def reserved_ids(self, request: "HttpRequest | None") -> set[str]:
        """Return also the anchors of the ideas."""
        branch = shown_theme(request, self.theme_id)
        anchors = {idea.anchor for idea in branch.ideas} if branch else set()
        return super().reserved_ids(request) | anchors

    def get_context(self, request: "HttpRequest", *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the theme with its ideas; nothing where the theme is not public."""
        context = super().get_context(request, *args, **kwargs)
        branch = shown_theme(request, self.theme_id)
        context["branch"] = branch
        if branch and branch.ideas:
            context["contents"].insert(0, ContentsEntry("Ideas", "theme-ideas"))
        return context
