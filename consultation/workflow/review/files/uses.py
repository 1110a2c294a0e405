"""What uses an image or a document, in public or in a version under review."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from wagtail.models import ReferenceIndex, Revision, WorkflowState


def is_public(file: Any) -> bool:
    """Say whether anything live uses an image or document, wherever it is.

    What has no drafts, such as the portal's settings, is always live. A page for some readers
    only counts as well.
    """
    found = ReferenceIndex.get_references_to(file).order_by().distinct()
    by_kind: dict[int, list[str]] = {}
    for kind, object_id in found.values_list("base_content_type", "object_id"):
        by_kind.setdefault(kind, []).append(object_id)
    for kind, object_ids in by_kind.items():
        model: Any = ContentType.objects.get_for_id(kind).model_class()
        if model is None:
            continue
        items = model._base_manager.filter(pk__in=object_ids)
        if any(field.name == "live" for field in model._meta.get_fields()):
            items = items.filter(live=True)
        if items.exists():
            return True
    return False


def is_on_its_way(file: Any) -> bool:
    """Say whether a version uses it that is in review, or approved and not public yet."""
    return is_used_in(_on_their_way(), file)


def is_used_in(versions: Iterable[Revision], file: Any) -> bool:
    """Say whether one of several versions uses an image or document."""
    kind = ContentType.objects.get_for_model(file).pk
    return any((kind, str(file.pk)) in _references(version) for version in versions)


def _references(version: Revision) -> set[tuple[int, str]]:
    """Return content type and id of all that a version refers to.

    Wagtail's index holds what the database has of a thing, which is what is public of it. Its
    drafts are in versions only.
    """
    found = ReferenceIndex._extract_references_from_object(version.as_object())
    return {(kind, object_id) for kind, object_id, *_ in found}


def _on_their_way() -> Iterator[Revision]:
    yield from Revision.objects.filter(approved_go_live_at__isnull=False)
    states = WorkflowState.objects.filter(
        status__in=(WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_APPROVED)
    )
    for kind in states.order_by().values_list("base_content_type", flat=True).distinct():
        model: Any = ContentType.objects.get_for_id(kind).model_class()
        if model is None:
            continue
        asked_about = states.filter(base_content_type=kind)
        newest = model._base_manager.filter(
            latest_revision__in=asked_about.values("current_task_state__revision")
        ).exclude(live_revision=F("latest_revision"))
        yield from Revision.objects.filter(pk__in=newest.values("latest_revision"))


def note_uses(sender: type, instance: Any, **kwargs: Any) -> None:
    """Put into Wagtail's index at once what a thing that goes live refers to.

    Wagtail leaves that to a task. Until the worker comes to it, a document on a public page
    would not be public, and could be deleted.
    """
    if ReferenceIndex.is_indexed(type(instance)):
        with transaction.atomic():
            ReferenceIndex.create_or_update_for_object(instance)
