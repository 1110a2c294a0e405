from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from consultation.common.dates import ClosingDateTimeField, months_after, short_date
from consultation.feedback.answer_options import REFLECTION_OPTIONS, RESPONDENT_ROLES, AnswerOptions
from consultation.feedback.availability import Availability, ConsultationState, same_instant
from consultation.feedback.mixins import FeedbackPageMixin
from consultation.pages.blocks import AnswerListBlock, ContentBlock
from consultation.pages.blocks.formats import FormatsBlock, list_formats
from consultation.pages.citations import answers_quoted
from consultation.pages.context import RenderContext, fetch_render_context
from consultation.pages.forms import ConsultationForm, ContentPageForm
from consultation.pages.models.templates import TemplateRulesMixin
from consultation.pages.models.topics import Topic
from consultation.pages.navigation import (
    Navigation,
    NavigationEntry,
    list_contents,
    list_translations,
    navigate,
)
from consultation.pages.prefetch import prefetch_body, share_picture
from consultation.pages.stages import Progress
from ideas.models import IdeaSet
from ideas.tree import AreaBranch


class PublicDates(models.Model):
    """When a consultation opens and closes, as announced at some time.

    A row is added whenever new dates are published, and none is ever changed. Each but the first
    of a consultation is a note that readers see. The relation is deliberately a plain one:
    revisions and copies of the page do not include it.
    """

    consultation = models.ForeignKey(
        "consultation.ConsultationPage", on_delete=models.CASCADE, related_name="public_dates"
    )
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    opens_at = models.DateTimeField(_("opens"), null=True)
    closes_at = models.DateTimeField(_("closes"), null=True)
    is_change = models.BooleanField(_("change"))
    opened_before = models.DateTimeField(_("previous opening date"), null=True)
    closed_before = models.DateTimeField(_("previous closing date"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    # Otherwise each note would count as a use of its page.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("public dates")
        verbose_name_plural = _("public dates")
        default_permissions = ()
        # In the order in which they were added: a clock may have been wrong for a while.
        ordering = ("pk",)

    def __str__(self) -> str:
        return gettext("Dates of consultation %(number)d from %(date)s") % {
            "number": self.consultation_id,
            "date": short_date(self.published_at),
        }

    def are(self, opens_at: datetime | None, closes_at: datetime | None) -> bool:
        """Say whether these are the dates of a consultation, or of a draft of it."""
        return same_instant(self.opens_at, opens_at) and same_instant(self.closes_at, closes_at)

    @property
    def opened_again(self) -> bool:
        """Whether the consultation had closed, and this reopened it."""
        had_closed = self.closed_before and self.closed_before <= self.published_at
        is_open = self.closes_at is None or self.closes_at > self.published_at
        return bool(had_closed and is_open)


class ConsultationContentPage(TemplateRulesMixin, FeedbackPageMixin, Page):
    """What all pages share: a body, and their place in a consultation."""

    formats = StreamField(
        FormatsBlock(),
        blank=True,
        verbose_name=_("other formats"),
        help_text=_(
            "The content of this page in other forms, such as Easy Read or a video in British Sign "
            "Language. Listed under the title."
        ),
    )
    body = StreamField(ContentBlock(), blank=True, verbose_name=_("body"))

    base_form_class = ContentPageForm
    # Whether its template shows ideas, besides its blocks.
    shows_ideas = False

    body_panels = [
        FieldPanel("body"),
        InlinePanel(
            "footnotes",
            heading=_("Footnotes"),
            label=_("Footnote"),
            icon="list-ol",
            help_text=_(
                "Write the note here, then insert its number in the text (type / and choose "
                "Footnotes)."
            ),
        ),
        FieldPanel("formats"),
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

    def idea_set_in_editor(self, parent: Page | None = None) -> int | None:
        """Return the idea set that the page's consultation has in its newest draft.

        Args:
            parent: the page above, for one that is not in the tree yet.
        """
        if isinstance(self, ConsultationPage):
            return self.idea_set_id
        above = ConsultationPage.objects.ancestor_of(self if self.path else parent, inclusive=True)
        consultation = above.select_related("latest_revision").order_by("-path").first()
        if consultation is None:
            return None
        if consultation.has_unpublished_changes and consultation.latest_revision:
            chosen: int | None = consultation.latest_revision.content.get("idea_set")
            return chosen
        return consultation.idea_set_id

    @cached_property
    def site_restrictions(self) -> list[PageViewRestriction]:
        """All view restrictions: few or none, and needed several times."""
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
        return replace(
            options,
            roles=above.own_roles,
            reflections=above.own_reflections,
            idea_set=self.idea_set_in_editor() if drafts else above.idea_set_id,
        )

    def _idea_set_for(self, request: HttpRequest | None) -> int | None:
        if getattr(request, "is_preview", False):
            return self.idea_set_in_editor()
        return self.consultation.idea_set_id if self.consultation else None

    def availability(self) -> Availability:
        """Return when the consultation is open; one that is not public is not open."""
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
        # Checked only after closing, since it has to look up when that was announced.
        last = self.consultation.public_dates.last() if self.consultation else None
        is_news = last and last.is_change and last.closed_before != last.closes_at
        announced_at = last.published_at if last and is_news else None
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
        """Return the ids that the page's template uses; no heading may take one."""
        return {"feedback", "main-content", "theme-ideas"}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().serve(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            if (response.context_data or {})["shown"].by_role:
                response.template_name = "pages/consultation/results_by_role.html"
            # Set once the page has been rendered, since that takes time too.
            response.add_post_render_callback(self._tell_caches)
        return response

    def _tell_caches(self, response: TemplateResponse) -> None:
        """Say how long the page may be kept by a browser, or by a cache in front of the portal.

        No copy of a page may outlive the opening or closing of its consultation, and no form may be
        shared: each carries a token of its own.
        """
        if response.has_header("Cache-Control"):
            # A page that not everyone may read: Wagtail has set the headers already.
            return
        context = response.context_data or {}
        form_state, cookies = context.get("form_state"), context["request"].COOKIES
        if (form_state and form_state.form) or settings.SESSION_COOKIE_NAME in cookies:
            patch_cache_control(response, private=True, no_cache=True)
            return
        seconds: int = settings.PORTAL_PAGE_CACHE_SECONDS
        if changes_at := self.next_change(context):
            seconds = min(seconds, int((changes_at - timezone.now()).total_seconds()))
        if seconds <= 0:
            patch_cache_control(response, no_cache=True)
            return
        # Browsers ask each time, so that editors see what they publish; shared caches need not.
        patch_cache_control(
            response, public=True, max_age=0, s_maxage=seconds, must_revalidate=True
        )

    def next_change(self, context: dict[str, Any]) -> datetime | None:
        """Return when a page with this context changes without being published."""
        outcomes = [block.value for block in self.body if block.block_type == "outcome"]
        if answers_quoted(outcomes):
            # What is withdrawn or erased has to disappear everywhere at once.
            return timezone.now()
        availability = context.get("availability")
        changes = (availability.next_change if availability else None, self.expire_at)
        return min(filter(None, changes), default=None)

    def get_context(
        self,
        request: HttpRequest,
        *args: Any,
        trees: dict[int, list[AreaBranch]] | None = None,
        availability: Availability | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """Add contents, navigation and all that blocks refer to; ideas and dates as given."""
        if availability is None and self.consultation:
            availability = self.availability()
        prefetch_body(self, self.body, request)
        shown = fetch_render_context(
            self.body,
            request,
            self.consultation,
            has_closed=bool(availability and availability.state == ConsultationState.CLOSED),
            idea_set=self._idea_set_for(request),
            shows_ideas=self.shows_ideas,
            trees=trees,
        )
        context = super().get_context(request, *args, availability=availability, **kwargs)
        own = {
            "shown": shown,
            "consultation": self.consultation,
            "availability": availability,
            "contents": list_contents(self.body, self.reserved_ids(shown)),
            "formats": list_formats((each.value for each in self.formats), request),
            "share_picture": share_picture(self.body),
            "translations": list_translations(self, self.site_restrictions, request),
        }
        return context | own | vars(self.navigation(request))


LONGEST_RETENTION = 120


def default_roles() -> list[tuple[str, str]]:
    """Return the roles that a new consultation starts with."""
    return [("option", str(role)) for role in RESPONDENT_ROLES]


def default_reflections() -> list[tuple[str, str]]:
    """Return the reflections that a new consultation starts with."""
    return [("option", str(reflection)) for reflection in REFLECTION_OPTIONS]


class ConsultationPage(ConsultationContentPage):
    """A consultation, with its dates and the answer lists of its forms."""

    summary = models.TextField(
        _("summary"),
        max_length=500,
        help_text=_("What this consultation is about, in two or three sentences."),
    )
    opens_at = models.DateTimeField(
        _("opens"),
        null=True,
        blank=True,
        help_text=_(
            "In United Kingdom time. A date without a time means the start of that day. Leave "
            "blank to open as soon as the page is live."
        ),
    )
    closes_at = ClosingDateTimeField(
        _("closes"),
        null=True,
        blank=True,
        help_text=_(
            "In United Kingdom time. A date without a time means 11:59pm on that day. Leave "
            "blank to stay open until you close it."
        ),
    )
    dates_reason = models.CharField(
        _("reason for changing the dates"),
        max_length=300,
        blank=True,
        help_text=_(
            "If you change the dates of a live consultation, readers see the change and this "
            "reason. Required if you are bringing the closing date forward."
        ),
    )
    organisation = models.CharField(
        _("organisation"), max_length=200, help_text=_("Who runs the consultation.")
    )
    topics = ParentalManyToManyField(
        Topic,
        blank=True,
        verbose_name=_("topics"),
        help_text=_(
            "Readers filter the list of consultations by these. Administrators keep the topics "
            "under Settings."
        ),
    )
    contact = RichTextField(
        _("contact"),
        features=["bold", "italic", "link"],
        help_text=_("Who to contact about this consultation, or for another format."),
    )
    privacy = RichTextField(
        _("privacy text"),
        features=["bold", "italic", "link", "document-link", "ol", "ul"],
        help_text=_("How you will use the responses and the personal data in them."),
    )
    retention_months = models.PositiveSmallIntegerField(
        _("months to keep personal data after closing"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_RETENTION)],
        help_text=format_lazy(
            _(
                "From 1 to {limit}. After this time, names, email addresses, other personal data "
                "and scans are deleted for good. All other answers are kept. Readers see this next "
                "to each form. Leave blank to keep personal data indefinitely. If you shorten the "
                "period, overdue data is deleted the next night and cannot be restored."
            ),
            limit=LONGEST_RETENTION,
        ),
    )
    roles = StreamField(
        AnswerListBlock(),
        default=default_roles,
        verbose_name=_("respondents’ roles"),
        help_text=_("The answers to every role question of this consultation."),
    )
    reflections = StreamField(
        AnswerListBlock(),
        default=default_reflections,
        verbose_name=_("reflection options"),
        help_text=_("The answers to every reflection question of this consultation."),
    )

    idea_set = models.ForeignKey(
        IdeaSet,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("idea set"),
        help_text=_(
            "The areas, themes and ideas that the pages and forms of this consultation show. Leave "
            "blank if it is not about ideas."
        ),
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                FieldPanel("dates_reason"),
                HelpPanel(template="consultation/admin/public_dates.html"),
            ],
            heading=_("Dates"),
        ),
        FieldPanel("idea_set"),
        *ConsultationContentPage.body_panels,
        MultiFieldPanel(
            [FieldPanel("organisation"), FieldPanel("contact")],
            heading=_("About your organisation"),
        ),
        MultiFieldPanel(
            [FieldPanel("privacy"), FieldPanel("retention_months")],
            heading=_("Privacy and data"),
        ),
        MultiFieldPanel(
            [FieldPanel("roles"), FieldPanel("reflections")],
            heading=_("Answer lists of all forms"),
            classname="collapsed",
        ),
    ]
    search_fields = [
        *ConsultationContentPage.search_fields,
        index.SearchField("summary"),
        index.SearchField("organisation"),
    ]

    base_form_class = ConsultationForm
    # The announced dates of one consultation do not apply to its copy.
    exclude_fields_in_copy = ["dates_reason"]

    template = "pages/consultation/consultation_page.html"
    page_description = _("A consultation, with its dates and the answer lists of its forms.")
    parent_page_types = ["home.HomePage", "consultation.TemplatesPage"]
    subpage_types = [
        "consultation.SectionPage",
        "consultation.ThemePage",
        "consultation.OutcomePage",
    ]

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")

    def clean(self) -> None:
        super().clean()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError(
                {"closes_at": gettext("The consultation must close after it opens.")}
            )

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        outcome = context["outcome"]
        stage, url = (outcome.told, outcome.url) if outcome else ("", "")
        context["progress"] = Progress(context["availability"], stage, url)
        context["date_notes"] = self.public_dates.filter(is_change=True) if self.pk else []
        return context

    def with_content_json(self, content: dict[str, Any]) -> Any:
        page = super().with_content_json(content)
        # A reason belongs to one change. Once that is public, later drafts must not use it for
        # another change.
        if page.dates_reason:
            announced = page.public_dates.last()
            if announced and announced.are(page.opens_at, page.closes_at):
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
        """When the personal data in its responses is due for erasure; None is never."""
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
