from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from consultation.common.dates import ClosingDateTimeField, months_after
from consultation.feedback.answer_options import REFLECTION_OPTIONS, RESPONDENT_ROLES, AnswerOptions
from consultation.feedback.availability import Availability, ConsultationState
from consultation.feedback.blocks.questions import option_errors
from consultation.feedback.mixins import FeedbackPageMixin
from consultation.pages.blocks import ContentBlock
from consultation.pages.caching import tell_caches
from consultation.pages.citations import answers_quoted
from consultation.pages.contents import list_contents
from consultation.pages.context import RenderContext, fetch_render_context
from consultation.pages.forms import ConsultationForm, ContentPageForm
from consultation.pages.models.public_dates import PublicDates
from consultation.pages.navigation import Navigation, NavigationEntry, navigate
from consultation.pages.prefetch import prefetch_body, share_picture
from consultation.pages.stages import Progress
from ideas.tree import AreaBranch

# Ids that templates use themselves; no heading may take one.
RESERVED_IDS = {"feedback", "main-content", "theme-ideas"}


class ConsultationContentPage(FeedbackPageMixin, Page):
    """What all pages share: a body, and their place in a consultation."""

    body = StreamField(ContentBlock(), blank=True)

    base_form_class = ContentPageForm
    # Whether its template shows ideas, besides its blocks.
    shows_ideas = False

    body_panels = [
        FieldPanel("body"),
        InlinePanel(
            "footnotes",
            heading="Footnotes",
            label="Footnote",
            icon="list-ol",
            help_text="Write the note here, then put its mark into a text by the footnote button.",
        ),
    ]
    content_panels = [*Page.content_panels, FieldPanel("summary"), *body_panels]
    search_fields = [*Page.search_fields, index.SearchField("body")]

    class Meta:
        abstract = True

    @cached_property
    def consultation(self) -> "ConsultationPage | None":
        """The consultation page above this page, or this page itself."""
        if isinstance(self, ConsultationPage):
            return self
        changes = PublicDates.objects.filter(consultation=models.OuterRef("pk"), is_change=True)
        above = ConsultationPage.objects.ancestor_of(self).order_by("-path")
        return above.annotate(dates_changed=models.Exists(changes)).first()

    @cached_property
    def site_restrictions(self) -> list[PageViewRestriction]:
        """All view restrictions there are: few or none, and asked for several times."""
        return list(PageViewRestriction.objects.select_related("page"))

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        # Looks for those on this page only if there are any.
        if not self.site_restrictions:
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    def answer_options(self, *, drafts: bool = False) -> AnswerOptions:
        options = AnswerOptions(drafts=drafts)
        if (above := self.consultation) is None:
            return options
        return replace(options, roles=above.own_roles, reflections=above.own_reflections)

    def availability(self) -> Availability:
        """Return when the consultation can be answered: not while it is itself not public."""
        consultation = self.consultation
        if consultation is None:
            return Availability()
        own = consultation.own_availability
        if consultation is self or consultation.live or own.state == ConsultationState.CLOSED:
            return own
        if consultation.first_published_at:
            return Availability(forced_state=ConsultationState.CLOSED)
        opens_at = own.opens_at if own.state == ConsultationState.NOT_YET_OPEN else None
        return Availability(opens_at=opens_at, forced_state=ConsultationState.NOT_YET_OPEN)

    def within_grace_period(self, opened: datetime) -> bool:
        # Asked only after closing, since it takes a look at when that was made known.
        told = self.consultation.public_dates.last() if self.consultation else None
        announced_at = told.published_at if told and told.closing_change else None
        return replace(self.availability(), announced_at=announced_at).within_grace_period(opened)

    def consultation_pk(self) -> int | None:
        return self.consultation.pk if self.consultation else None

    def navigation(self, request: HttpRequest | None) -> Navigation:
        """Return breadcrumbs, chapters, previous and next page."""
        above = self.consultation.path if self.consultation else None
        return navigate(self, above, self.site_restrictions, request)

    def next_page(self, request: HttpRequest | None) -> NavigationEntry | None:
        return self.navigation(request).next_page

    def reserved_ids(self, shown: RenderContext) -> set[str]:
        """Return the ids that the page's template uses itself."""
        return RESERVED_IDS

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().serve(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            shown = (response.context_data or {}).get("shown")
            if shown and shown.by_role:
                response.template_name = "pages/consultation/results_by_role.html"
        return tell_caches(response, request, self.next_change)

    def next_change(self, context: dict[str, Any]) -> datetime | None:
        """Return when a page with this context looks otherwise without anybody publishing it."""
        outcomes = [block.value for block in self.body if block.block_type == "outcome"]
        if answers_quoted(outcomes):
            # What is withdrawn or erased has to go from everywhere at once.
            return timezone.now()
        availability = context.get("availability")
        changes = (availability.next_change if availability else None, self.expire_at)
        return min(filter(None, changes), default=None)

    def get_context(
        self,
        request: HttpRequest,
        *args: Any,
        areas: list[AreaBranch] | None = None,
        availability: Availability | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """Add the page's contents and navigation, with everything its blocks refer to.

        Args:
            areas: the ideas to show in place of those of today.
            availability: what the dates come to, in place of what it is now.
        """
        if availability is None and self.consultation:
            availability = self.availability()
        prefetch_body(self, self.body, request)
        shown = fetch_render_context(
            self.body,
            request,
            self.consultation,
            has_closed=bool(availability and availability.state == ConsultationState.CLOSED),
            shows_ideas=self.shows_ideas,
            areas=areas,
        )
        context = super().get_context(request, *args, availability=availability, **kwargs)
        own = {
            "shown": shown,
            "consultation": self.consultation,
            "availability": availability,
            "contents": list_contents(self.body, self.reserved_ids(shown)),
            "share_picture": share_picture(self.body),
        }
        return context | own | vars(self.navigation(request))


LONGEST_RETENTION = 120


class AnswerListBlock(blocks.StreamBlock):
    """A list of answers, each once."""

    option = blocks.CharBlock(label="Answer", max_length=250, icon="radio-full")

    def clean(self, value: Any, **kwargs: Any) -> Any:
        cleaned = super().clean(value, **kwargs)
        options = [child.value for child in cleaned]
        error = option_errors(options, unfinished=self.is_deferred_validation)
        if error is not None:
            raise StreamBlockValidationError(
                block_errors=getattr(error, "block_errors", None) or {},
                non_block_errors=getattr(error, "non_block_errors", None),
            )
        return cleaned


def default_roles() -> list[tuple[str, str]]:
    """Return the roles that a new consultation starts with."""
    return [("option", role) for role in RESPONDENT_ROLES]


def default_reflections() -> list[tuple[str, str]]:
    """Return the reflections that a new consultation starts with."""
    return [("option", reflection) for reflection in REFLECTION_OPTIONS]


class ConsultationPage(ConsultationContentPage):
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
        *ConsultationContentPage.body_panels,
        MultiFieldPanel([FieldPanel("organisation"), FieldPanel("contact")], heading="Who asks"),
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
        *ConsultationContentPage.search_fields,
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

    def clean(self) -> None:
        super().clean()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": "The consultation must close after it opens."})

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        outcome = context["outcome"]
        told, url = (outcome.told, outcome.url) if outcome else ("", "")
        context["progress"] = Progress(context["availability"], told, url)
        context["date_notes"] = self.public_dates.filter(is_change=True) if self.pk else []
        return context

    def with_content_json(self, content: dict[str, Any]) -> Any:
        page = super().with_content_json(content)
        # A reason belongs to one change. Once that is public, the drafts that come after must not
        # explain another change by it.
        if page.dates_reason:
            told = page.public_dates.last()
            if told and told.are(page.opens_at, page.closes_at):
                page.dates_reason = ""
        return page

    @property
    def own_availability(self) -> Availability:
        return Availability(self.opens_at, self.closes_at)

    @property
    def state(self) -> str:
        """Whether the consultation is not_yet_open, open or closed now."""
        return self.own_availability.state

    @property
    def personal_data_due_at(self) -> datetime | None:
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
