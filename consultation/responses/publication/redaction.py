"""A text without the parts that are left out, for readers and for whoever decides on it."""

import re
from collections.abc import Iterable

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from consultation.responses.publication.pii_detection import Span, merged

CUT = "[…]"
# How every mark begins.
MARK = "[redacted"

_MARKS = re.compile(r"\[(?:redacted[^\]]*|…)\]")


def mark_of(kind: str) -> str:
    """Return what stands in the place of something that is left out."""
    return f"{MARK}: {kind}]" if kind else f"{MARK}]"


def redact(text: str, left_out: Iterable[Span], part: tuple[int, int] | None = None) -> str:
    """Return a text with marks in the place of what is left out.

    Args:
        text: the answer as it was sent.
        left_out: what may not be public.
        part: start and end of what is published; None is the whole text.
    """
    start, end = part or (0, len(text))
    pieces, at = [], start
    for span in merged(left_out):
        if span.end <= start or span.start >= end:
            continue
        pieces += [text[at : max(span.start, at)], mark_of(span.kind)]
        at = span.end
    pieces.append(text[at:end])
    words = "".join(pieces).strip()
    if text[:start].strip():
        words = f"{CUT} {words}"
    if text[end:].strip():
        words = f"{words} {CUT}"
    return words


def is_empty(words: str) -> bool:
    """Say whether nothing but marks is left of a text."""
    return not re.search(r"\w", _MARKS.sub("", words))


def show_marked(text: str, left_out: Iterable[Span]) -> SafeString:
    """Return a text as HTML, each part that is left out marked and followed by its kind."""
    pieces, at = [], 0
    for span in merged(left_out):
        pieces += [
            escape(text[at : span.start]),
            format_html(
                '<mark>{}</mark> <span class="publish-kind">({})</span>',
                text[span.start : span.end],
                span.kind or "left out by hand",
            ),
        ]
        at = span.end
    # Every piece was escaped above.
    return mark_safe("".join([*pieces, escape(text[at:])]))  # noqa: S308
