"""Several choices that stand in one cell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from consultation.importing.answers.wording import fold, same

# What ends a choice for certain, and what may only seem to: options hold commas.
_SURE = re.compile(r"\s*(?:[;\n|]|\s•)\s*")
_ANY = re.compile(r"\s*(?:[;\n|,]|\s•)\s*")
_BULLET = re.compile(r"\s*(?:[-*•]\s+)?")


@dataclass(frozen=True, slots=True)
class Options:
    """Options of a question, ready to be looked for.

    Args:
        own: each option by its spelling as `same` has it.
        longest_first: spellings as `fold` has them with the option, the longest first.
    """

    own: dict[str, str]
    longest_first: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, options: Sequence[str]) -> "Options":
        """Prepare options."""
        own: dict[str, str] = {}
        for option in options:
            own.setdefault(same(option), option)
        folded = ((fold(option.strip()), option) for option in options)
        return cls(own, tuple(sorted(folded, key=lambda pair: -len(pair[0]))))

    def one(self, text: str) -> str | None:
        """Return the option that a text is, whatever its capitals and quotes."""
        return self.own.get(same(text))

    def several(self, text: str) -> tuple[list[str], list[str]]:
        """Return the options that stand in a text one after another, and what is none of them.

        The longest option that fits is taken, so that commas within options part nothing.
        """
        whole = self.one(text)
        if whole is not None:
            return [whole], []
        folded = fold(text)
        chosen: dict[str, None] = {}
        rest: list[str] = []
        unknown: int | None = None
        place = _skip(folded, 0)
        while place < len(text):
            option, end = self._at(folded, place)
            if option is not None:
                if unknown is not None:
                    rest.append(text[unknown:place].strip(" ,;\n\t|"))
                    unknown = None
                chosen[option] = None
                place = _skip(folded, end)
                continue
            unknown = place if unknown is None else unknown
            next_one = _ANY.search(folded, place)
            if next_one is None:
                break
            if _SURE.fullmatch(next_one[0]):
                rest.append(text[unknown : next_one.start()].strip())
                unknown = None
            place = _BULLET.match(folded, next_one.end()).end()  # type: ignore[union-attr]
        if unknown is not None:
            rest.append(text[unknown:].strip(" ;\n\t|"))
        return list(chosen), [piece for piece in rest if piece]

    def _at(self, folded: str, place: int) -> tuple[str | None, int]:
        """Return the longest option at a place of a text that ends where a choice can end."""
        for spelling, option in self.longest_first:
            if spelling and folded.startswith(spelling, place):
                end = place + len(spelling)
                following = _ANY.match(folded, end)
                if end == len(folded) or following or not folded[end:].strip():
                    return option, end
        return None, place


def _skip(folded: str, place: int) -> int:
    """Return where the next choice begins."""
    found = _ANY.match(folded, place)
    if found:
        place = found.end()
    bullet = _BULLET.match(folded, place)
    return bullet.end() if bullet else place
