"""What an import has to say: how much came in, and every loss or doubt with its place."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consultation.common.text import comma_separated

# Of what is said in more different words than these, only the kind is said.
TEXTS_OF_A_KIND = 12
PLACES_NAMED = 3


class Weight(TextChoices):
    """How much a remark weighs, the heaviest first."""

    LOSS = "loss", _("Not in the portal")
    DOUBT = "doubt", _("To be looked at")
    NOTE = "note", _("Good to know")


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
        places = (str(each.place) for each in self.remarks[:PLACES_NAMED])
        named = comma_separated(filter(None, places))
        more = len(self.remarks) - PLACES_NAMED
        text = gettext("%(places)s and %(number)d more") if more > 0 else "%(places)s"
        return text % {"places": named, "number": more}


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
            given = {
                name: number_format(value, force_grouping=True) if isinstance(value, int) else value
                for name, value in values.items()
            }
            filled, kind = text % given, text % dict.fromkeys(values, "…")
        self.remarks.append(Remark(weight, place, filled, kind))
