"""The ledger: received = counted + in quarantine + excluded + erased, summed and checked."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from wagtail.models import Page

from consultation.common.dates import short_datetime
from consultation.common.text import alphabetical, normalise_wording
from consultation.responses.models import LedgerEntry, Response, Status
from consultation.responses.references import display_reference

_CHUNK = 2000


@dataclass(slots=True)
class LedgerTotals:
    """The totals of the ledger for a page, or for a consultation with its pages."""

    title: str = ""
    key: int | None = None
    received: int = 0  # by the ledger's own lines
    # How many responses there are now.
    statuses: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Status.values, 0))
    pages: list["LedgerTotals"] = field(default_factory=list)

    @property
    def there(self) -> int:
        return sum(self.statuses.values())

    @property
    def difference(self) -> int:
        """How many more were received than are stored; 0 if the ledger adds up."""
        return self.received - self.there

    def add(self, other: "LedgerTotals") -> None:
        self.received += other.received
        for status, number in other.statuses.items():
            self.statuses[status] = self.statuses.get(status, 0) + number


def read_ledger(consultation_pk: int | None = None) -> list[LedgerTotals]:
    """Return the totals of one consultation, or of all, by page; those with most come first."""
    own = {} if consultation_pk is None else {"consultation_pk": consultation_pk}
    names = ("consultation_pk", "page_pk")
    lines: dict[tuple[int | None, int], LedgerTotals] = defaultdict(LedgerTotals)
    entries = LedgerEntry.objects.filter(before="", **own).order_by().values_list(*names)
    for key, page_pk, number, title in entries.annotate(Count("pk"), Max("page_title")):
        lines[key, page_pk].received, lines[key, page_pk].title = number, title
    responses = Response.objects.filter(**own).order_by().values_list(*names, "status")
    for key, page_pk, status, number in responses.annotate(Count("pk")):
        # An unknown status is counted too: the check names it.
        lines[key, page_pk].statuses[status] = number
    keys = {key for pair in lines for key in pair if key is not None}
    titles = dict(Page.objects.filter(pk__in=keys).values_list("pk", "title"))
    consultations: dict[int | None, LedgerTotals] = {}
    for (key, page_pk), line in lines.items():
        gone = _("A deleted consultation") if key else _("Outside consultations")
        above = consultations.setdefault(key, LedgerTotals(titles.get(key or 0) or gone, key))
        line.key = page_pk
        if page_pk in titles:
            line.title = titles[page_pk]
        else:
            line.title = _("%(title)s (deleted)") % {"title": line.title or _("A page")}
        above.pages.append(line)
        above.add(line)
    for each in consultations.values():
        each.pages.sort(key=lambda line: (-line.received, alphabetical(line.title)))
    return sorted(
        consultations.values(), key=lambda each: (-each.received, alphabetical(each.title))
    )


def exclusion_reasons(consultation_pk: int | None = None) -> dict[int | None, Counter[str]]:
    """Return how many responses are excluded for each reason, by consultation, by one query."""
    own = {} if consultation_pk is None else {"consultation_pk": consultation_pk}
    excluded = Response.objects.filter(status=Status.EXCLUDED, **own).order_by()
    rows = excluded.values_list("consultation_pk", "status_reason").annotate(number=Count("pk"))
    counts: dict[int | None, Counter[str]] = defaultdict(Counter)
    wordings: dict[tuple[int | None, str], str] = {}
    # Two spellings of a reason count as one, under the more frequent one.
    for key, reason, number in sorted(rows, key=lambda row: (-row[2], row[1])):
        counts[key][wordings.setdefault((key, normalise_wording(reason)), reason)] += number
    return dict(counts)


def reconcile() -> Iterator[str]:
    """Yield a sentence for every difference between the responses and the ledger."""
    own_response = Response.objects.filter(reference=OuterRef("reference"))
    own_entries = LedgerEntry.objects.filter(reference=OuterRef("reference")).order_by("-pk")
    missing = LedgerEntry.objects.filter(~Exists(own_response), before="")
    for entry in missing.order_by("happened_at", "pk").iterator(_CHUNK):
        yield _(
            "%(reference)s: received on %(time)s for “%(page)s” (page %(number)d), but missing "
            "from the responses."
        ) % {
            "reference": display_reference(entry.reference),
            "time": short_datetime(entry.happened_at),
            "page": entry.page_title,
            "number": entry.page_pk,
        }
    unknown = Response.objects.filter(~Exists(own_entries.filter(before="")))
    for response in unknown.order_by("submit_time", "pk").iterator(_CHUNK):
        yield _(
            "%(reference)s: among the responses to “%(page)s” (page %(number)d), but never "
            "entered as received."
        ) % {
            "reference": response.reference_text,
            "page": response.page_title,
            "number": response.page_pk,
        }
    yield from _differing(own_entries)
    earlier = own_entries.filter(pk__lt=OuterRef("pk")).values("after")[:1]
    changes = LedgerEntry.objects.exclude(before="").annotate(earlier=Subquery(earlier))
    broken = changes.filter(Q(earlier__isnull=True) | ~Q(earlier=F("before")))
    for entry in broken.iterator(_CHUNK):
        yield _(
            "%(reference)s: a ledger entry of %(time)s does not follow from the one before: an "
            "entry was removed or changed."
        ) % {
            "reference": display_reference(entry.reference),
            "time": short_datetime(entry.happened_at),
        }
    kept = Response.objects.filter(status=Status.ERASED).exclude(form_data={})
    for response in kept.iterator(_CHUNK):
        message = _("%(reference)s: marked as erased, but still holds answers.")
        yield message % {"reference": response.reference_text}


def _differing(newest: QuerySet[LedgerEntry]) -> Iterator[str]:
    """Yield responses whose status or page differs from the ledger."""
    entered = Response.objects.annotate(
        entered_status=Subquery(newest.values("after")[:1]),
        entered_page=Subquery(newest.values("page_pk")[:1]),
        entered_title=Subquery(newest.values("page_title")[:1]),
    ).exclude(entered_status=None)  # one that was never entered is reported for that
    differing = entered.filter(~Q(entered_status=F("status")) | ~Q(entered_page=F("page_pk")))
    labels = dict(Status.choices)
    for response in differing.order_by("submit_time", "pk").iterator(_CHUNK):
        now, before = response.status, response.entered_status
        if now != before:
            message = _(
                "%(reference)s: “%(now)s” in the responses, but “%(before)s” in the ledger."
            )
            yield message % {
                "reference": response.reference_text,
                "now": labels.get(now, now),
                "before": labels.get(before, before),
            }
        if response.page_pk != response.entered_page:
            yield _(
                "%(reference)s: stored with page %(number)d (“%(page)s”), but received for page "
                "%(earlier_number)d (“%(earlier_page)s”)."
            ) % {
                "reference": response.reference_text,
                "number": response.page_pk,
                "page": response.page_title,
                "earlier_number": response.entered_page,
                "earlier_page": response.entered_title,
            }
