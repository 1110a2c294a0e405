from django.db import models
from wagtail.search import index

from consultation.pages.models.consultation_page import ConsultationContentPage


class SectionPage(ConsultationContentPage):
    """A chapter, part of a chapter, or appendix."""

    summary = models.TextField(
        max_length=500,
        blank=True,
        help_text="What this page says, in a sentence or two. Shown under its title.",
    )

    search_fields = [*ConsultationContentPage.search_fields, index.SearchField("summary")]

    template = "pages/consultation/section_page.html"
    page_description = "A page of a consultation: a chapter, a part of one, or an appendix."
    parent_page_types = [
        "consultation.ConsultationPage",
        "consultation.SectionPage",
        "consultation.ThemePage",
        "consultation.OutcomePage",
        "home.HomePage",
    ]
    subpage_types = ["consultation.SectionPage", "consultation.ThemePage"]

    class Meta:
        verbose_name = "section"
