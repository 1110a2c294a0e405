"""What waits for a decision, with all that a list or a panel shows of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.timesince import timesince
from wagtail.admin.utils import get_user_display_name
from wagtail.models import GroupApprovalTask, Page, Revision, TaskState

from consultation.workflow.models import FourEyesTask
from consultation.workflow.review import sentences
from consultation.workflow.review.authors import Key, key_of, read_authors
from consultation.workflow.review.consultations import Consultation, consultations_of
from consultation.workflow.review.people import emergency_deciders, members_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """One page, area, theme or idea that waits for a decision.

    Args:
        state: the step it waits at.
        item: the page (as a plain Page), area, theme or idea.
        title: of its newest version.
        kind: what it is, as "Section page".
        url: its editor, where the decision is taken.
        compare_url: what changes for readers; "" where nothing is public yet.
        consultations: where it belongs; an idea may be in several, or in none.
        sent_by: who sent it; "" where the account is gone.
        may_decide: whether the person who asks may approve it.
        reason: why not, or why nobody may; else "".
        is_stuck: whether nobody may decide.
    """

    state: TaskState
    item: Any
    title: str
    kind: str
    url: str
    compare_url: str
    consultations: tuple[Consultation, ...]
    sent_by: str
    may_decide: bool
    reason: str
    is_stuck: bool

    @property
    def page_id(self) -> int | None:
        """The number of the page; None for areas, themes and ideas."""
        return self.item.pk if isinstance(self.item, Page) else None

    @property
    def step(self) -> str:
        """The name of the step it waits at."""
        return str(self.state.task.name)

    @property
    def since(self) -> datetime:
        """Since when it waits there."""
        return self.state.started_at

    @property
    def age(self) -> str:
        """How long it has been waiting, in words."""
        if timezone.now() - self.since < timedelta(minutes=1):
            return "less than a minute"
        return str(timesince(self.since))


def describe(states: Iterable[TaskState], user: Any) -> list[Waiting]:
    """Return what waits as one person sees it; the queries do not grow with the number.

    Args:
        states: steps that wait, with their tasks.
        user: who asks.
    """
    states = list(states)
    items = _read_items(states)
    states = [state for state in states if _key(state) in items]
    if not states:
        return []
    titles = _read_titles(items.values())
    consultations = consultations_of(items.values())
    judge = _Judge(states, items, user)
    return [
        Waiting(
            state=state,
            item=item,
            title=titles[_key(state)],
            kind=_kind(item),
            url=_address(item, "edit"),
            compare_url=_compare_address(item),
            consultations=consultations[_key(state)],
            sent_by=_name(state.workflow_state.requested_by),
            **judge.verdict(state, titles[_key(state)]),
        )
        for state in states
        for item in [items[_key(state)]]
    ]


class _Judge:
    """Knows who may decide about each of several things."""

    def __init__(self, states: list[TaskState], items: dict[Key, Any], user: Any) -> None:
        tasks = {state.task_id for state in states}
        self.user = user
        self.tasks = GroupApprovalTask.objects.prefetch_related("groups").in_bulk(tasks)
        self.four_eyes = set(FourEyesTask.objects.filter(pk__in=tasks).values_list("pk", flat=True))
        self.members = members_of(self.tasks.values())
        self.superusers = emergency_deciders(())
        self.authors = read_authors(items.values())

    def verdict(self, state: TaskState, title: str) -> dict[str, Any]:
        """Return whether this person may decide, why not, and whether nobody may."""
        task = self.tasks.get(state.task_id)
        members = self.members.get(state.task_id, [])
        authors = self.authors[_key(state)] if state.task_id in self.four_eyes else set()
        able = [member for member in members if member.pk not in authors]
        superusers = [each for each in self.superusers if each.pk not in authors]
        is_member = self.user.is_superuser or self.user in members
        is_author = self.user.pk in authors
        reason = ""
        if task is not None and not able:
            reason = sentences.nobody(title, task, members, self.user, superusers)
        elif is_member and is_author:
            reason = sentences.own_change(able)
        elif not is_member and able:
            reason = sentences.others_decide(able)
        return {
            "may_decide": is_member and not is_author,
            "reason": reason,
            "is_stuck": task is not None and not able,
        }


def _key(state: TaskState) -> Key:
    return state.workflow_state.base_content_type_id, state.workflow_state.object_id


def _read_items(states: Iterable[TaskState]) -> dict[Key, Any]:
    """Return the things themselves, by one query for each kind."""
    by_kind: dict[int, list[str]] = {}
    for state in states:
        kind, object_id = _key(state)
        by_kind.setdefault(kind, []).append(object_id)
    items: dict[Key, Any] = {}
    for kind, object_ids in by_kind.items():
        model = ContentType.objects.get_for_id(kind).model_class()
        if model is not None:
            items |= {key_of(item): item for item in model._base_manager.filter(pk__in=object_ids)}
    return items


def _read_titles(items: Iterable[Any]) -> dict[Key, str]:
    """Return the titles of the newest versions."""
    items = list(items)
    versions = [item.latest_revision_id for item in items if not isinstance(item, Page)]
    wordings = dict(Revision.objects.filter(pk__in=versions).values_list("pk", "object_str"))
    return {
        key_of(item): item.draft_title
        if isinstance(item, Page)
        else wordings.get(item.latest_revision_id) or str(item)
        for item in items
    }


def _kind(item: Any) -> str:
    if isinstance(item, Page):
        model = item.cached_content_type.model_class() or Page
        return str(model.get_verbose_name())
    return str(capfirst(item._meta.verbose_name))


def _address(item: Any, view: str, *args: Any) -> str:
    if isinstance(item, Page):
        return reverse(f"wagtailadmin_pages:{view}", args=[item.pk, *args])
    return reverse(item.snippet_viewset.get_url_name(view), args=[item.pk, *args])


def _compare_address(item: Any) -> str:
    if not item.live_revision_id:
        return ""
    return _address(item, "revisions_compare", "live", item.latest_revision_id)


def _name(user: Any) -> str:
    return get_user_display_name(user) if user else ""
