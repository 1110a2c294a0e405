"""Redacted text, for readers and for analysts."""

import re
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from consultation.responses.publication.pii_detection import KIND_LABELS, Kind, Span, merged

CUT = "[…]"


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


def _mark(kind: str) -> str:
    """Return what replaces words of this kind."""
    if kind == Kind.WORDS:
        return _("[redacted]")
    # Translators: in place of words that were removed, such as "[redacted: email address]".
    return _("[redacted: %(what)s]") % {"what": KIND_LABELS.get(kind, kind)}


def redact(text: str, left_out: Iterable[Span], part: tuple[int, int] | None = None) -> str:
    """Return a text, or a part (start, end) of it, with marks in place of redactions."""
    start, end = part or (0, len(text))
    words = ""
    for kept, span in _around(text, left_out, start, end):
        words += kept + _mark(span.kind) if span else kept
    before = f"{CUT} " if text[:start].strip() else ""
    after = f" {CUT}" if text[end:].strip() else ""
    return f"{before}{words.strip()}{after}"


def redacts(left_out: Iterable[Span], part: Sequence[int] | None) -> bool:
    """Say whether anything is redacted in a text, or in a part (start, end) of it."""
    return any(not part or (span.end > part[0] and span.start < part[1]) for span in left_out)


def is_empty(text: str, left_out: Iterable[Span], part: tuple[int, int] | None) -> bool:
    """Say whether only marks would be left of a text, or of a part of it."""
    stretches = _around(text, left_out, *(part or (0, len(text))))
    return not any(re.search(r"\w", kept) for kept, _span in stretches)


def show_redactions(text: str, left_out: Iterable[Span]) -> list[tuple[str, str, str]]:
    """Return a text in stretches: what is kept, the redaction after it, and its kind."""
    return [
        (
            kept,
            text[span.start : span.end],
            str(KIND_LABELS.get(span.kind, span.kind)) or _("removed by hand"),
        )
        if span
        else (kept, "", "")
        for kept, span in _around(text, left_out, 0, len(text))
    ]
