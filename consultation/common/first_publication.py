"""Publication of what was made a moment ago, all together: one by one costs sixty queries each."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.log_actions import registry
from wagtail.models import Page, Revision
from wagtail.search.backends import get_search_backends
from wagtail.signals import page_published, published

STATE = (
    "latest_revision",
    "live_revision",
    "first_published_at",
    "last_published_at",
    "live",
    "has_unpublished_changes",
)


def publish_new(
    items: Sequence[Any], actions: Mapping[str, Mapping[str, Any]], *, user: Any = None
) -> list[Revision]:
    """Publish new things of one model, and return their first revisions.

    Does what Wagtail does for a thing without a revision, workflow, alias or schedule. Call
    this within the transaction that makes them.

    Args:
        items: pages or snippets that are in the database and have never been public. Pages are
            saved whole, since their children and texts may not be there yet.
        actions: what the history says of each of them, with the data of each action.
        user: whose they are; None is the server.
    """
    if not items:
        return []
    model, now = type(items[0]), timezone.now()
    revisions = Revision.objects.bulk_create(
        Revision(
            content_object=item,
            base_content_type=item.get_base_content_type(),
            user=user,
            created_at=now,
            content=item.serializable_data(),
            object_str=str(item),
        )
        for item in items
    )
    published_items = list(zip(items, revisions, strict=True))
    for item, revision in published_items:
        item.latest_revision = item.live_revision = revision
        item.first_published_at = item.last_published_at = now
        item.live, item.has_unpublished_changes = True, False
        if isinstance(item, Page):
            item.draft_title, item.latest_revision_created_at = item.title, now
            item.save(clean=False)
    if not issubclass(model, Page):
        model._default_manager.bulk_update(items, STATE)
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(model, items)
    entry_model: Any = registry.get_log_model_for_model(model)
    content_type = ContentType.objects.get_for_model(model, for_concrete_model=False)
    entry_model.objects.bulk_create(
        entry_model(
            **({"page": item} if isinstance(item, Page) else {"object_id": str(item.pk)}),
            content_type=content_type,
            label=str(item),
            action=action,
            data=data,
            timestamp=timezone.now(),
            user=user,
            revision=revision,
            content_changed=True,
        )
        for item, revision in published_items
        for action, data in actions.items()
    )
    for item, revision in published_items:
        if isinstance(item, Page):
            page_published.send(sender=model, instance=item, revision=revision)
        published.send(sender=model, instance=item, revision=revision)
    return revisions
