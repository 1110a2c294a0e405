"""Everything that writes areas, themes and ideas, besides their editors."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import transaction
from django.db.models import Max, QuerySet
from django.dispatch import Signal
from django.utils.translation import gettext, ngettext_lazy
from wagtail.log_actions import log
from wagtail.models import WorkflowState

from consultation.common.drafts import draft_new, missing_fields
from ideas.models import (
    MODELS,
    ORDER,
    Area,
    Idea,
    IdeaSet,
    ReviewableSnippet,
    Theme,
    numbered_code,
)

AnyUser = AbstractUser | AnonymousUser
# New ids by model and old id.
IdeaIds = dict[type[ReviewableSnippet], dict[int, int]]

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


def free_name(name: str) -> str:
    """Return a name for an idea set that none has yet, with a number if need be."""
    taken = set(IdeaSet.objects.values_list("name", flat=True))
    free, number = name, 2
    while free in taken:
        end = f" {number}"
        free, number = f"{name[: 100 - len(end)]}{end}", number + 1
    return free


@transaction.atomic
def copy_idea_set(source: IdeaSet, name: str, user: AnyUser | None) -> tuple[IdeaSet, IdeaIds]:
    """Copy an idea set with the newest draft of all that is in it, as drafts of a user.

    The drafts still have to go through their review. What was published and then unpublished is
    copied too.

    Args:
        name: of the copy, which no set has yet.

    Returns:
        The copy, and the new id of each area, theme and idea by its model and old id.
    """
    copy = IdeaSet.objects.create(name=name, description=source.description)
    ids: IdeaIds = {model: {} for model in MODELS}
    parents: dict[int, Any] = {}
    for model in MODELS:
        manager: Any = model._default_manager
        items = manager.in_set(source.pk).select_related("latest_revision").order_by(*ORDER)
        drafts = {item.pk: item.newest_draft() for item in items}
        codes = set(manager.values_list("code", flat=True))
        last = manager.aggregate(last=Max("sort_order"))["last"]
        copies = {}
        for place, (pk, draft) in enumerate(drafts.items(), start=(last or 0) + 1):
            new = model(
                **{name: getattr(draft, name) for name in _copied_fields(model)},
                code=numbered_code(draft.code, codes),
                sort_order=place,
                live=False,
                has_unpublished_changes=True,
            )
            if isinstance(new, Area):
                new.idea_set = copy
            else:
                setattr(new, model.above[0], parents[getattr(draft, f"{model.above[0]}_id")])
            codes.add(new.code)
            copies[pk] = new
        manager.bulk_create(copies.values(), batch_size=500)
        draft_new(list(copies.values()), {"wagtail.create": {}}, user=user)
        ids[model] = {pk: new.pk for pk, new in copies.items()}
        parents = copies
    return copy, ids


def _copied_fields(model: type[ReviewableSnippet]) -> list[str]:
    """Return the fields that editors fill in, besides the parent."""
    own = {field.name for field in ReviewableSnippet._meta.get_fields()}
    fields = (each for each in model._meta.concrete_fields if each.editable)
    return [
        field.name
        for field in fields
        if field.name not in own and not (field.is_relation or field.primary_key)
    ]
