from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from consultation.pages.contents import ContentsEntry
from consultation.pages.context import RenderContext
from consultation.pages.models.consultation_page import ConsultationContentPage
from ideas.models import Theme


class ThemePage(ConsultationContentPage):
    """A theme with its ideas, and what there is to say about them."""

    # Protected: a theme that has a page is in use, and is retired, not deleted.
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")

    content_panels = [
        *Page.content_panels,
        FieldPanel("theme"),
        *ConsultationContentPage.body_panels,
    ]
    shows_ideas = True
    template = "pages/consultation/theme_page.html"
    page_description = "A theme of the consultation with its ideas, and a form to judge them."
    parent_page_types = ["consultation.ConsultationPage", "consultation.SectionPage"]
    subpage_types = ["consultation.SectionPage"]

    class Meta:
        verbose_name = "theme page"

    def reserved_ids(self, shown: RenderContext) -> set[str]:
        branch = shown.theme(self.theme_id)
        ideas = branch.ideas if branch else []
        return super().reserved_ids(shown) | {idea.anchor for idea in ideas}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        # None where the theme is not public.
        branch = context["branch"] = context["shown"].theme(self.theme_id)
        if branch and branch.ideas:
            context["contents"].insert(0, ContentsEntry("Ideas", "theme-ideas"))
        return context
