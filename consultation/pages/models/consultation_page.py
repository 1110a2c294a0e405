from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from consultation.common.closing_times import ClosingDateTimeField
from consultation.common.dates import months_after
from consultation.feedback.answer_options import REFLECTION_OPTIONS, RESPONDENT_ROLES
from consultation.feedback.availability import Availability
from consultation.feedback.blocks.questions import option_errors
from consultation.pages.forms import ConsultationForm
from consultation.pages.ledger_summary import LedgerSummary, read_ledger_summary
from consultation.pages.progress import reckon_progress

from .base import WrittenPage

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest


LONGEST_RETENTION = 120


class AnswerListBlock(blocks.StreamBlock):
    """A list of answers, each once."""

    option = blocks.CharBlock(label="Answer", max_length=250, icon="radio-full")

    def clean(self, value: Any, **kwargs: Any) -> Any:
        """Refuse one answer twice."""
        cleaned = super().clean(value, **kwargs)
        error = option_errors(
            [child.value for child in cleaned], unfinished=self.is_deferred_validation
        )
        if error is not None:
            block_errors = getattr(error, "block_errors", None) or {}
            non_block_errors = getattr(error, "non_block_errors", None)
            raise StreamBlockValidationError(
                block_errors=block_errors, non_block_errors=non_block_errors
            )
        return cleaned


def _as_stream(options: tuple[str, ...]) -> list[tuple[str, str]]:
    return [("option", option) for option in options]


def default_roles() -> list[tuple[str, str]]:
    """Return the roles that a new consultation starts with."""
    return _as_stream(RESPONDENT_ROLES)


def default_reflections() -> list[tuple[str, str]]:
    """Return the reflections that a new consultation starts with."""
    return _as_stream(REFLECTION_OPTIONS)


class ConsultationPage(WrittenPage, Page):
    """A consultation: what it asks, until when, and of whom."""

    summary = models.TextField(
        max_length=500, help_text="What this consultation is about, in two or three sentences."
    )
    opens_at = models.DateTimeField(
        "opens",
        null=True,
        blank=True,
        help_text=(
            "In United Kingdom time. A date without a time means the start of that day. Leave it "
            "empty to take answers as soon as it is live."
        ),
    )
    closes_at = ClosingDateTimeField(
        "closes",
        null=True,
        blank=True,
        help_text=(
            "In United Kingdom time. A date without a time means 11:59pm on that day. Leave it "
            "empty to take answers until you close it."
        ),
    )
    dates_reason = models.CharField(
        "reason for changing the dates",
        max_length=300,
        blank=True,
        help_text=(
            "When the dates of a public consultation change, readers are told, with this reason. "
            "Needed if it is to close earlier than they were told."
        ),
    )
    organisation = models.CharField(max_length=200, help_text="Who asks.")
    contact = RichTextField(
        features=["bold", "italic", "link"],
        help_text="Whom to ask about this consultation, and for another format of it.",
    )
    privacy = RichTextField(
        "privacy text",
        features=["bold", "italic", "link", "document-link", "ol", "ul"],
        help_text="What happens with the answers and with the personal data in them.",
    )
    retention_months = models.PositiveSmallIntegerField(
        "months for which personal data is kept after closing",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_RETENTION)],
        help_text=(
            f"From 1 to {LONGEST_RETENTION}; leave it empty for no end. Names, email addresses, "
            "whatever else a form asks for as personal data, and scans are then erased for good. "
            "All other answers are kept. Readers are told beside each form. If you publish fewer "
            "months later, what is then overdue goes in the following night; if you publish more, "
            "what has gone by then stays gone."
        ),
    )
    roles = StreamField(
        AnswerListBlock(),
        default=default_roles,
        verbose_name="respondents’ roles",
        help_text="The answers to every role question of this consultation.",
    )
    reflections = StreamField(
        AnswerListBlock(),
        default=default_reflections,
        verbose_name="reflection options",
        help_text="The answers to every reflection question of this consultation.",
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                FieldPanel("dates_reason"),
                HelpPanel(template="consultation/admin/public_dates.html"),
            ],
            heading="Availability and closing",
        ),
        *WrittenPage.body_panels,
        MultiFieldPanel(
            [FieldPanel("organisation"), FieldPanel("contact")],
            heading="Who asks",
        ),
        MultiFieldPanel(
            [FieldPanel("privacy"), FieldPanel("retention_months")],
            heading="What becomes of the answers",
        ),
        MultiFieldPanel(
            [FieldPanel("roles"), FieldPanel("reflections")],
            heading="Answer lists of all forms",
            classname="collapsed",
        ),
    ]
    search_fields = [
        *Page.search_fields,
        *WrittenPage.search_fields,
        index.SearchField("summary"),
        index.SearchField("organisation"),
    ]

    base_form_class = ConsultationForm
    # What was said about the dates of one consultation explains nothing about its copy.
    exclude_fields_in_copy = ["dates_reason"]

    template = "pages/consultation/consultation_page.html"
    page_description = "A consultation, with its dates and the answer lists of its forms."
    parent_page_types = ["home.HomePage"]
    subpage_types = [
        "consultation.SectionPage",
        "consultation.ThemePage",
        "consultation.OutcomePage",
    ]

    class Meta:
        verbose_name = "consultation"

    @cached_property
    def ledger_summary(self) -> LedgerSummary:
        """What became of its responses, counted once for all blocks that show it on a page."""
        return read_ledger_summary(self.pk)

    def clean(self) -> None:
        """Refuse a closing moment before the opening."""
        super().clean()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": "The consultation must close after it opens."})

    def get_context(self, request: "HttpRequest", *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add how far it has come, and the changes of its dates that readers have been told."""
        context = super().get_context(request, *args, **kwargs)
        outcome = context["outcome"]
        context["progress"] = reckon_progress(
            context["availability"],
            outcome.told if outcome else "",
            outcome.url if outcome else "",
        )
        notes = self.public_dates.filter(is_change=True) if self.pk else []
        context["date_notes"] = list(notes)
        return context

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """Return an earlier or later content, without a reason that has been told already.

        A reason belongs to one change. Once that is public, the drafts that come
        after must not explain another change by it.
        """
        page = super().with_content_json(content)
        if page.dates_reason:
            told = page.public_dates.last()
            if told and told.are_those_of(page):
                page.dates_reason = ""
        return page

    @property
    def own_availability(self) -> Availability:
        """The moments between which this consultation takes answers."""
        return Availability(self.opens_at, self.closes_at)

    @property
    def state(self) -> str:
        """Whether the consultation is not_yet_open, open or closed now."""
        return self.own_availability.state

    @property
    def personal_data_due_at(self) -> "datetime | None":
        """When the personal data in its responses is to go; None is never, as things stand."""
        if self.closes_at is None or self.retention_months is None:
            return None
        return months_after(self.closes_at, self.retention_months)

    @property
    def own_roles(self) -> tuple[str, ...]:
        """The respondents' roles that the forms of this consultation offer."""
        return tuple(child.value.strip() for child in self.roles)

    @property
    def own_reflections(self) -> tuple[str, ...]:
        """The reflections that the forms of this consultation offer."""
        return tuple(child.value.strip() for child in self.reflections)
