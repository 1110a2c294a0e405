"""No page goes while there are responses to it or to a page below it.

The screens ask beforehand, to explain themselves. Whatever else deletes comes to the signals.
"""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from wagtail.models import Page

from consultation.responses.models import Response
from consultation.responses.results.distributions import read_numbers
from ideas.deletion import GuardedError, is_on_purpose
from ideas.deletion import refusal as refusal_of_idea
from ideas.models import Idea, Theme


def refuse_answered_page(sender: type, instance: Page, **kwargs: Any) -> None:
    """Refuse, before a page is deleted by whichever way, if it was answered."""
    count = 0 if is_on_purpose() else Response.objects.filter(page_id=instance.pk).count()
    if count:
        raise GuardedError(refusal(instance.get_admin_display_title(), count))


def refuse_answered_idea(sender: type, instance: Idea | Theme, **kwargs: Any) -> None:
    """Refuse, before an idea or theme is deleted by whichever way, if it was answered about."""
    for item, reason in [] if is_on_purpose() else answered_about([instance]):
        raise GuardedError(refusal_of_idea(item, [reason]))


def answered_about(items: Iterable[Any]) -> list[tuple[Idea | Theme, str]]:
    """Return the ideas and themes that were answered about, each with that as a reason."""
    keys = {item.row_key: item for item in items if isinstance(item, Idea | Theme)}
    return [
        (keys[key], "1 response is about it" if number == 1 else f"{number} responses are about it")
        for key, number in read_numbers(keys).items()
    ]


def refuse_to_delete(page: Page) -> None:
    """Raise if a page, or one below it, was answered."""
    count = responses_below([page])
    if count:
        raise GuardedError(refusal(page.get_admin_display_title(), count))


def responses_below(pages: Iterable[Page]) -> int:
    """Return how many responses there are to these pages and all pages below them.

    Quarantined, excluded and erased ones count: the ledger needs their page as well.
    """
    below = [Q(page__path__startswith=page.path) for page in pages]
    return Response.objects.filter(reduce(or_, below)).count() if below else 0


def refusal(title: str, count: int) -> str:
    """Return the message to the person who wanted to delete."""
    noun = "1 response" if count == 1 else f"{count:,} responses"
    return (
        f"“{title}” cannot be deleted: {noun} to it, or to a page below it, must stay "
        "listed. Unpublish it instead, and readers will no longer find it."
    )
