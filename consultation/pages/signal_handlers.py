"""What happens when a page goes live: its form and dates are stored, its images are made."""

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
from consultation.pages.library.services import note_uses
from consultation.pages.models import ConsultationPage, PublicDates
from consultation.pages.prefetch import fetch_renditions, pictures
from consultation.responses.definitions import QuestionType
from consultation.responses.models import FormVersion
from consultation.responses.services import mark_form_version_published
from ideas.models import Area, Idea, Theme
from ideas.services import reordered

# Ids of the pages whose questions are stored at the end of several publications.
_noted_later: ContextVar[set[int] | None] = ContextVar("noted_later", default=None)


@contextmanager
def questions_noted_once() -> Iterator[None]:
    """Store the questions of live forms once, after everything within has gone live.

    In between they would be questions that no one is ever shown: one idea in its new words next
    to others in their old ones.
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
    """Store the dates of a live page, if they differ from those announced before."""
    with transaction.atomic():
        # Otherwise, two publications at once would both miss the other's note.
        Page.objects.select_for_update().filter(pk=consultation.pk).first()
        last = PublicDates.objects.filter(consultation=consultation.pk).last()
        # The reason goes with these dates; its field is empty for the next change.
        reason, consultation.dates_reason = consultation.dates_reason.strip(), ""
        if reason:
            ConsultationPage.objects.filter(pk=consultation.pk).update(dates_reason="")
        opens_at, closes_at = consultation.opens_at, consultation.closes_at
        if last and last.are(opens_at, closes_at):
            return
        noted = PublicDates(
            consultation_id=consultation.pk, opens_at=opens_at, closes_at=closes_at, is_change=False
        )
        if last:
            noted.is_change, noted.reason = True, reason
            noted.opened_before, noted.closed_before = last.opens_at, last.closes_at
            dates = {"opens": [last.opens_at, opens_at], "closes": [last.closes_at, closes_at]}
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
    """Store the questions and dates of a live page, however it was published.

    Saving a revision saves the draft instance with `update_fields`: that is not a publication,
    and its questions and dates are not live.
    """
    if raw or update_fields or not issubclass(sender, FeedbackPageMixin) or not instance.live:
        return
    _note_questions([instance])
    if isinstance(instance, ConsultationPage):
        # Its answer lists are part of the questions on every page below it.
        _note_questions(instance.get_descendants().live().specific())
        record_public_dates(instance)


@receiver(post_save)
def note_library_uses(
    sender: type, instance: Any, raw: bool, update_fields: Any = None, **kwargs: Any
) -> None:
    """Note what a page uses of the question library, in its live version and in its draft."""
    if raw or not issubclass(sender, FeedbackPageMixin):
        return
    if update_fields is None:
        both = not instance.has_unpublished_changes
        note_uses(instance, "is_live", *(["in_draft"] if both else []))
    elif "latest_revision" in update_fields:
        note_uses(instance, "in_draft")


@receiver(post_page_move)
def register_moved_forms(sender: type, instance: Page, **kwargs: Any) -> None:
    """Store the questions of moved pages, which may now have other answer lists."""
    _note_questions(instance.get_descendants(inclusive=True).live().specific())


@receiver(page_published)
def make_renditions(sender: type, instance: Any, **kwargs: Any) -> None:
    """Make a page's images in their sizes now, so that its first reader need not wait."""
    if issubclass(sender, FeedbackPageMixin):
        fetch_renditions(pictures(instance.body))


@receiver(published)
@receiver(unpublished)
@receiver(reordered)
def register_forms_about_ideas(sender: type, **kwargs: Any) -> None:
    """Store the questions of live forms again when their ideas or the order of ideas change.

    Readers who open a form from now on see these, so their answers can be understood later.
    """
    if issubclass(sender, Area | Theme | Idea) and _noted_later.get() is None:
        _note_questions(_pages_asking_about_ideas())
