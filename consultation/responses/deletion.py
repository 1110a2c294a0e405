"""Guards pages and ideas with responses, and the pages above, against deletion."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.formats import number_format
from django.utils.translation import ngettext
from wagtail.models import Page

from consultation.responses.models import Response
from consultation.responses.results.idea_results import read_numbers
from ideas.deletion import GuardedError, is_on_purpose, refusal
from ideas.models import Idea, Theme


# The signal of `Page` is sent for pages of every type.
@receiver(pre_delete, sender=Page)
@receiver(pre_delete, sender=Idea)
@receiver(pre_delete, sender=Theme)
def refuse_answered(instance: Page | Idea | Theme, **kwargs: Any) -> None:
    """Refuse to delete a page or idea with responses, however it is deleted."""
    for reason in [] if is_on_purpose() else refusals([instance]):
        raise GuardedError(reason)


def refusals(items: Iterable[Any]) -> list[str]:
    """Return why each page, idea and theme with responses of any status cannot be deleted."""
    items, reasons = list(items), []
    for page in (item for item in items if isinstance(item, Page)):
        below = Q(page=page.pk) | Q(page__path__startswith=page.path)
        count = Response.objects.filter(below).count()
        if count:
            reason = ngettext(
                "“%(page)s” cannot be deleted: %(number)s response to it, or to a page below it, "
                "must be kept. Unpublish it instead, so that readers no longer find it.",
                "“%(page)s” cannot be deleted: %(number)s responses to it, or to a page below it, "
                "must be kept. Unpublish it instead, so that readers no longer find it.",
                count,
            )
            number = number_format(count, force_grouping=True)
            reasons.append(reason % {"page": page.get_admin_display_title(), "number": number})
    ideas = {item.row_key: item for item in items if isinstance(item, Idea | Theme)}
    for key, count in read_numbers(ideas).items():
        about = ngettext(
            "%(number)d response is about it", "%(number)d responses are about it", count
        )
        reasons.append(refusal(ideas[key], [about % {"number": count}]))
    return reasons
