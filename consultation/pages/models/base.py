from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import PageViewRestriction
from wagtail.search import index

from consultation.feedback.answer_options import AnswerOptions
from consultation.feedback.availability import Availability, ConsultationState
from consultation.feedback.mixins import FeedbackPageMixin
from consultation.pages.blocks import ContentBlock
from consultation.pages.caching import tell_caches
from consultation.pages.contents import list_contents
from consultation.pages.forms import ContentPageForm
from consultation.pages.navigation import Navigation, NavigationEntry, navigate
from consultation.pages.outcomes import answers_quoted, cite
from consultation.pages.prefetching import prefetch_body, share_picture
from consultation.pages.results_shown import shown_results, theme_by_role
from consultation.responses.results.public_results import SMALLEST_GROUP

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from .consultation_page import ConsultationPage

# Ids that templates use themselves; no heading may take one.
RESERVED_IDS = {
    "chapters",
    "chapters-heading",
    "consultations-heading",
    "contact",
    "contents-heading",
    "feedback",
    "feedback-heading",
    "footnotes-heading",
    "main-content",
    "privacy",
    "theme-ideas",
}


class WrittenPage(FeedbackPageMixin, models.Model):
    """What consultation and section pages share: a body, and their place in a consultation."""

    body = StreamField(ContentBlock(), blank=True)

    base_form_class = ContentPageForm
    by_role_template = "pages/consultation/results_by_role.html"

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
    search_fields = [index.SearchField("body")]

    class Meta:
        abstract = True

    @cached_property
    def consultation(self) -> "ConsultationPage | None":
        """The consultation page above this page, or this page itself."""
        from .consultation_page import ConsultationPage
        from .public_dates import PublicDates

        if isinstance(self, ConsultationPage):
            return self
        changes = PublicDates.objects.filter(consultation=models.OuterRef("pk"), is_change=True)
        above = ConsultationPage.objects.ancestor_of(self).order_by("-path")
        return above.annotate(dates_changed=models.Exists(changes)).first()

    @cached_property
    def site_restrictions(self) -> list[PageViewRestriction]:
        """All view restrictions there are: few or none, and asked for several times."""
        return list(PageViewRestriction.objects.select_related("page"))

    def get_view_restrictions(self) -> "QuerySet[PageViewRestriction]":
        """Return the restrictions on this page, looking for them only if there are any."""
        if not self.site_restrictions:
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    def answer_options(self, *, drafts: bool = False) -> AnswerOptions:
        """Return the consultation's answer lists, and the ideas."""
        lists = super().answer_options(drafts=drafts)
        if self.consultation is None:
            return lists
        return replace(
            lists,
            roles=self.consultation.own_roles,
            reflections=self.consultation.own_reflections,
        )

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
        """Say whether a form opened at `opened` may be handed in after closing.

        Asked only then, since it takes a look at when the closing was made known.
        """
        told = self.consultation.public_dates.last() if self.consultation else None
        announced_at = told.published_at if told and told.closing_change else None
        return replace(self.availability(), announced_at=announced_at).within_grace_period(opened)

    def consultation_key(self) -> int | None:
        """Return the id of the consultation page."""
        return self.consultation.pk if self.consultation else None

    def navigation(self, request: "HttpRequest | None") -> Navigation:
        """Return breadcrumbs, chapters, previous and next page."""
        return navigate(
            self,
            self.consultation.path if self.consultation else None,
            self.site_restrictions,
            request,
        )

    def next_page(self, request: "HttpRequest | None") -> NavigationEntry | None:
        """Return the page that follows this one in reading order."""
        return self.navigation(request).next_page

    def reserved_ids(self, request: "HttpRequest | None") -> set[str]:
        """Return the ids that the page's template uses itself."""
        return RESERVED_IDS

    def get_template(self, request: "HttpRequest", *args: Any, **kwargs: Any) -> str:
        """Return the page's template, or that of the results by role where those are asked for."""
        if theme_by_role(self.body, request):
            return self.by_role_template
        template: str = super().get_template(request, *args, **kwargs)
        return template

    def serve(self, request: "HttpRequest", *args: Any, **kwargs: Any) -> "HttpResponse":
        """Show the page, and say how long it may be kept."""
        response = super().serve(request, *args, **kwargs)
        return tell_caches(response, request, self.next_change)

    def next_change(self, context: dict[str, Any]) -> datetime | None:
        """Return when the page will look otherwise without anybody publishing anything.

        Args:
            context: what the page was drawn from.
        """
        outcomes = [block.value for block in self.body if block.block_type == "outcome"]
        if answers_quoted(outcomes):
            # What is withdrawn or erased has to go from everywhere at once.
            return timezone.now()
        availability = context.get("availability")
        moments = (availability.next_change if availability else None, self.expire_at)
        return min((moment for moment in moments if moment), default=None)

    def get_context(self, request: "HttpRequest", *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the page's contents and navigation, with everything its blocks refer to."""
        prefetch_body(self, self.body, request)
        outcomes = [block.value for block in self.body if block.block_type == "outcome"]
        if outcomes:
            cite(outcomes, self.consultation, request)
        availability = self.availability() if self.consultation else None
        kwargs["availability"] = availability
        context = super().get_context(request, *args, **kwargs)
        navigation = self.navigation(request)
        context.update(
            consultation=self.consultation,
            availability=availability,
            contents=list_contents(self.body, self.reserved_ids(request)),
            breadcrumbs=navigation.breadcrumbs,
            chapters=navigation.chapters,
            previous_page=navigation.previous_page,
            next_page=navigation.next_page,
            outcome=navigation.outcome,
            share_picture=share_picture(self.body),
        )
        by_role = theme_by_role(self.body, request)
        if by_role:
            context.update(
                by_role=by_role,
                results=shown_results(by_role.ideas, self.consultation, request, by_role=True),
                smallest_group=SMALLEST_GROUP,
            )
        return context
