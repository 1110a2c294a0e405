"""The portal's own exports, read back: what stands before the answers."""

from collections.abc import Sequence

from consultation.importing.answers.mapping import Use
from consultation.responses.definitions import METADATA
from consultation.responses.models import Source, Status

_RECEIVED, _REFERENCE, _CONSULTATION, _PAGE, _PAGE_ID, _STATUS, _REASON, _SOURCE, _LATE = METADATA
_USES = {
    _RECEIVED: Use.RECEIVED,
    f"{_RECEIVED} (UK time)": Use.RECEIVED,
    _REFERENCE: Use.REFERENCE,
    # In another portal a page has another number; its title is looked for.
    _CONSULTATION: Use.IGNORE,
    _PAGE_ID: Use.IGNORE,
    _STATUS: Use.STATUS,
    _REASON: Use.REASON,
    _SOURCE: Use.SOURCE,
    _LATE: Use.LATE,
}
# What a sheet of rejected rows has besides: no part of anybody's answer.
REJECTED_ROW, REJECTED_REASON = "Row in the first file", "Why it was rejected"
HELPERS = frozenset({REJECTED_ROW, REJECTED_REASON})
STATUSES = {str(label): Status(value) for value, label in Status.choices}
EXAMPLE = str(Source.EXAMPLE.label)


def is_own_export(headings: Sequence[str]) -> bool:
    """Say whether a sheet is an export of a portal: it has all the facts, in their order."""
    own = [heading for heading in headings if heading not in HELPERS][: len(METADATA)]
    return [heading.removesuffix(" (UK time)") for heading in own] == list(METADATA)


def is_guarded(headings: Sequence[str]) -> bool:
    """Say whether cells that look like formulas have an apostrophe of ours before them."""
    return not HELPERS.isdisjoint(headings) or is_own_export(headings)


def own_fact(heading: str, one_page: bool) -> Use | None:
    """Return which fact stands under a heading of an export.

    Args:
        heading: the heading.
        one_page: whether all rows go to one page, whatever the sheet says.
    """
    if heading == _PAGE:
        return None if one_page else Use.PAGE
    return _USES.get(heading)
