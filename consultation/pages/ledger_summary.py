"""What became of every response to a consultation, as its readers may see it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone
from wagtail.models import Page

from consultation.common.text import normalise_wording
from consultation.responses.ledger import LedgerTotals, exclusion_reasons, read_ledger
from consultation.responses.models import LedgerEntry, Status

# Any change has a line of its own in the ledger, and with it a key of its own here. The time is
# for what happened past the ledger.
KEPT_FOR = 60


@dataclass(frozen=True, slots=True)
class LedgerSummary:
    """The ledger of one consultation at one time.

    Args:
        total: its sums.
        pages: the lines of its pages that anybody can read, and one for all others.
        reasons: how many responses are excluded, by reasons in the analysts' words.
        moment: when it was so.
    """

    total: LedgerTotals
    pages: list[LedgerTotals]
    reasons: Mapping[str, int]
    moment: datetime = field(default_factory=timezone.now)

    def named_reasons(self, names: Iterable[str]) -> list[tuple[str, int]]:
        """Return these reasons with their numbers, then all others as one.

        Only what is asked for is named: what analysts write as a reason nobody has
        checked for what it may tell of people.
        """
        counts: Counter[str] = Counter()
        for reason, number in self.reasons.items():
            counts[normalise_wording(reason)] += number
        unique: dict[str, str] = {}
        for name in names:
            unique.setdefault(normalise_wording(name), name)
        named = [(name, counts.pop(words)) for words, name in unique.items() if words in counts]
        others = counts.total()
        return [*named, ("For other reasons", others)] if named and others else named


def read_ledger_summary(consultation_id: int) -> LedgerSummary:
    """Return a consultation's ledger, counted once for each state of the ledger."""

    def count() -> tuple[list[LedgerTotals], dict[str, int]]:
        lines = [line for each in read_ledger(consultation_id) for line in each.pages]
        return lines, dict(exclusion_reasons(consultation_id).get(consultation_id, {}))

    newest = LedgerEntry.objects.values_list("pk", flat=True).last()
    key = f"ledger-1:{consultation_id}:{newest}"
    lines, reasons = cache.get_or_set(key, count, KEPT_FOR) or count()
    return LedgerSummary(_sum(lines), _public(lines), reasons)


def _sum(lines: Iterable[LedgerTotals], title: str = "", key: int | None = None) -> LedgerTotals:
    total = LedgerTotals(title, key)
    for line in lines:
        total.add(line)
    return total


def _public(lines: list[LedgerTotals]) -> list[LedgerTotals]:
    """Return the lines with the titles of today; of what not everybody can read, the sum alone."""
    keys = [line.key for line in lines]
    titles = dict(Page.objects.live().public().filter(pk__in=keys).values_list("pk", "title"))
    shown = [_sum([line], titles[line.key], line.key) for line in lines if line.key in titles]
    others = _sum((line for line in lines if line.key not in titles), "Other pages")
    return [*shown, others] if others.received or others.there else shown


def example_ledger_summary() -> LedgerSummary:
    """Return made-up figures, to show what a block of them looks like."""
    pages = [
        LedgerTotals(
            title, received=sum(numbers), statuses=dict(zip(Status.values, numbers, strict=True))
        )
        for title, numbers in (("A page", (112, 1, 6, 1)), ("Another", (78, 0, 2, 0)))
    ]
    return LedgerSummary(_sum(pages), pages, {"Sent twice": 5, "Not about the consultation": 3})
