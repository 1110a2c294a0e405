"""What an import has to say: how much came in, and every loss or doubt with its place."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

# Of what is said in more different words than these, only the kind is said.
TEXTS_OF_A_KIND = 12
PLACES_NAMED = 3


class Weight(StrEnum):
    """How much a remark weighs, the heaviest first."""

    LOSS = "loss"
    DOUBT = "doubt"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the source.

    Args:
        file: the path inside the source, with forward slashes; empty for the source as a whole.
        line: counted from 1; None where a line means nothing.
    """

    file: str
    line: int | None = None

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Remark:
    """One sentence for the person who runs the import.

    Args:
        weight: how much it weighs.
        place: what it is about.
        text: the sentence.
        kind: the sentence without the names in it, by which remarks are put together.
    """

    weight: Weight
    place: Place
    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class RemarkGroup:
    """What is said once of many places.

    Args:
        text: the sentence.
        remarks: what it says of each place, in the order of files and lines.
    """

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
    """Counts and remarks of one import, gathered while it runs.

    Args:
        counts: how many of each kind of thing came in, by its plural name ("pages", "pictures").
        remarks: in the order in which they were made.
    """

    counts: Counter[str] = field(default_factory=Counter)
    remarks: list[Remark] = field(default_factory=list)

    def count(self, kind: str, number: int = 1) -> None:
        """Add to the number of things of a kind."""
        self.counts[kind] += number

    def loss(self, place: Place, text: str, *names: str) -> None:
        """Say that something of the source is not in the portal; each `{}` is one of the names."""
        self._remark(Weight.LOSS, place, text, names)

    def doubt(self, place: Place, text: str, *names: str) -> None:
        """Say that something came in, but a person should look at it."""
        self._remark(Weight.DOUBT, place, text, names)

    def note(self, place: Place, text: str, *names: str) -> None:
        """Say something that is good to know."""
        self._remark(Weight.NOTE, place, text, names)

    def _remark(self, weight: Weight, place: Place, text: str, names: tuple[str, ...]) -> None:
        kind = text.format(*("…" for _ in names)) if names else text
        self.remarks.append(Remark(weight, place, text.format(*names) if names else text, kind))
