"""What an import has to say: how much came in, and every loss or doubt with its place."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Weight(StrEnum):
    """How much a remark weighs, the heaviest first."""

    LOSS = "loss"
    DOUBT = "doubt"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the source something stands.

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
    """One sentence for the person who runs the import."""

    weight: Weight
    place: Place
    text: str


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

    def loss(self, place: Place, text: str) -> None:
        """Say that something of the source is not in the portal."""
        self.remarks.append(Remark(Weight.LOSS, place, text))

    def doubt(self, place: Place, text: str) -> None:
        """Say that something came in, but a person should look at it."""
        self.remarks.append(Remark(Weight.DOUBT, place, text))

    def note(self, place: Place, text: str) -> None:
        """Say something that is good to know."""
        self.remarks.append(Remark(Weight.NOTE, place, text))
