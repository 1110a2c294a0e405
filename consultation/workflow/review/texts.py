"""What the screens of a review say: each sentence once, in `texts.json` beside this file."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.text import get_text_list
from wagtail.admin.utils import get_user_display_name

TEXTS: dict[str, str] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
NAMED_AT_MOST = 5


def say(name: str, **values: Any) -> str:
    """Return a sentence with its values."""
    return TEXTS[name].format(**values)


def names(users: Sequence[Any]) -> str:
    """Return the names of people, a few of them where there are many."""
    return _some([get_user_display_name(user) for user in users])


def quoted(titles: Sequence[str]) -> str:
    """Return titles in quotation marks, a few of them where there are many."""
    return _some([f"“{title}”" for title in titles])


def _some(words: list[str]) -> str:
    left = len(words) - NAMED_AT_MOST
    more = "one more" if left == 1 else f"{left} more"
    return str(get_text_list([*words[:NAMED_AT_MOST], *([more] if left > 0 else [])], "and"))
