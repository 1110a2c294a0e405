"""Several choices that stand in one cell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from consultation.importing.answers.wording import fold, same

# What ends a choice for certain, and what may only seem to: options hold commas. No spaces
# around: looking for those would take a long row of them very long.
_SURE = re.compile(r"[;\n|•]")
_ANY = re.compile(r"[;\n|•,]")
_SPACE = re.compile(r"\s*+")
_BULLET = re.compile(r"\s*+(?:[-*•]\s++)?")


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
                    rest.append(text[unknown:place])
                    unknown = None
                chosen[option] = None
                place = _skip(folded, end)
                continue
            unknown = place if unknown is None else unknown
            following = _ANY.search(folded, place)
            if following is None:
                break
            if _SURE.fullmatch(following[0]):
                rest.append(text[unknown : following.start()])
                unknown = None
            place = _skip(folded, following.start())
        if unknown is not None:
            rest.append(text[unknown:])
        pieces = (piece.strip().rstrip(",;|").strip() for piece in rest)
        return list(chosen), [piece for piece in pieces if piece]

    def _at(self, folded: str, place: int) -> tuple[str | None, int]:
        """Return the longest option at a place of a text that ends where a choice can end."""
        for spelling, option in self.longest_first:
            if spelling and folded.startswith(spelling, place):
                end = place + len(spelling)
                stop = _end_of(_SPACE, folded, end)
                if stop == len(folded) or _ANY.match(folded, stop) or "\n" in folded[end:stop]:
                    return option, end
        return None, place


def _end_of(pattern: re.Pattern[str], text: str, place: int) -> int:
    found = pattern.match(text, place)
    return found.end() if found else place


def _skip(folded: str, place: int) -> int:
    """Return where the next choice begins, behind one sign between choices."""
    place = _end_of(_SPACE, folded, place)
    if _ANY.match(folded, place):
        place += 1
    return _end_of(_BULLET, folded, place)
