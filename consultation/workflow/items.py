"""What the workflow has to do with alike: pages, areas, themes and ideas, here called items."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from wagtail.models import Page, Revision

# The content type of the base model and the id: what Wagtail keeps versions and reviews under.
Key = tuple[int, str]


def key_of(item: Any) -> Key:
    """Return under what an item keeps its versions."""
    return item.get_base_content_type().pk, str(item.pk)


def ids_by_type(keys: Iterable[Key]) -> dict[int, list[str]]:
    """Return the ids of items by their content type."""
    ids: dict[int, list[str]] = {}
    for content_type, object_id in keys:
        ids.setdefault(content_type, []).append(object_id)
    return ids


def querysets_of(keys: Iterable[Key]) -> Iterator[tuple[int, Any]]:
    """Yield content type and queryset for each kind of item whose model is still installed."""
    for content_type, ids in ids_by_type(keys).items():
        model: Any = ContentType.objects.get_for_id(content_type).model_class()
        if model is not None:
            yield content_type, model._base_manager.filter(pk__in=ids)


def any_of(keys: Iterable[Key], prefix: str = "") -> Q:
    """Return the condition for whatever belongs to one of several items.

    Args:
        keys: of the items.
        prefix: where their content type and id are kept, as "workflow_state__".
    """
    found = Q(pk__in=[])
    for content_type, ids in ids_by_type(keys).items():
        type_field, id_field = f"{prefix}base_content_type_id", f"{prefix}object_id__in"
        found |= Q(**{type_field: content_type, id_field: ids})
    return found


def read_items(keys: Iterable[Key]) -> dict[Key, Any]:
    """Return the items that still exist, pages as plain ones, by one query for each kind."""
    return {key_of(item): item for _, items in querysets_of(keys) for item in items}


def read_titles(items: Iterable[Any]) -> dict[Key, str]:
    """Return the titles of the items' newest versions, by one query."""
    items = list(items)
    versions = [item.latest_revision_id for item in items if not isinstance(item, Page)]
    titles = dict(Revision.objects.filter(pk__in=versions).values_list("pk", "object_str"))
    return {
        key_of(item): item.draft_title
        if isinstance(item, Page)
        else titles.get(item.latest_revision_id) or str(item)
        for item in items
    }


def kind_of(item: Any) -> str:
    """Return what an item is, as "Section page"; a page need not be of its specific type."""
    if isinstance(item, Page):
        return str((item.cached_content_type.model_class() or Page).get_verbose_name())
    return str(capfirst(item._meta.verbose_name))


def admin_url(item: Any, view: str, *args: Any) -> str:
    """Return the address of one of an item's screens, as "edit"."""
    if isinstance(item, Page):
        return reverse(f"wagtailadmin_pages:{view}", args=[item.pk, *args])
    return reverse(item.snippet_viewset.get_url_name(view), args=[item.pk, *args])
