"""What stands before the answers in lists and exports: when, which, where, and its status."""

from collections.abc import Sequence
from typing import Any

from consultation.responses.models import Source, Status
from consultation.responses.references import display_reference

# Heading and kind of value; the kinds are those of `ExportColumn`, and moments besides.
KINDS = {
    "Received": "moment",
    "Reference": "text",
    "Page": "text",
    "Status": "text",
    "Reason for status": "text",
    "Source": "text",
    "Arrived just after closing": "yes",
}
HEADINGS = tuple(KINDS)
# In Parquet alone: holds, as JSON, what is not of its column's type or has no column. Almost
# always empty.
OTHERWISE = "Answers of another kind"

# What the database is asked for, in the order in which `facts` takes it.
FIELDS = (
    "submit_time",
    "reference",
    "page_title",
    "status",
    "status_reason",
    "source",
    "after_closing",
)

_STATUS = {str(value): str(label) for value, label in Status.choices}
_SOURCE = {str(value): str(label) for value, label in Source.choices}


def facts(row: Sequence[Any]) -> list[Any]:
    """Return the facts of one response, in the order of the headings.

    Args:
        row: the values of `FIELDS`, perhaps followed by others.
    """
    received, reference, title, status, reason, source, after_closing = row[: len(FIELDS)]
    return [
        received,
        display_reference(reference),
        title,
        _STATUS.get(status, status),
        reason or None,
        _SOURCE.get(source, source),
        # Only what is out of the ordinary is said.
        after_closing or None,
    ]
