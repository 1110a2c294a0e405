from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.search import index

from consultation.pages.models.consultation_page import ConsultationContentPage
from consultation.pages.stages import OutcomeStage


class OutcomePage(ConsultationContentPage):
    """What came of a consultation. Publishing it moves the consultation on to its next stage."""

    summary = models.TextField(
        max_length=500, help_text="What came of it, in two or three sentences."
    )
    told = models.CharField(
        "what this page tells",
        max_length=10,
        choices=OutcomeStage.choices,
        default=OutcomeStage.HEARD,
        help_text=(
            "When this page is public and the consultation has closed, readers find in its "
            "progress that this is published."
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
    page_description = "What came of the consultation: we asked, you said, we did. One for each."
    parent_page_types = ["consultation.ConsultationPage"]
    subpage_types = ["consultation.SectionPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = "outcome"
