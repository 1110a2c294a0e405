"""Writes the ledger. Nothing else does, and nothing changes a line once written."""

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


def record_received(responses: Iterable[Response]) -> None:
    """Note that responses were received, under the status they came in with.

    Call this within the transaction that stores them.
    """
    LedgerEntry.objects.bulk_create(
        [_entry(response, "", response.submit_time) for response in responses], batch_size=1000
    )


def record_status_changes(changes: Iterable[tuple[Response, str, datetime]]) -> None:
    """Note that responses came to another status.

    Call this within the transaction that changes them.

    Args:
        changes: each response as it is now, its status before, and the moment.
    """
    LedgerEntry.objects.bulk_create([_entry(*change) for change in changes], batch_size=1000)


def delete_example_entries(references: Any) -> None:
    """Take made-up responses out of the ledger as if they had never been.

    Args:
        references: those of examples alone, as texts or as a query for them.
    """
    LedgerEntry.objects.filter(reference__in=references).delete()


def newest_entry_id() -> int | None:
    """Return the id of the ledger's newest line: what was counted stands until there is another."""
    newest: int | None = LedgerEntry.objects.aggregate(newest=Max("pk"))["newest"]
    return newest


@dataclass(slots=True)
class LedgerTotals:
    """One line of the ledger.

    Args:
        received: how many arrived, by the ledger's own lines.
        statuses: how many responses there are now, by status.
    """

    received: int = 0
    statuses: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Status.values, 0))

    @property
    def counted(self) -> int:
        """How many are counted."""
        return self.statuses[Status.COUNTED]

    @property
    def quarantined(self) -> int:
        """How many wait for somebody's look."""
        return self.statuses[Status.QUARANTINED]

    @property
    def excluded(self) -> int:
        """How many are not counted, for a reason."""
        return self.statuses[Status.EXCLUDED]

    @property
    def erased(self) -> int:
        """How many have no content any more."""
        return self.statuses[Status.ERASED]

    @property
    def there(self) -> int:
        """How many responses there are now, whatever their status."""
        return sum(self.statuses.values())

    @property
    def difference(self) -> int:
        """How many more were received than are there; 0 if the ledger adds up."""
        return self.received - self.there

    def add(self, other: "LedgerTotals") -> None:
        """Add another line to this one."""
        self.received += other.received
        for status, number in other.statuses.items():
            self.statuses[status] = self.statuses.get(status, 0) + number


@dataclass(slots=True)
class PageTotals(LedgerTotals):
    """The line of one page."""

    page_key: int = 0
    title: str = ""

    @property
    def query(self) -> str:
        """How the list of all responses names this page in its address."""
        return str(self.page_key)


@dataclass(slots=True)
class ConsultationTotals(LedgerTotals):
    """The lines of a consultation's pages, and their sum."""

    consultation_key: int | None = None
    title: str = ""
    pages: list[PageTotals] = field(default_factory=list)

    @property
    def query(self) -> str:
        """How the list of all responses names this consultation in its address."""
        return str(self.consultation_key or "")


_Key = tuple[int | None, int]


def _counted(consultation_key: int | None) -> dict[_Key, PageTotals]:
    """Return the lines of pages, by two queries that the database counts."""
    entries = LedgerEntry.objects.filter(before="").order_by()
    responses: QuerySet[Response] = Response.objects.order_by()
    if consultation_key is not None:
        entries = entries.filter(consultation_key=consultation_key)
        responses = responses.filter(consultation_key=consultation_key)
    lines: dict[_Key, PageTotals] = defaultdict(PageTotals)
    names = ("consultation_key", "page_key")
    for row in entries.values(*names).annotate(number=Count("pk"), title=Max("page_title")):
        line = lines[row["consultation_key"], row["page_key"]]
        line.received, line.title = row["number"], row["title"]
    for row in responses.values(*names, "status").annotate(number=Count("pk")):
        statuses = lines[row["consultation_key"], row["page_key"]].statuses
        # A status that nobody ever gave is counted too: the check names it.
        statuses[row["status"]] = statuses.get(row["status"], 0) + row["number"]
    return lines


def read_ledger(consultation_key: int | None = None) -> list[ConsultationTotals]:
    """Return the ledger by consultation and page, those with most responses first.

    Args:
        consultation_key: one consultation; None stands for all.
    """
    lines = _counted(consultation_key)
    keys = {key for pair in lines for key in pair if key is not None}
    titles = dict(Page.objects.filter(pk__in=keys).values_list("pk", "title"))
    consultations: dict[int | None, ConsultationTotals] = {}
    for (consultation, page_key), line in lines.items():
        above = consultations.setdefault(
            consultation,
            ConsultationTotals(
                consultation_key=consultation,
                title=titles.get(consultation or 0, "")
                or ("A consultation that is gone" if consultation else "Outside consultations"),
            ),
        )
        line.page_key = page_key
        line.title = titles.get(page_key) or f"{line.title or 'A page'} (gone)"
        above.pages.append(line)
        above.add(line)
    for each in consultations.values():
        each.pages.sort(key=lambda line: (-line.received, line.title))
    return sorted(consultations.values(), key=lambda each: (-each.received, each.title))


def consultation_totals(consultation_key: int) -> LedgerTotals:
    """Return the sums of one consultation."""
    total = LedgerTotals()
    for line in _counted(consultation_key).values():
        total.add(line)
    return total


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


_CHUNK = 2000


def _status(value: str) -> str:
    """Return a status in words, even one that nobody ever gave."""
    return str(dict(Status.choices).get(value, value))


def _missing() -> Iterator[str]:
    """Yield responses that were received and are not there any more."""
    there = Response.objects.filter(reference=OuterRef("reference"))
    lost = LedgerEntry.objects.filter(~Exists(there), before="").order_by("happened_at", "pk")
    for entry in lost.iterator(_CHUNK):
        yield (
            f"{display_reference(entry.reference)}: received on "
            f"{timezone.localtime(entry.happened_at):%d.%m.%Y %H:%M} for “{entry.page_title}” "
            f"(page {entry.page_key}), "
            "and missing from the responses."
        )


def _never_entered() -> Iterator[str]:
    """Yield responses that no line of the ledger received."""
    entered = LedgerEntry.objects.filter(reference=OuterRef("reference"), before="")
    unknown = Response.objects.filter(~Exists(entered)).order_by("submit_time", "pk")
    for response in unknown.only("reference", "page_key", "page_title").iterator(_CHUNK):
        yield (
            f"{response.reference_text}: among the responses to “{response.page_title}” "
            f"(page {response.page_key}), and never entered as received."
        )


def _changed() -> Iterator[str]:
    """Yield responses whose status or page is not the one that the ledger knows."""
    of_response = LedgerEntry.objects.filter(reference=OuterRef("reference")).order_by("-pk")
    differing = (
        Response.objects.annotate(
            entered_status=Subquery(of_response.values("after")[:1]),
            entered_page=Subquery(of_response.values("page_key")[:1]),
            entered_title=Subquery(of_response.values("page_title")[:1]),
        )
        # One that was never entered has no status here, and is named for that.
        .filter(
            ~Q(entered_status=F("status")) | ~Q(entered_page=F("page_key")),
            entered_status__isnull=False,
        )
        .order_by("submit_time", "pk")
        .only("reference", "status", "page_key", "page_title")
    )
    for response in differing.iterator(_CHUNK):
        if response.status != response.entered_status:
            yield (
                f"{response.reference_text}: “{_status(response.status)}” among the responses, "
                f"and “{_status(response.entered_status)}” by the ledger."
            )
        if response.page_key != response.entered_page:
            yield (
                f"{response.reference_text}: among the responses of page {response.page_key} "
                f"(“{response.page_title}”), and received for page {response.entered_page} "
                f"(“{response.entered_title}”)."
            )


def _broken_chains() -> Iterator[str]:
    """Yield lines of the ledger that do not follow from the line before."""
    earlier = LedgerEntry.objects.filter(
        reference=OuterRef("reference"), pk__lt=OuterRef("pk")
    ).order_by("-pk")
    entries = (
        LedgerEntry.objects.exclude(before="")
        .annotate(earlier=Subquery(earlier.values("after")[:1]))
        .filter(Q(earlier__isnull=True) | ~Q(earlier=F("before")))
    )
    for entry in entries.iterator(_CHUNK):
        yield (
            f"{display_reference(entry.reference)}: a line of the ledger of "
            f"{timezone.localtime(entry.happened_at):%d.%m.%Y %H:%M} does not follow from the one "
            "before: a line was removed or changed."
        )


def _emptied() -> Iterator[str]:
    """Yield responses that are called erased and still hold answers."""
    kept = Response.objects.filter(status=Status.ERASED).exclude(form_data={})
    for response in kept.only("reference").iterator(_CHUNK):
        yield f"{response.reference_text}: called erased, and still holding answers."


def reconcile() -> Iterator[str]:
    """Yield a sentence for every difference between the responses and the ledger."""
    yield from _missing()
    yield from _never_entered()
    yield from _changed()
    yield from _broken_chains()
    yield from _emptied()
