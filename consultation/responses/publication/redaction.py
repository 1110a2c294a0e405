"""Redacted text, for readers and for analysts."""

import re
from collections.abc import Iterable, Iterator

from consultation.responses.publication.pii_detection import Span, merged

CUT = "[…]"
# How every mark begins.
MARK = "[redacted"

_MARKS = re.compile(r"\[(?:redacted[^\]]*|…)\]")


def _around(
    text: str, left_out: Iterable[Span], start: int, end: int
) -> Iterator[tuple[str, Span | None]]:
    """Yield each kept stretch of a part of a text with the redaction after it; None at the end."""
    at = start
    for span in merged(left_out):
        if span.end > start and span.start < end:
            yield text[at : max(span.start, at)], span
            at = span.end
    yield text[at:end], None


def redact(text: str, left_out: Iterable[Span], part: tuple[int, int] | None = None) -> str:
    """Return a text, or a part (start, end) of it, with marks in place of redactions."""
    start, end = part or (0, len(text))
    words = ""
    for kept, span in _around(text, left_out, start, end):
        words += kept
        if span:
            words += f"{MARK}: {span.kind}]" if span.kind else f"{MARK}]"
    before = f"{CUT} " if text[:start].strip() else ""
    after = f" {CUT}" if text[end:].strip() else ""
    return f"{before}{words.strip()}{after}"


def is_empty(words: str) -> bool:
    """Say whether only marks are left of a text."""
    return not re.search(r"\w", _MARKS.sub("", words))


def show_redactions(text: str, left_out: Iterable[Span]) -> list[tuple[str, str, str]]:
    """Return a text in stretches: what is kept, the redaction after it, and its kind."""
    return [
        (kept, text[span.start : span.end], span.kind or "left out by hand")
        if span
        else (kept, "", "")
        for kept, span in _around(text, left_out, 0, len(text))
    ]
