"""The ledger: received = counted + in quarantine + excluded + erased, line by line.

Nothing else writes it, and nothing changes a line once written.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from wagtail.models import Page

from consultation.common.wording import normalise_wording
from consultation.responses.models import LedgerEntry, Response, Status
from consultation.responses.references import display_reference

_CHUNK = 2000


def record_received(responses: Iterable[Response]) -> None:
    """Enter responses under the status they came in with, in the transaction that stores them."""
    record_status_changes((response, "", response.submit_time) for response in responses)


def record_status_changes(changes: Iterable[tuple[Response, str, datetime]]) -> None:
    """Enter that responses came to another status, in the transaction that changes them.

    Args:
        changes: each response as it is now, its status before, and the time.
    """
    LedgerEntry.objects.bulk_create(
        [
            LedgerEntry(
                reference=response.reference,
                page_key=response.page_key,
                page_title=response.page_title,
                consultation_key=response.consultation_key,
                before=before,
                after=response.status,
                happened_at=happened_at,
            )
            for response, before, happened_at in changes
        ],
        batch_size=1000,
    )


def delete_example_entries(references: Any) -> None:
    """Take made-up responses out of the ledger as if they had never been.

    Args:
        references: those of examples alone, as texts or as a query for them.
    """
    LedgerEntry.objects.filter(reference__in=references).delete()


def newest_entry_id() -> int | None:
    """Return the id of the newest line: what was counted stands until there is another."""
    newest: int | None = LedgerEntry.objects.aggregate(newest=Max("pk"))["newest"]
    return newest


@dataclass(slots=True)
class LedgerTotals:
    """What the ledger adds up to for one page, or for a consultation with its pages.

    Args:
        title: the title of the page or consultation.
        key: its id; None outside consultations.
        received: how many arrived, by the ledger's own lines.
        statuses: how many responses there are now, by status.
        pages: the totals of a consultation's pages.
    """

    title: str = ""
    key: int | None = None
    received: int = 0
    statuses: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Status.values, 0))
    pages: list["LedgerTotals"] = field(default_factory=list)

    @property
    def there(self) -> int:
        """How many responses there are now, whatever their status."""
        return sum(self.statuses.values())

    @property
    def difference(self) -> int:
        """How many more were received than are there; 0 if the ledger adds up."""
        return self.received - self.there

    @property
    def query(self) -> str:
        """How the list of all responses names this page or consultation in its address."""
        return str(self.key or "")

    def add(self, other: "LedgerTotals") -> None:
        self.received += other.received
        for status, number in other.statuses.items():
            self.statuses[status] = self.statuses.get(status, 0) + number


def read_ledger(consultation_key: int | None = None) -> list[LedgerTotals]:
    """Return the totals by consultation and page, those with most responses first.

    Args:
        consultation_key: one consultation; None stands for all.
    """
    lines = _page_totals(consultation_key)
    keys = {key for pair in lines for key in pair if key is not None}
    titles = dict(Page.objects.filter(pk__in=keys).values_list("pk", "title"))
    consultations: dict[int | None, LedgerTotals] = {}
    for (key, page_key), line in lines.items():
        gone = "A consultation that is gone" if key else "Outside consultations"
        above = consultations.setdefault(key, LedgerTotals(titles.get(key or 0) or gone, key))
        line.key = page_key
        line.title = titles.get(page_key) or f"{line.title or 'A page'} (gone)"
        above.pages.append(line)
        above.add(line)
    for each in consultations.values():
        each.pages.sort(key=lambda line: (-line.received, line.title))
    return sorted(consultations.values(), key=lambda each: (-each.received, each.title))


def _page_totals(consultation_key: int | None) -> dict[tuple[int | None, int], LedgerTotals]:
    """Return the totals of pages, by two queries that the database counts."""
    entries = LedgerEntry.objects.filter(before="").order_by()
    responses: QuerySet[Response] = Response.objects.order_by()
    if consultation_key is not None:
        entries = entries.filter(consultation_key=consultation_key)
        responses = responses.filter(consultation_key=consultation_key)
    lines: dict[tuple[int | None, int], LedgerTotals] = defaultdict(LedgerTotals)
    names = ("consultation_key", "page_key")
    for row in entries.values(*names).annotate(number=Count("pk"), title=Max("page_title")):
        line = lines[row["consultation_key"], row["page_key"]]
        line.received, line.title = row["number"], row["title"]
    for row in responses.values(*names, "status").annotate(number=Count("pk")):
        statuses = lines[row["consultation_key"], row["page_key"]].statuses
        # A status that nobody ever gave is counted too: the check names it.
        statuses[row["status"]] = statuses.get(row["status"], 0) + row["number"]
    return lines


def exclusion_reasons(consultation_key: int | None = None) -> dict[int | None, Counter[str]]:
    """Return how many responses of each consultation are excluded for each reason, by one query.

    Two writings of one reason are one, under that which was used most.

    Args:
        consultation_key: one consultation; None stands for all.
    """
    excluded = Response.objects.filter(status=Status.EXCLUDED).order_by()
    if consultation_key is not None:
        excluded = excluded.filter(consultation_key=consultation_key)
    rows = excluded.values_list("consultation_key", "status_reason").annotate(number=Count("pk"))
    counts: dict[int | None, Counter[str]] = defaultdict(Counter)
    wordings: dict[tuple[int | None, str], str] = {}
    for key, reason, number in sorted(rows, key=lambda row: (-row[2], row[1])):
        counts[key][wordings.setdefault((key, normalise_wording(reason)), reason)] += number
    return dict(counts)


def reconcile() -> Iterator[str]:
    """Yield a sentence for every difference between the responses and the ledger."""
    yield from _missing()
    yield from _never_received()
    yield from _differing()
    yield from _broken_chains()
    kept = Response.objects.filter(status=Status.ERASED).exclude(form_data={})
    for response in kept.only("reference").iterator(_CHUNK):
        yield f"{response.reference_text}: called erased, and still holding answers."


def _missing() -> Iterator[str]:
    there = Response.objects.filter(reference=OuterRef("reference"))
    lost = LedgerEntry.objects.filter(~Exists(there), before="").order_by("happened_at", "pk")
    for entry in lost.iterator(_CHUNK):
        yield (
            f"{display_reference(entry.reference)}: received on {_time(entry)} for "
            f"“{entry.page_title}” (page {entry.page_key}), and missing from the responses."
        )


def _never_received() -> Iterator[str]:
    entered = LedgerEntry.objects.filter(reference=OuterRef("reference"), before="")
    unknown = Response.objects.filter(~Exists(entered)).order_by("submit_time", "pk")
    for response in unknown.only("reference", "page_key", "page_title").iterator(_CHUNK):
        yield (
            f"{response.reference_text}: among the responses to “{response.page_title}” "
            f"(page {response.page_key}), and never entered as received."
        )


def _differing() -> Iterator[str]:
    """Yield responses whose status or page is not the one that the ledger knows."""
    newest = LedgerEntry.objects.filter(reference=OuterRef("reference")).order_by("-pk")
    differing = (
        Response.objects.annotate(
            entered_status=Subquery(newest.values("after")[:1]),
            entered_page=Subquery(newest.values("page_key")[:1]),
            entered_title=Subquery(newest.values("page_title")[:1]),
        )
        # One that was never entered has no status here, and is named for that.
        .filter(
            ~Q(entered_status=F("status")) | ~Q(entered_page=F("page_key")),
            entered_status__isnull=False,
        )
        .order_by("submit_time", "pk")
        .only("reference", "status", "page_key", "page_title")
    )
    labels = dict(Status.choices)
    for response in differing.iterator(_CHUNK):
        now, entered = response.status, response.entered_status
        if now != entered:
            yield (
                f"{response.reference_text}: “{labels.get(now, now)}” among the responses, "
                f"and “{labels.get(entered, entered)}” by the ledger."
            )
        if response.page_key != response.entered_page:
            yield (
                f"{response.reference_text}: among the responses of page {response.page_key} "
                f"(“{response.page_title}”), and received for page {response.entered_page} "
                f"(“{response.entered_title}”)."
            )


def _broken_chains() -> Iterator[str]:
    """Yield lines of the ledger that do not follow from the line before."""
    earlier = LedgerEntry.objects.filter(reference=OuterRef("reference"), pk__lt=OuterRef("pk"))
    entries = (
        LedgerEntry.objects.exclude(before="")
        .annotate(earlier=Subquery(earlier.order_by("-pk").values("after")[:1]))
        .filter(Q(earlier__isnull=True) | ~Q(earlier=F("before")))
    )
    for entry in entries.iterator(_CHUNK):
        yield (
            f"{display_reference(entry.reference)}: a line of the ledger of {_time(entry)} does "
            "not follow from the one before: a line was removed or changed."
        )


def _time(entry: LedgerEntry) -> str:
    return f"{timezone.localtime(entry.happened_at):%d.%m.%Y %H:%M}"
