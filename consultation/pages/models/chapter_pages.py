"""The pages below a consultation."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index
from wagtail.snippets.widgets import AdminSnippetChooser

from consultation.feedback.blocks.ideas import OWN_SET_LINK
from consultation.pages.context import RenderContext
from consultation.pages.models.consultation_page import ConsultationContentPage
from consultation.pages.navigation import ContentsEntry
from consultation.pages.stages import OutcomeStage
from ideas.models import Theme


class SectionPage(ConsultationContentPage):
    """A chapter, part of a chapter, or appendix."""

    summary = models.TextField(
        _("summary"),
        max_length=500,
        blank=True,
        help_text=_("What this page is about, in one or two sentences. Shown below its title."),
    )

    search_fields = [*ConsultationContentPage.search_fields, index.SearchField("summary")]

    template = "pages/consultation/section_page.html"
    page_description = _("A page of a consultation: a chapter, a part of one, or an appendix.")
    parent_page_types = [
        "consultation.ConsultationPage",
        "consultation.SectionPage",
        "consultation.ThemePage",
        "consultation.OutcomePage",
        "home.HomePage",
    ]
    subpage_types = ["consultation.SectionPage", "consultation.ThemePage"]

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")


class ThemePage(ConsultationContentPage):
    """A theme with its ideas, and text about them."""

    # Protected: a theme that has a page is in use, and is retired, not deleted.
    theme = models.ForeignKey(
        Theme, on_delete=models.PROTECT, related_name="+", verbose_name=_("theme")
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("theme", widget=AdminSnippetChooser(Theme, linked_fields=OWN_SET_LINK)),
        *ConsultationContentPage.body_panels,
    ]
    shows_ideas = True
    template = "pages/consultation/theme_page.html"
    page_description = _("A theme of the consultation with its ideas, and a form to rate them.")
    parent_page_types = ["consultation.ConsultationPage", "consultation.SectionPage"]
    subpage_types = ["consultation.SectionPage"]

    class Meta:
        verbose_name = _("theme page")
        verbose_name_plural = _("theme pages")

    def reserved_ids(self, shown: RenderContext) -> set[str]:
        branch = shown.theme(self.theme_id)
        ideas = branch.ideas if branch else []
        return super().reserved_ids(shown) | {idea.anchor for idea in ideas}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        # None if the theme is not public.
        branch = context["branch"] = context["shown"].theme(self.theme_id)
        if branch and branch.ideas:
            context["contents"].insert(0, ContentsEntry(gettext("Ideas"), "theme-ideas"))
        return context


class OutcomePage(ConsultationContentPage):
    """The outcome of a consultation. Publishing it moves the consultation to its next stage."""

    summary = models.TextField(
        _("summary"), max_length=500, help_text=_("The outcome, in two or three sentences.")
    )
    told = models.CharField(
        _("stage"),
        max_length=10,
        choices=OutcomeStage.choices,
        default=OutcomeStage.HEARD,
        help_text=_(
            "Once this page is live and the consultation has closed, its progress bar shows this "
            "stage."
        ),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("told"),
        *ConsultationContentPage.body_panels,
    ]
    search_fields = [*ConsultationContentPage.search_fields, index.SearchField("summary")]

    template = "pages/consultation/outcome_page.html"
    page_description = _("The outcome of the consultation: we asked, you said, we did.")
    parent_page_types = ["consultation.ConsultationPage"]
    subpage_types = ["consultation.SectionPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
