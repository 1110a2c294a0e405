"""Who made the changes that nobody has approved yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Revision, WorkflowState

from consultation.workflow.review.fingerprints import read_fingerprints

# The content type of the base model and the id: what Wagtail keeps versions under.
Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Version:
    """A saved version, without its content.

    Args:
        pk: its id.
        created_at: when it was saved last.
        user_id: who saved it; None where a command did or the account is gone.
    """

    pk: int
    created_at: datetime
    user_id: int | None


def key_of(item: Any) -> Key:
    """Return under what a page, area, theme or idea keeps its versions."""
    return item.get_base_content_type().pk, str(item.pk)


def read_authors(
    items: Iterable[Any], besides: WorkflowState | None = None
) -> dict[Key, set[int | None]]:
    """Return who changed each thing since its last approval or publication.

    The number of queries depends on the kinds of things, not on how many there are.
    A version that says the same as the one before it has no author: a schedule or a
    comment was saved. None stands for a command, or for an account that is gone.

    Args:
        items: pages, areas, themes, ideas.
        besides: a review that is not to count as an approval, since it is just ending.
    """
    keys = {key_of(item) for item in items}
    if not keys:
        return {}
    versions = _read_versions(keys)
    settled = _read_settled(keys, besides)
    since = {key: _since(versions.get(key, []), settled.get(key, set())) for key in keys}
    prints = read_fingerprints(
        version.pk
        for base, chain in since.values()
        if chain
        for version in ([base, *chain] if base else chain)
    )
    authors: dict[Key, set[int | None]] = {}
    for key, (base, chain) in since.items():
        before = prints.get(base.pk) if base else None
        authors[key] = set()
        for version in chain:
            if prints.get(version.pk) != before:
                authors[key].add(version.user_id)
            before = prints.get(version.pk)
    return authors


def authors_of(item: Any, besides: WorkflowState | None = None) -> set[int | None]:
    """Return who changed one thing since its last approval or publication."""
    return read_authors([item], besides)[key_of(item)]


def _read_versions(keys: Iterable[Key]) -> dict[Key, list[Version]]:
    versions: dict[Key, list[Version]] = {}
    found = Revision.objects.filter(any_of(keys)).order_by("created_at", "pk")
    for kind, object_id, pk, created_at, user_id in found.values_list(
        "base_content_type_id", "object_id", "pk", "created_at", "user_id"
    ):
        versions.setdefault((kind, object_id), []).append(Version(pk, created_at, user_id))
    return versions


def _read_settled(keys: Iterable[Key], besides: WorkflowState | None) -> dict[Key, set[int]]:
    """Return the versions that are public now or went through a review to its end."""
    settled: dict[Key, set[int]] = {}
    approved = WorkflowState.objects.filter(any_of(keys), status=WorkflowState.STATUS_APPROVED)
    if besides:
        approved = approved.exclude(pk=besides.pk)
    for kind, object_id, revision_id in approved.values_list(
        "base_content_type_id", "object_id", "current_task_state__revision_id"
    ):
        settled.setdefault((kind, object_id), set()).add(revision_id)
    by_kind: dict[int, list[str]] = {}
    for kind, object_id in keys:
        by_kind.setdefault(kind, []).append(object_id)
    for kind, object_ids in by_kind.items():
        model = ContentType.objects.get_for_id(kind).model_class()
        if model is None:
            continue
        live = model._base_manager.filter(pk__in=object_ids, live_revision__isnull=False)
        for pk, revision_id in live.values_list("pk", "live_revision_id"):
            settled.setdefault((kind, str(pk)), set()).add(revision_id)
    return settled


def _since(versions: list[Version], settled: set[int]) -> tuple[Version | None, list[Version]]:
    """Return the last settled version and those after it."""
    for index in range(len(versions) - 1, -1, -1):
        if versions[index].pk in settled:
            return versions[index], versions[index + 1 :]
    return None, versions


def any_of(keys: Iterable[Key], prefix: str = "") -> Q:
    """Return the condition for whatever belongs to one of several things.

    Args:
        keys: the things.
        prefix: where their content type and id are kept, as "workflow_state__".
    """
    by_kind: dict[int, list[str]] = {}
    for kind, object_id in keys:
        by_kind.setdefault(kind, []).append(object_id)
    found = Q(pk__in=[])
    for kind, object_ids in by_kind.items():
        of_kind = {f"{prefix}base_content_type_id": kind, f"{prefix}object_id__in": object_ids}
        found |= Q(**of_kind)
    return found
