"""What an import has to say: how much came in, and every loss or doubt with its place."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

# Of what is said in more different words than these, only the kind is said.
TEXTS_OF_A_KIND = 12
PLACES_NAMED = 3


class Weight(StrEnum):
    """How much a remark weighs, the heaviest first."""

    LOSS = "loss"
    DOUBT = "doubt"
    NOTE = "note"


class Place(NamedTuple):
    """A place in the source: a path with forward slashes, "" for all of it, and a line from 1."""

    file: str
    line: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


class Remark(NamedTuple):
    """A sentence about a place; the kind is the sentence without the names in it."""

    weight: Weight
    place: Place
    text: str
    kind: str = ""


class RemarkGroup(NamedTuple):
    """What is said once of many places, with what is said of each, in their order."""

    text: str
    remarks: list[Remark]

    @property
    def places(self) -> str:
        """The first places, and how many more there are."""
        named = ", ".join(filter(None, (str(each.place) for each in self.remarks[:PLACES_NAMED])))
        more = len(self.remarks) - PLACES_NAMED
        return f"{named} and {more:,} more" if more > 0 else named


def group_remarks(remarks: Iterable[Remark]) -> list[RemarkGroup]:
    """Return each sentence once; of what is said in many ways, the kind alone.

    A site whose links are all broken in the same way has one thing to mend, and not hundreds.
    """
    ordered = sorted(remarks, key=lambda each: (each.place.file, each.place.line or 0))
    texts: dict[str, set[str]] = {}
    for each in ordered:
        texts.setdefault(each.kind or each.text, set()).add(each.text)
    groups: dict[str, RemarkGroup] = {}
    for each in ordered:
        kind = each.kind or each.text
        text = kind if len(texts[kind]) > TEXTS_OF_A_KIND else each.text
        groups.setdefault(text, RemarkGroup(text, [])).remarks.append(each)
    return list(groups.values())


@dataclass(slots=True)
class Report:
    """Counts of what came in, by plural names, and remarks in the order they were made."""

    counts: Counter[str] = field(default_factory=Counter)
    remarks: list[Remark] = field(default_factory=list)

    def count(self, kind: str, number: int = 1) -> None:
        """Add to the number of things of a kind."""
        self.counts[kind] += number

    def loss(self, place: Place, text: str, /, **values: object) -> None:
        """Say that something of the source is not in the portal; `%(name)s` is a value."""
        self._remark(Weight.LOSS, place, text, values)

    def doubt(self, place: Place, text: str, /, **values: object) -> None:
        """Say that something came in, but a person should look at it."""
        self._remark(Weight.DOUBT, place, text, values)

    def note(self, place: Place, text: str, /, **values: object) -> None:
        """Say something that is good to know."""
        self._remark(Weight.NOTE, place, text, values)

    def _remark(self, weight: Weight, place: Place, text: str, values: dict) -> None:
        filled = kind = str(text)
        if values:
            filled, kind = text % values, text % dict.fromkeys(values, "…")
        self.remarks.append(Remark(weight, place, filled, kind))
