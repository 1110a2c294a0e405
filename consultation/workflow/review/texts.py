"""The sentences on the screens of reviews, each once, in `texts.json`."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils.text import get_text_list
from wagtail.admin.utils import get_user_display_name

TEXTS: dict[str, str] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
NAMED_AT_MOST = 6


def say(name: str, **values: Any) -> str:
    """Return a sentence with its values."""
    return TEXTS[name].format(**values)


def names(users: Iterable[Any]) -> str:
    """Return the names of people, only the first few if there are many."""
    return _listed([get_user_display_name(user) for user in users])


def quoted(titles: Iterable[str]) -> str:
    """Return titles in quotation marks, only the first few if there are many."""
    return _listed([f"“{title}”" for title in titles])


def _listed(words: list[str]) -> str:
    left = len(words) - NAMED_AT_MOST
    # A single further one is named rather than counted.
    shown = [*words[:NAMED_AT_MOST], f"{left} more"] if left > 1 else words
    return str(get_text_list(shown, "and"))
