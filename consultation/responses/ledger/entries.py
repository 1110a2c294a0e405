"""Writes the ledger. Nothing else does, and nothing changes a line once written."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max

from consultation.responses.models import LedgerEntry, Response


def _entry(response: Response, before: str, happened_at: datetime) -> LedgerEntry:
    return LedgerEntry(
        reference=response.reference,
        page_key=response.page_key,
        page_title=response.page_title,
        consultation_key=response.consultation_key,
        before=before,
        after=response.status,
        happened_at=happened_at,
    )


def enter_received(responses: Iterable[Response]) -> None:
    """Note that responses were received, under the status they came in with.

    Call this within the transaction that stores them.
    """
    LedgerEntry.objects.bulk_create(
        [_entry(response, "", response.submit_time) for response in responses], batch_size=1000
    )


def enter_changes(changes: Iterable[tuple[Response, str, datetime]]) -> None:
    """Note that responses came to another status.

    Call this within the transaction that changes them.

    Args:
        changes: each response as it is now, its status before, and the moment.
    """
    LedgerEntry.objects.bulk_create([_entry(*change) for change in changes], batch_size=1000)


def strike_examples(references: Any) -> None:
    """Take made-up responses out of the ledger as if they had never been.

    Args:
        references: those of examples alone, as texts or as a query for them.
    """
    LedgerEntry.objects.filter(reference__in=references).delete()


def newest_entry() -> int | None:
    """Return the id of the ledger's newest line: what was counted stands until there is another."""
    newest: int | None = LedgerEntry.objects.aggregate(newest=Max("pk"))["newest"]
    return newest
