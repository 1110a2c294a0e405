"""Whether two versions say the same.

Wagtail saves a version on every save, also where nothing but a comment or the schedule was
touched, and the editor gives new ids to old blocks. None of that is a change to read.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.cache import cache
from wagtail.models import COMMENTS_RELATION_NAME, Revision

# Bookkeeping, comments, place in the tree and schedule: not what a reader reads.
NOT_READ = frozenset(
    {
        "pk",
        "path",
        "depth",
        "numchild",
        "url_path",
        "translation_key",
        "locale",
        "owner",
        "content_type",
        "alias_of",
        "sort_order",
        "live",
        "expired",
        "has_unpublished_changes",
        "first_published_at",
        "last_published_at",
        "latest_revision",
        "latest_revision_created_at",
        "live_revision",
        "draft_title",
        "go_live_at",
        "expire_at",
        "locked",
        "locked_at",
        "locked_by",
        COMMENTS_RELATION_NAME,
    }
)
BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')
KEPT_FOR = 24 * 60 * 60


def read_fingerprints(revision_ids: Iterable[int]) -> dict[int, str]:
    """Return a fingerprint of what each version says, by two queries at most.

    Two versions of one thing with the same fingerprint read the same.
    """
    versions = Revision.objects.filter(pk__in=set(revision_ids)).values_list("pk", "created_at")
    # A version may be written over, and is then of a later moment.
    keys = {f"review-{pk}-{created_at.timestamp()}": pk for pk, created_at in versions}
    known = cache.get_many(keys)
    missing = {pk: key for key, pk in keys.items() if key not in known}
    if missing:
        found = {
            missing[pk]: fingerprint(content)
            for pk, content in Revision.objects.filter(pk__in=missing).values_list("pk", "content")
        }
        cache.set_many(found, KEPT_FOR)
        known |= found
    return {keys[key]: value for key, value in known.items()}


def fingerprint(content: Mapping[str, Any]) -> str:
    """Return the fingerprint of a version's content."""
    read = {name: _read(value) for name, value in content.items() if name not in NOT_READ}
    return hashlib.sha256(json.dumps(read, sort_keys=True).encode()).hexdigest()


def _read(value: Any) -> Any:
    """Return a value without the ids that the editor gives anew."""
    if isinstance(value, str):
        return _read_text(value)
    if isinstance(value, list):
        return [_read(item) for item in value]
    if isinstance(value, dict):
        is_block = "type" in value and "value" in value
        if is_block and value["type"] == "item":
            # Lists that came with code hold bare values until somebody saves them in the editor.
            return _read(value["value"])
        return {
            name: _read(item)
            for name, item in value.items()
            if name != "pk" and not (is_block and name == "id")
        }
    return value


def _read_text(value: str) -> Any:
    """Return a text, or the blocks in it: a stream is stored as JSON in a text."""
    if value.startswith("[{") and value.endswith("}]"):
        try:
            return _read(json.loads(value))
        except ValueError:
            pass
    return BLOCK_KEY.sub("", value)
