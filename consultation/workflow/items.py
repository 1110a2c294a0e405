"""Pages, areas, themes and ideas: the items of the workflow."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from wagtail.models import Page

# The content type of the base model and the id: Wagtail's key of versions and reviews.
Key = tuple[int, str]


def key_of(item: Any) -> Key:
    """Return the key of an item's versions."""
    return item.get_base_content_type().pk, str(item.pk)


def ids_by_type(keys: Iterable[Key]) -> dict[int, list[str]]:
    """Return the ids of items by their content type."""
    ids: dict[int, list[str]] = {}
    for content_type, object_id in keys:
        ids.setdefault(content_type, []).append(object_id)
    return ids


def querysets_of(keys: Iterable[Key]) -> Iterator[Any]:
    """Yield a queryset for each kind of item whose model is still installed."""
    for content_type, ids in ids_by_type(keys).items():
        model: Any = ContentType.objects.get_for_id(content_type).model_class()
        if model is not None:
            yield model._base_manager.filter(pk__in=ids)


def any_of(keys: Iterable[Key], prefix: str = "") -> Q:
    """Return the condition for records of items; `prefix` leads to their type and id."""
    found = Q(pk__in=[])
    for content_type, ids in ids_by_type(keys).items():
        type_field, id_field = f"{prefix}base_content_type_id", f"{prefix}object_id__in"
        found |= Q(**{type_field: content_type, id_field: ids})
    return found


def read_items(keys: Iterable[Key]) -> dict[Key, Any]:
    """Return the items that still exist, pages as base pages, with their newest version’s title."""
    return {
        key_of(item): item
        for items in querysets_of(keys)
        for item in items.select_related("latest_revision").defer("latest_revision__content")
    }


def kind_of(item: Any) -> str:
    """Return an item's kind, such as "Section page"; a page need not be of its specific type."""
    if isinstance(item, Page):
        return str((item.cached_content_type.model_class() or Page).get_verbose_name())
    return str(capfirst(item._meta.verbose_name))


def admin_url(item: Any, view: str, *args: Any) -> str:
    """Return the address of one of an item's screens, such as "edit"."""
    if isinstance(item, Page):
        return reverse(f"wagtailadmin_pages:{view}", args=[item.pk, *args])
    return reverse(item.snippet_viewset.get_url_name(view), args=[item.pk, *args])
