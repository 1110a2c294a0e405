"""Who may decide about an item: the members of a step's groups, except its authors."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Revision, WorkflowState

from consultation.common.text import alphabetical
from consultation.workflow.items import Key, any_of, key_of, querysets_of
from consultation.workflow.review.fingerprints import read_fingerprints


def unapproved_editors_by_item(
    items: Iterable[Any], besides: WorkflowState | None = None
) -> dict[Key, set[int | None]]:
    """Return who changed each item since its last approval or publication.

    A version with the same content as the one before has no editor: only a schedule or a comment
    was saved. None means a command or a deleted account. The review `besides`, which is just
    ending, does not count as an approval.
    """
    editors: dict[Key, set[int | None]] = {key_of(item): set() for item in items}
    if not editors:
        return {}
    settled = _settled_revisions(editors, besides)
    # The versions of each item from the last approved or published one on.
    chains: dict[Key, list[tuple[int, int | None]]] = {key: [] for key in editors}
    versions = Revision.objects.filter(any_of(editors)).order_by("created_at", "pk")
    for content_type, object_id, pk, user_id in versions.values_list(
        "base_content_type_id", "object_id", "pk", "user_id"
    ):
        chain = chains[content_type, object_id]
        if pk in settled:
            chain.clear()
        chain.append((pk, user_id))
    unsettled = [chain for chain in chains.values() if any(pk not in settled for pk, _ in chain)]
    prints = read_fingerprints(pk for chain in unsettled for pk, _ in chain)
    for key, chain in chains.items():
        before = None
        for pk, user_id in chain:
            if pk not in settled and prints.get(pk) != before:
                editors[key].add(user_id)
            before = prints.get(pk)
    return editors


def unapproved_editors(item: Any, besides: WorkflowState | None = None) -> set[int | None]:
    """Return who changed one item since its last approval or publication."""
    return unapproved_editors_by_item([item], besides)[key_of(item)]


def _settled_revisions(keys: Iterable[Key], besides: WorkflowState | None) -> set[int]:
    """Return the versions that are public now or were approved by a whole review."""
    approved = WorkflowState.objects.filter(any_of(keys), status=WorkflowState.STATUS_APPROVED)
    if besides:
        approved = approved.exclude(pk=besides.pk)
    settled = set(approved.values_list("current_task_state__revision_id", flat=True))
    for items in querysets_of(keys):
        live = items.filter(live_revision__isnull=False)
        settled |= set(live.values_list("live_revision_id", flat=True))
    return settled


def reviewers_by_task(tasks: Iterable[Any]) -> dict[int, list[Any]]:
    """Return the active members of the groups of several steps, by step and name."""
    members = get_user_model()._default_manager.filter(
        is_active=True, groups__groupapprovaltask__in=[task.pk for task in tasks]
    )
    found: dict[int, list[Any]] = defaultdict(list)
    for user in members.annotate(task_id=F("groups__groupapprovaltask")).distinct():
        found[user.task_id].append(user)
    return {task_id: sorted_by_name(users) for task_id, users in found.items()}


def superusers() -> list[Any]:
    """Return the active superusers, who may decide at every step, by name."""
    return sorted_by_name(
        get_user_model()._default_manager.filter(is_active=True, is_superuser=True)
    )


def sorted_by_name(users: Iterable[Any]) -> list[Any]:
    """Return users in the order of their names."""
    return sorted(users, key=lambda user: alphabetical(get_user_display_name(user)))


def needing_second_person(items: Iterable[Any], user: Any) -> list[Any]:
    """Return the items that the user changed and cannot publish alone.

    They include aliases that are not public: an alias has no versions, and follows its original.
    """
    items = list(items)
    editors = unapproved_editors_by_item(items)
    return [
        item
        for item in items
        if user.pk in editors[key_of(item)]
        or (getattr(item, "alias_of_id", None) and not item.live)
    ]


def may_convert_alias(alias: Any, user: Any) -> bool:
    """Say whether the user may convert an alias, which its readers would notice."""
    return not alias.live or bool(alias.permissions_for_user(user).can_publish())
