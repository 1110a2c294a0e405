"""How the letters of a text file are written: told by its first bytes, else tried, else guessed."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

_PIECE = 1 << 20
# What a guess between two ways of writing is made from.
_GUESSED_FROM = 1 << 22
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ONE_BY_ONE = "portal_one_by_one"
# Signs that are seldom next to letters: what a wrong guess is full of.
_ODD = re.compile(
    r"(?<=[a-z])[À-ÖØ-ÞŠŽŒŸ]|(?<=\w)[^\w\s’\u2018'\-.,;:!?()\"“”…/&–—@#%+*=_<>\[\]{}|~`^°$£€\\](?=\w)"
    r"|[\x80-\x9f]"
)


def _one_by_one(error: UnicodeError) -> tuple[str, int]:
    """Read single bytes that do not fit in as Windows writes them, for `codecs`."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    data = error.object[error.start : error.end]
    signs = []
    for byte in data:
        try:
            signs.append(bytes([byte]).decode("cp1252"))
        except UnicodeDecodeError:
            signs.append(chr(byte))
    return "".join(signs), error.end


codecs.register_error(ONE_BY_ONE, _one_by_one)


@dataclass(frozen=True, slots=True)
class Letters:
    """How a file's letters are written.

    Args:
        encoding: a name that Python knows.
        doubt: what a person should look at, or "".
        note: what is good to know, or "".
    """

    encoding: str
    doubt: str = ""
    note: str = ""


def _utf8_signs(file: Path) -> tuple[int, int]:
    """Return how many signs beyond ASCII are good UTF-8, and how many bytes are not."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    good = bad = 0
    with file.open("rb") as stream:
        while True:
            piece = stream.read(_PIECE)
            text = decoder.decode(piece, final=not piece)
            if not text.isascii():
                broken = sum("\udc80" <= sign <= "\udcff" for sign in text)
                good += sum(sign > "\x7f" for sign in text) - broken
                bad += broken
            if not piece:
                return good, bad


def find_letters(file: Path) -> Letters:
    """Find out how a text file is written."""
    with file.open("rb") as stream:
        head = stream.read(1 << 16)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return Letters(encoding)
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 5 > len(head):
        return Letters("utf-16-le" if odd > even else "utf-16-be")
    good, bad = _utf8_signs(file)
    if not bad:
        return Letters("utf-8")
    if good > 10 * bad:
        return Letters(
            "utf-8",
            doubt=f"The file is in UTF-8 but for {bad} bytes, which were read as Windows writes "
            "them: look for odd letters.",
        )
    with file.open("rb") as stream:
        data = stream.read(_GUESSED_FROM)
    windows = len(_ODD.findall(data.decode("cp1252", ONE_BY_ONE)))
    mac = len(_ODD.findall(data.decode("mac_roman")))
    if mac < windows:
        return Letters(
            "mac_roman",
            doubt="The letters look as old Macs wrote them (Mac Roman). This is a guess: look "
            "for odd letters, and name the encoding in the map if it is wrong.",
        )
    return Letters(
        "cp1252",
        note="The file is not in UTF-8: its letters were read as Windows-1252, which holds "
        "Latin-1 as well.",
    )
