"""Texts of a form as a block can hold them."""

import re
import unicodedata
from dataclasses import dataclass

# They turn the reading direction of whatever follows.
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\ufeff")

_OPTIONAL = re.compile(r"[(\[]\s*optional\b\s*[,;:–—-]?\s*(?P<more>[^()\[\]]*)[)\]]", re.I)
_REQUIRED = re.compile(
    r"[(\[]\s*(?:required|mandatory)\b\s*[,;:–—-]?\s*(?P<more>[^()\[\]]*)[)\]]", re.I
)
_OPTIONAL_END = re.compile(r"\s*[,–—-]\s*optional$", re.I)
_REQUIRED_END = re.compile(r"\s*[,–—-]\s*(?:required|mandatory)$", re.I)
_STARS = "*\uff0a\u2217\u2731"


@dataclass(frozen=True, slots=True)
class Wording:
    """A label without its marks.

    Args:
        text: the label.
        required: what the marks say; None where there are none.
        more: what stood in the brackets of a mark besides.
    """

    text: str
    required: bool | None = None
    more: str = ""


def one_line(text: str) -> str:
    """Return text with single spaces and without signs that nobody sees."""
    seen = "".join(
        " " if char.isspace() else char
        for char in text
        if char.isspace() or (unicodedata.category(char) not in ("Cc", "Cs") and _is_seen(char))
    )
    return " ".join(seen.split())


def _is_seen(char: str) -> bool:
    code = ord(char)
    return char not in _DIRECTIONS and code & 0xFFFE != 0xFFFE and not 0xFDD0 <= code <= 0xFDEF


def same(one: str, other: str) -> bool:
    """Say whether two texts are the same to a reader."""
    return bare(one) == bare(other)


def repeats(text: str, other: str) -> bool:
    """Say whether a text says nothing that another does not say."""
    words = bare(text).split()
    said = bare(other).split()
    return all(word in said for word in words)


def bare(text: str) -> str:
    """Return the words of a text alone, in small letters."""
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())


def read_wording(text: str) -> Wording:
    """Take the marks for required and optional off a label, and understand them."""
    text = one_line(text)
    required: bool | None = None
    more: list[str] = []
    for pattern, meaning in ((_REQUIRED, True), (_OPTIONAL, False)):
        match = pattern.search(text)
        if match:
            required = meaning
            more.append(one_line(match["more"]))
            text = one_line(text[: match.start()] + " " + text[match.end() :])
    if _OPTIONAL_END.search(text):
        text, required = _OPTIONAL_END.sub("", text), False
    if _REQUIRED_END.search(text):
        text, required = _REQUIRED_END.sub("", text), True
    starless = text.strip(_STARS + " ").removesuffix(":").strip(_STARS + " ")
    if any(text.startswith(star) or text.rstrip(" :").endswith(star) for star in _STARS):
        required = True
    return Wording(starless, required, capital(" ".join(part for part in more if part)))


def capital(text: str) -> str:
    """Return a text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """Return a text that can stand before another sentence."""
    text = capital(text)
    return text if not text or text[-1] in ".!?…:;”)" else f"{text}."


def shorten(text: str, length: int) -> str:
    """Return the beginning of a text, cut between words, with a sign that there is more."""
    if len(text) <= length:
        return text
    head = text[: length - 1]
    space = head.rfind(" ")
    return (head[:space] if space > length // 2 else head).rstrip(" ,;:–—-") + "…"
