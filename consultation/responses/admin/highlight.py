"""Marks the words that were searched for."""

import re
from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

# Characters of a long answer that a list shows, and how many of them before the first hit.
SHOWN, BEFORE = 140, 40


def _pattern(words: Sequence[str]) -> re.Pattern[str] | None:
    wanted = sorted({word for word in words if word}, key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, wanted))})", re.IGNORECASE) if wanted else None


def highlight(text: str, words: Sequence[str]) -> SafeString:
    """Return a text as HTML with each part of it that was searched for marked.

    What differs by more than capitals, as "STRASSE" from "Straße", is found by the
    search and not marked.
    """
    pattern = _pattern(words)
    if pattern is None:
        return escape(text)
    # Every second part is a hit.
    parts = [
        f"<mark>{escape(part)}</mark>" if number % 2 else escape(part)
        for number, part in enumerate(pattern.split(text))
    ]
    return mark_safe("".join(parts))  # noqa: S308  (every part is escaped)


def snippet(text: str, words: Sequence[str]) -> SafeString:
    """Return the beginning of a text, or the part around the first hit, with hits marked."""
    pattern = _pattern(words)
    hit = pattern.search(text) if pattern else None
    start = max(hit.start() - BEFORE, 0) if hit and hit.end() >= SHOWN else 0
    shown = f"…{text[start:]}" if start else text
    return highlight(shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 1]}…", words)
