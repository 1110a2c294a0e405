"""Everything that writes areas, themes and ideas beside their editors."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from wagtail.log_actions import log
from wagtail.models import WorkflowState

from consultation.common.completeness import missing_fields
from ideas.models import Area, Idea, Theme
from ideas.models.base import Reviewed
from ideas.signals import reordered

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser, AnonymousUser

    AnyUser = AbstractUser | AnonymousUser


def move(item: Reviewed, position: int, among: QuerySet, user: "AnyUser") -> None:
    """Put something at a place among others.

    Args:
        item: what to move.
        position: its new place, counted from 0; past the end is the end.
        among: everything that it stands among, itself too, in the order it is seen in.
        user: who does it, for the log.
    """
    with transaction.atomic():
        items = list(among.select_for_update(of=("self",)))
        places = sorted(each.sort_order or 0 for each in items)
        if any(first == second for first, second in pairwise(places)):
            places = list(range(len(items)))
        others = [each for each in items if each.pk != item.pk]
        if len(others) == len(items):
            return
        position = min(max(position, 0), len(others))
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
    """What became of things that were to be sent for review."""

    sent: list[Reviewed] = field(default_factory=list)
    waiting: list[Reviewed] = field(default_factory=list)
    unchanged: list[Reviewed] = field(default_factory=list)
    locked: list[Reviewed] = field(default_factory=list)
    incomplete: dict[Reviewed, list[str]] = field(default_factory=dict)


def with_all_below(items: Iterable[Reviewed]) -> Iterator[Reviewed]:
    """Yield things and everything below them, each once, what is above first."""
    items = list(items)
    areas = [item for item in items if isinstance(item, Area)]
    themes = [item for item in items if isinstance(item, Theme)]
    ideas = [item for item in items if isinstance(item, Idea)]
    if areas:
        themes += Theme.objects.filter(area__in=areas).in_order()
    if themes:
        ideas += Idea.objects.filter(theme__in=themes).in_order()
    every: list[Reviewed] = [*areas, *themes, *ideas]
    yield from dict.fromkeys(every)


def submit(items: Iterable[Reviewed], user: "AnyUser") -> Submitted:
    """Send the newest drafts of areas, themes and ideas for review, those that need it.

    Args:
        items: what to send.
        user: who sends it.
    """
    result = Submitted()
    for item in items:
        workflow, lock = item.get_workflow(), item.get_lock()
        if item.workflow_in_progress:
            result.waiting.append(item)
        elif item.live and not item.has_unpublished_changes:
            result.unchanged.append(item)
        elif workflow is None or (lock and lock.for_user(user)):
            result.locked.append(item)
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
