"""What follows when a page goes live: its form and dates are noted, its pictures are made."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail.signals import page_published, post_page_move, published, unpublished

from consultation.feedback.mixins import FeedbackPageMixin
from consultation.pages.models import ConsultationPage, PublicDates
from consultation.pages.prefetch import fetch_renditions, pictures
from consultation.responses.definitions import QuestionType
from consultation.responses.models import FormVersion
from consultation.responses.services import mark_form_version_published
from ideas.models import Area, Idea, Theme
from ideas.services import reordered

# Ids of the pages whose questions are noted at the end of several publications.
_noted_later: ContextVar[set[int] | None] = ContextVar("noted_later", default=None)


@contextmanager
def questions_noted_once() -> Iterator[None]:
    """Note the questions of live forms once, after everything within has gone live.

    In between they would be questions that nobody is ever shown: an idea in its new
    words beside others in their old ones.
    """
    noted_later: set[int] = set()
    token = _noted_later.set(noted_later)
    try:
        yield
    finally:
        _noted_later.reset(token)
    noted_later |= {page.pk for page in _pages_asking_about_ideas()}
    _note_questions(Page.objects.live().filter(pk__in=noted_later).specific())


def _note_questions(pages: Iterable[Page]) -> None:
    noted_later = _noted_later.get()
    for page in pages:
        if noted_later is not None:
            noted_later.add(page.pk)
        elif isinstance(page, FeedbackPageMixin) and (definition := page.feedback_definition()):
            mark_form_version_published(page, definition)


def _pages_asking_about_ideas() -> Iterable[Page]:
    """Return the live pages whose form has asked about ideas."""
    asking = FormVersion.objects.mentioning(*QuestionType.OF_IDEAS).filter(page__live=True)
    return Page.objects.filter(pk__in=asking.order_by().values("page")).specific()


def record_public_dates(consultation: ConsultationPage) -> None:
    """Note which dates readers of a live page are told from now on, if they were told others."""
    with transaction.atomic():
        # Two publications at once would else both miss the other's note.
        Page.objects.select_for_update().filter(pk=consultation.pk).first()
        told = PublicDates.objects.filter(consultation=consultation.pk).last()
        # The reason goes with these dates; its field is empty for the next change.
        reason, consultation.dates_reason = consultation.dates_reason.strip(), ""
        if reason:
            ConsultationPage.objects.filter(pk=consultation.pk).update(dates_reason="")
        opens_at, closes_at = consultation.opens_at, consultation.closes_at
        if told and told.are(opens_at, closes_at):
            return
        noted = PublicDates(
            consultation_id=consultation.pk, opens_at=opens_at, closes_at=closes_at, is_change=False
        )
        if told:
            noted.is_change, noted.reason = True, reason
            noted.opened_before, noted.closed_before = told.opens_at, told.closes_at
            dates = {"opens": [told.opens_at, opens_at], "closes": [told.closes_at, closes_at]}
            log(
                consultation,
                "consultation.change_dates",
                revision=consultation.live_revision,
                data=dates | {"reason": reason},
            )
        noted.save()


@receiver(post_save)
def register_live_form(
    sender: type, instance: Any, raw: bool, update_fields: Any = None, **kwargs: Any
) -> None:
    """Note the questions and dates that a page goes or is live with, however it was published.

    Saving a revision saves the draft instance with `update_fields`: that is no
    publication, and its questions and dates are not live.
    """
    if raw or update_fields or not issubclass(sender, FeedbackPageMixin) or not instance.live:
        return
    _note_questions([instance])
    if isinstance(instance, ConsultationPage):
        # Its answer lists are part of the questions on every page below it.
        _note_questions(instance.get_descendants().live().specific())
        record_public_dates(instance)


@receiver(post_page_move)
def register_moved_forms(sender: type, instance: Page, **kwargs: Any) -> None:
    """Note the questions of moved pages, which may have come to other answer lists."""
    _note_questions(instance.get_descendants(inclusive=True).live().specific())


@receiver(page_published)
def make_renditions(sender: type, instance: Any, **kwargs: Any) -> None:
    """Make a page's pictures in their sizes now, so that its first reader need not wait."""
    if issubclass(sender, FeedbackPageMixin):
        fetch_renditions(pictures(instance.body))


@receiver(published)
@receiver(unpublished)
@receiver(reordered)
def register_forms_about_ideas(sender: type, **kwargs: Any) -> None:
    """Note the questions of live forms anew when the ideas they ask about change, or their order.

    Whoever opens a form from now on is shown these, and can be understood later.
    """
    if issubclass(sender, Area | Theme | Idea) and _noted_later.get() is None:
        _note_questions(_pages_asking_about_ideas())
