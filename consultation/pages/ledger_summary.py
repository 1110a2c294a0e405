"""What became of every response to a consultation, as its readers may see it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.utils import timezone
from wagtail.models import Page

from consultation.common.wording import normalise_wording
from consultation.responses.ledger import (
    LedgerTotals,
    PageTotals,
    exclusion_reasons,
    newest_entry_id,
    read_ledger,
)

if TYPE_CHECKING:
    from consultation.pages.models import ConsultationPage

# Any change has a line of its own in the ledger, and with it a key of its own here. The time is
# for what happened past the ledger.
KEPT_FOR = 60


@dataclass(frozen=True, slots=True)
class LedgerSummary:
    """The ledger of one consultation at one moment.

    Args:
        total: its sums.
        pages: the lines of its pages that anybody can read, and one for all others.
        reasons: how many responses are excluded, by reasons in the analysts' words.
        moment: when it was so.
    """

    total: LedgerTotals
    pages: list[PageTotals] = field(default_factory=list)
    reasons: Mapping[str, int] = field(default_factory=dict)
    moment: datetime = field(default_factory=timezone.now)

    def named_reasons(self, names: Iterable[str]) -> list[tuple[str, int]]:
        """Return these reasons with their numbers, then all others as one.

        Only what is asked for is named: what analysts write as a reason nobody has
        checked for what it may tell of people.
        """
        counts: dict[str, int] = {}
        for reason, number in self.reasons.items():
            counts[normalise_wording(reason)] = counts.get(normalise_wording(reason), 0) + number
        unique: dict[str, str] = {}
        for name in names:
            unique.setdefault(normalise_wording(name), name)
        named = [(name, counts.pop(words)) for words, name in unique.items() if words in counts]
        others = sum(counts.values())
        if named and others:
            named.append(("For other reasons", others))
        return named


def _read(consultation_key: int) -> tuple[list[PageTotals], dict[str, int]]:
    """Return the ledger's lines and the reasons, counted once for each state of the ledger."""
    key = f"ledger-1:{consultation_key}:{newest_entry_id()}"
    kept: tuple[list[PageTotals], dict[str, int]] | None = cache.get(key)
    if kept is None:
        lines = [line for each in read_ledger(consultation_key) for line in each.pages]
        kept = lines, dict(exclusion_reasons(consultation_key).get(consultation_key, {}))
        cache.set(key, kept, KEPT_FOR)
    return kept


def read_ledger_summary(consultation: "ConsultationPage") -> LedgerSummary:
    """Return a consultation's ledger, counted once for all blocks that show it on a page."""
    read = consultation.ledger_summary
    if read is None:
        lines, reasons = _read(consultation.pk)
        total = LedgerTotals()
        for line in lines:
            total.add(line)
        read = LedgerSummary(total, _public(lines), reasons)
        consultation.ledger_summary = read
    return read


def _public(lines: list[PageTotals]) -> list[PageTotals]:
    """Return the lines with the titles of today; of what not everybody can read, the sum alone."""
    keys = [line.page_key for line in lines]
    titles = dict(Page.objects.live().public().filter(pk__in=keys).values_list("pk", "title"))
    others = PageTotals(title="Other pages")
    shown = []
    for line in lines:
        if line.page_key in titles:
            own = PageTotals(page_key=line.page_key, title=titles[line.page_key])
            own.add(line)
            shown.append(own)
        else:
            others.add(line)
    return [*shown, others] if others.received or others.there else shown


def example_ledger_summary() -> LedgerSummary:
    """Return made-up figures, to show what a block of them looks like."""
    pages = [
        PageTotals(
            120, {"counted": 112, "quarantined": 1, "excluded": 6, "erased": 1}, 1, "A page"
        ),
        PageTotals(80, {"counted": 78, "quarantined": 0, "excluded": 2, "erased": 0}, 2, "Another"),
    ]
    total = LedgerTotals()
    for page in pages:
        total.add(page)
    return LedgerSummary(total, pages, {"Sent twice": 5, "Not about the consultation": 3})
