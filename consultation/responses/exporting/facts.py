"""What stands before the answers in lists and exports: when, which, where, and its status."""

from collections.abc import Sequence
from typing import Any

from consultation.common.page_names import PageNames
from consultation.responses.models import Source, Status
from consultation.responses.references import display_reference

# Heading and kind of value; the kinds are those of `ExportColumn`, and moments besides.
KINDS = {
    "Received": "moment",
    "Reference": "text",
    "Consultation": "text",
    "Page": "text",
    "Page ID": "whole",
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
    "consultation_key",
    "page_key",
    "page_title",
    "status",
    "status_reason",
    "source",
    "after_closing",
)

_STATUS = {str(value): str(label) for value, label in Status.choices}
_SOURCE = {str(value): str(label) for value, label in Source.choices}


def facts(row: Sequence[Any], names: PageNames) -> list[Any]:
    """Return the facts of one response, in the order of the headings.

    Args:
        row: the values of `FIELDS`, perhaps followed by others.
        names: what pages are called.
    """
    received, reference, consultation, page, title, status, reason, source, after_closing = row[
        : len(FIELDS)
    ]
    name = names.page(page, consultation, title)
    return [
        received,
        display_reference(reference),
        name.consultation or None,
        name.title,
        page,
        _STATUS.get(status, status),
        reason or None,
        _SOURCE.get(source, source),
        # Only what is out of the ordinary is said.
        after_closing or None,
    ]
