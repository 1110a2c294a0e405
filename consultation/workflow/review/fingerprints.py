"""Whether two versions have the same content, apart from comments, schedules and block ids."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import COMMENTS_RELATION_NAME, Revision

# Metadata, comments, place in the tree and schedule: not content for readers.
NOT_READ = frozenset(
    "pk path depth numchild url_path translation_key locale owner content_type alias_of sort_order "
    "live expired has_unpublished_changes first_published_at last_published_at latest_revision "
    "latest_revision_created_at live_revision draft_title go_live_at expire_at locked locked_at "
    f"locked_by {COMMENTS_RELATION_NAME}".split()
)
EMPTY_TEXT = "<p></p>"
BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')


def read_fingerprints(revision_ids: Iterable[int]) -> dict[int, str]:
    """Return a fingerprint of the content of each version, by up to two queries."""
    versions = Revision.objects.filter(pk__in=set(revision_ids)).values_list("pk", "created_at")
    # A version may be overwritten, and then has a later time.
    keys = {f"review-{pk}-{created_at.timestamp()}": pk for pk, created_at in versions}
    known = cache.get_many(keys)
    missing = {pk: key for key, pk in keys.items() if key not in known}
    if missing:
        found = {
            missing[pk]: fingerprint(content, ContentType.objects.get_for_id(kind).model_class())
            for pk, kind, content in Revision.objects.filter(pk__in=missing).values_list(
                "pk", "content_type_id", "content"
            )
        }
        cache.set_many(found, timeout=24 * 60 * 60)
        known |= found
    return {keys[key]: value for key, value in known.items()}


def read_the_same(revision_ids: set[int]) -> bool:
    """Say whether stored versions, given by their ids, have the same content."""
    return len(revision_ids) < 2 or len(set(read_fingerprints(revision_ids).values())) == 1


def fingerprint(content: Mapping[str, Any], model: type[Model] | None) -> str:
    """Return the fingerprint of a version's stored content; its model may be gone."""
    read = {name: _read(value) for name, value in content.items() if name not in NOT_READ}
    for field in model._meta.get_fields() if model else ():
        if isinstance(field, StreamField) and isinstance(content.get(field.name), str):
            read[field.name] = _read_block(field.stream_block, json.loads(content[field.name]))
    text = json.dumps(read, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()


def _read_block(block: blocks.Block, value: Any) -> Any:
    """Return a block's stored value with its defaults, which programs leave out."""
    if isinstance(block, blocks.StreamBlock) and isinstance(value, list):
        return [
            [item["type"], _read_block(block.child_blocks[item["type"]], item["value"])]
            for item in value
            if item["type"] in block.child_blocks
        ] or None
    if isinstance(block, blocks.ListBlock) and isinstance(value, list):
        is_wrapped = [isinstance(item, dict) and item.get("type") == "item" for item in value]
        return [
            _read_block(block.child_block, item["value"] if wrapped else item)
            for item, wrapped in zip(value, is_wrapped, strict=True)
        ] or None
    if isinstance(block, blocks.StructBlock) and isinstance(value, dict):
        return {
            name: _read_block(
                child, value[name] if name in value else child.get_prep_value(child.get_default())
            )
            for name, child in block.child_blocks.items()
        }
    return _read(value)


def _read(value: Any) -> Any:
    """Return a value without ids and orders, which the editor renews; None if it is empty."""
    if isinstance(value, str):
        text = BLOCK_KEY.sub("", value)
        return None if text in ("", EMPTY_TEXT) else text
    if isinstance(value, list):
        return [_read(item) for item in value] or None
    if isinstance(value, dict):
        return {
            name: _read(item) for name, item in value.items() if name not in ("pk", "sort_order")
        }
    return None if value is False else value
