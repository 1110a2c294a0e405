"""Guards areas, themes and ideas in use against deletion: they can only be unpublished."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext, ngettext, ngettext_lazy
from wagtail.models import ReferenceIndex

from consultation.common.text import join_words
from ideas.models import Area, Idea, IdeaSet, ReviewableSnippet, Theme, parent_field

logger = logging.getLogger(__name__)

BELOW: dict[type[ReviewableSnippet], Any] = {
    Area: ngettext_lazy("%(count)d area belongs to it", "%(count)d areas belong to it", "count"),
    Theme: ngettext_lazy("%(count)d theme belongs to it", "%(count)d themes belong to it", "count"),
    Idea: ngettext_lazy("%(count)d idea belongs to it", "%(count)d ideas belong to it", "count"),
}

_on_purpose: ContextVar[bool] = ContextVar("on_purpose", default=False)


@contextmanager
def on_purpose(reason: str) -> Iterator[None]:
    """Let the code within delete what is guarded, or change a file in use.

    For a shell and for commands: docs/operations.md says when. The log notes the reason.
    """
    logger.warning("A guard was opened deliberately: %s", reason)
    token = _on_purpose.set(True)
    try:
        yield
    finally:
        _on_purpose.reset(token)


def is_on_purpose() -> bool:
    """Say whether the guards are open."""
    return _on_purpose.get()


class GuardedError(PermissionDenied):
    """A refusal to delete or change something in use. The admin responds with 403."""


@receiver(pre_delete, sender=IdeaSet)
@receiver(pre_delete, sender=Area)
@receiver(pre_delete, sender=Theme)
@receiver(pre_delete, sender=Idea)
def refuse_used(instance: IdeaSet | ReviewableSnippet, **kwargs: object) -> None:
    """Refuse to delete what is in use, however it is deleted."""
    if not is_on_purpose() and (reasons := reasons_against_deletion(instance)):
        raise GuardedError(refusal(instance, reasons))


def reasons_against_deletion(item: IdeaSet | ReviewableSnippet) -> list[str]:
    """Return in words where a set, area, theme or idea is used; nothing if it may be deleted."""
    reasons = []
    if item.below:
        model: Any = item._meta.get_field(item.below).related_model
        parent = parent_field(model)
        # Also in their newest drafts, which could not be opened without it.
        below = model.objects.filter(
            Q(**{parent: item}) | Q(**{f"latest_revision__content__{parent}": item.pk})
        )
        if number := below.count():
            reasons.append(BELOW[model] % {"count": number})
    users = ReferenceIndex.get_grouped_references_to(item)
    if number := sum(user._meta.app_label != item._meta.app_label for user, _ in users):
        text = ngettext("%(count)d page uses it", "%(count)d pages use it", number)
        reasons.append(text % {"count": number})
    return reasons


def refusal(item: Model, reasons: list[str]) -> str:
    """Return the message for a user who wanted to delete an item."""
    text = gettext("“%(item)s” cannot be deleted: %(reasons)s.")
    if not isinstance(item, IdeaSet):
        text = gettext(
            "“%(item)s” cannot be deleted: %(reasons)s. Unpublish it instead: readers will no "
            "longer see it, and old answers stay readable."
        )
    return text % {"item": item, "reasons": join_words(reasons)}
