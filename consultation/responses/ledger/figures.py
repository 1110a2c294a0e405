"""What the ledger adds up to, by consultation and page."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Max, QuerySet
from wagtail.models import Page

from consultation.responses.models import LedgerEntry, Response, Status


@dataclass(slots=True)
class Figures:
    """One line of the ledger.

    Args:
        received: how many arrived, by the ledger's own lines.
        statuses: how many responses there are now, by status.
    """

    received: int = 0
    statuses: dict[str, int] = field(default_factory=lambda: dict.fromkeys(Status.values, 0))

    @property
    def listed(self) -> int:
        """How many are counted."""
        return self.statuses[Status.LISTED]

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

    def add(self, other: "Figures") -> None:
        """Add another line to this one."""
        self.received += other.received
        for status, number in other.statuses.items():
            self.statuses[status] = self.statuses.get(status, 0) + number


@dataclass(slots=True)
class PageFigures(Figures):
    """The line of one page."""

    page_key: int = 0
    title: str = ""

    @property
    def query(self) -> str:
        """How the list of all responses names this page in its address."""
        return str(self.page_key)


@dataclass(slots=True)
class ConsultationFigures(Figures):
    """The lines of a consultation's pages, and their sum."""

    consultation_key: int | None = None
    title: str = ""
    pages: list[PageFigures] = field(default_factory=list)

    @property
    def query(self) -> str:
        """How the list of all responses names this consultation in its address."""
        return str(self.consultation_key or "")


_Key = tuple[int | None, int]


def _counted(consultation_key: int | None) -> dict[_Key, PageFigures]:
    """Return the lines of pages, by two queries that the database counts."""
    entries = LedgerEntry.objects.filter(before="").order_by()
    responses: QuerySet[Response] = Response.objects.order_by()
    if consultation_key is not None:
        entries = entries.filter(consultation_key=consultation_key)
        responses = responses.filter(consultation_key=consultation_key)
    lines: dict[_Key, PageFigures] = defaultdict(PageFigures)
    names = ("consultation_key", "page_key")
    for row in entries.values(*names).annotate(number=Count("pk"), title=Max("page_title")):
        line = lines[row["consultation_key"], row["page_key"]]
        line.received, line.title = row["number"], row["title"]
    for row in responses.values(*names, "status").annotate(number=Count("pk")):
        statuses = lines[row["consultation_key"], row["page_key"]].statuses
        # A status that nobody ever gave is counted too: the check names it.
        statuses[row["status"]] = statuses.get(row["status"], 0) + row["number"]
    return lines


def read_figures(consultation_key: int | None = None) -> list[ConsultationFigures]:
    """Return the ledger by consultation and page, those with most responses first.

    Args:
        consultation_key: one consultation; None stands for all.
    """
    lines = _counted(consultation_key)
    keys = {key for pair in lines for key in pair if key is not None}
    titles = dict(Page.objects.filter(pk__in=keys).values_list("pk", "title"))
    consultations: dict[int | None, ConsultationFigures] = {}
    for (consultation, page_key), line in lines.items():
        above = consultations.setdefault(
            consultation,
            ConsultationFigures(
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


def consultation_figures(consultation_key: int) -> Figures:
    """Return the sums of one consultation."""
    total = Figures()
    for line in _counted(consultation_key).values():
        total.add(line)
    return total
