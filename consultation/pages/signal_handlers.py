"""What follows when a page goes live: its form is registered, its pictures are made."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, post_page_move, published, unpublished

from consultation.feedback.mixins import FeedbackPageMixin
from consultation.pages.blocks.media import rendition_specs
from consultation.pages.models import ConsultationPage
from consultation.pages.models.consultation_page import ConsultationContentPage
from consultation.pages.prefetch import pictures
from consultation.pages.services import record_public_dates
from consultation.responses.definitions import QuestionType
from consultation.responses.models import FormVersion
from consultation.responses.services import mark_form_version_published
from ideas.models import Area, Idea, Theme
from ideas.services import reordered

logger = logging.getLogger(__name__)

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
    noted_later |= {page.pk for page in pages_asking_about_ideas()}
    for page in Page.objects.live().filter(pk__in=noted_later).specific():
        _note_questions(page)


@receiver(post_save)
def register_live_form(
    sender: type, instance: Any, raw: bool, update_fields: Any = None, **kwargs: Any
) -> None:
    """Note the questions of a page's form when the page goes live with it.

    Saving a revision saves the draft instance with `update_fields`: that is no
    publication, and its questions are not live.
    """
    if raw or update_fields or not issubclass(sender, FeedbackPageMixin):
        return
    if not isinstance(instance, Page) or not instance.live:
        return
    _note_questions(instance)
    if isinstance(instance, ConsultationPage):
        # Its answer lists are part of the questions on every page below it.
        for page in instance.get_descendants().live().specific():
            _note_questions(page)


@receiver(post_save, sender=ConsultationPage)
def tell_of_other_dates(
    sender: type, instance: ConsultationPage, raw: bool, update_fields: Any = None, **kwargs: Any
) -> None:
    """Note the dates of a consultation that goes or is live, by whichever way it was published.

    As with its questions, saving a draft is no publication.
    """
    if not raw and not update_fields and instance.live:
        record_public_dates(instance)


@receiver(post_page_move)
def register_moved_forms(sender: type, instance: Page, **kwargs: Any) -> None:
    """Note the questions of moved pages, which may have come to other answer lists."""
    for page in instance.get_descendants(inclusive=True).live().specific():
        _note_questions(page)


def _note_questions(page: Page) -> None:
    noted_later = _noted_later.get()
    if noted_later is not None:
        noted_later.add(page.pk)
        return
    definition = page.feedback_definition() if isinstance(page, FeedbackPageMixin) else None
    if definition is not None:
        mark_form_version_published(page, definition)


@receiver(page_published)
def make_renditions(sender: type, instance: Any, **kwargs: Any) -> None:
    """Make a page's pictures in their sizes now, so that its first reader need not wait."""
    if not issubclass(sender, FeedbackPageMixin):
        return
    for image in pictures(instance.body):
        try:
            image.get_renditions(*rendition_specs(image))
        except OSError:
            # The page says what is missing; publishing it must still work.
            logger.warning("No rendition could be made of image %s", image.pk)


@receiver(published)
@receiver(unpublished)
def register_forms_about_ideas(sender: type, instance: Any, **kwargs: Any) -> None:
    """Note the questions of live forms anew when the ideas they ask about have changed.

    Whoever opens a form from now on is shown these, and can be understood later.
    """
    if not issubclass(sender, Area | Theme | Idea):
        return
    _note_forms_about_ideas()


@receiver(reordered)
def register_forms_in_another_order(sender: type, **kwargs: Any) -> None:
    """Note them anew when ideas stand in another order: the questions show it at once."""
    _note_forms_about_ideas()


def _note_forms_about_ideas() -> None:
    if _noted_later.get() is not None:
        return
    for page in pages_asking_about_ideas():
        _note_questions(page)


def pages_asking_about_ideas() -> list[ConsultationContentPage]:
    """Return the live pages whose form has asked about ideas."""
    asking = {
        version.page_id
        for version in FormVersion.objects.filter(page__live=True)
        if any(question.type in QuestionType.OF_IDEAS for question in version.definition.questions)
    }
    pages = Page.objects.filter(pk__in=asking).specific()
    return [page for page in pages if isinstance(page, ConsultationContentPage)]
