"""Everything that writes areas, themes and ideas, besides their editors."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import Signal
from django.utils.translation import gettext, ngettext_lazy
from wagtail.log_actions import log
from wagtail.models import WorkflowState

from consultation.common.drafts import missing_fields
from ideas.models import MODELS, Area, Idea, ReviewableSnippet, Theme

AnyUser = AbstractUser | AnonymousUser

COUNTS: dict[type[ReviewableSnippet], Any] = {
    Area: ngettext_lazy("%(count)d area", "%(count)d areas", "count"),
    Theme: ngettext_lazy("%(count)d theme", "%(count)d themes", "count"),
    Idea: ngettext_lazy("%(count)d idea", "%(count)d ideas", "count"),
}
# Sent with the model whose items have a new order, which readers see at once.
reordered = Signal()


def move(item: ReviewableSnippet, position: int, among: QuerySet, user: AnyUser) -> None:
    """Move an item to a place among its siblings.

    Args:
        position: its new place, counted from 0; any place past the end is the end.
    """
    with transaction.atomic():
        items = list(among.select_for_update(of=("self",)))
        places = sorted(each.sort_order or 0 for each in items)
        if len(set(places)) < len(places):
            places = list(range(len(items)))
        others = [each for each in items if each.pk != item.pk]
        if len(others) == len(items):
            return
        changed = []
        for place, each in zip(places, [*others[:position], item, *others[position:]], strict=True):
            if each.sort_order != place:
                each.sort_order = place
                changed.append(each)
        type(item)._default_manager.bulk_update(changed, ["sort_order"])
        log(item, "wagtail.reorder", user=user)
        reordered.send(type(item))


@dataclass(slots=True)
class Submitted:
    """The result of sending items for review: sent, refused by sentence, or incomplete."""

    sent: list[ReviewableSnippet] = field(default_factory=list)
    refused: dict[str, list[ReviewableSnippet]] = field(default_factory=lambda: defaultdict(list))
    incomplete: dict[ReviewableSnippet, list[str]] = field(default_factory=dict)  # what each lacks


def with_all_below(items: Iterable[ReviewableSnippet]) -> list[ReviewableSnippet]:
    """Return items and everything below them, each once, parents first."""
    items = list(items)
    found: list[list[Any]] = []
    for model in MODELS:
        own = [item for item in items if isinstance(item, model)]
        if model.above and found[-1]:
            below: Any = model._default_manager.filter(**{f"{model.above[0]}__in": found[-1]})
            own += below.in_order()
        found.append(own)
    return list(dict.fromkeys(chain.from_iterable(found)))


def submit(items: Iterable[ReviewableSnippet], user: AnyUser) -> Submitted:
    """Send the newest drafts of areas, themes and ideas for review, if they need it."""
    result = Submitted()
    for item in items:
        workflow, lock = item.get_workflow(), item.get_lock()
        refusal = ""
        if item.workflow_in_progress:
            refusal = gettext("Not sent, because they are already in review: %(items)s.")
        elif item.live and not item.has_unpublished_changes:
            refusal = gettext(
                "Not sent, because they are published, without newer changes: %(items)s."
            )
        elif workflow is None or (lock and lock.for_user(user)):
            refusal = gettext("Not sent, because they are locked, or without a review: %(items)s.")
        if refusal:
            result.refused[refusal].append(item)
        elif missing := missing_fields(item.get_latest_revision_as_object()):
            result.incomplete[item] = missing
        else:
            state = item.current_workflow_state
            if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
                state.resume(user)
            else:
                workflow.start(item, user)
            result.sent.append(item)
    return result


def counted(items: Iterable[ReviewableSnippet]) -> list[str]:
    """Return the number of items of each kind, as in “1 theme” and “3 ideas”."""
    kinds = [type(item) for item in items]
    return [
        text % {"count": number} for model, text in COUNTS.items() if (number := kinds.count(model))
    ]
