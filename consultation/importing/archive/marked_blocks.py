"""Blocks that Markdown has no words for: kept as data in comments, around a text for people.

    <!-- portal-block {"type": "cycle", "value": {...}} -->

    What a person reads.

    <!-- /portal-block -->

Whoever reads such a file believes none of it: see `consultation.importing.archive.settling`.
"""

import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from consultation.importing.report import Place, Report

_START = re.compile(r"<!-- portal-block (\{.*\}) -->[ \t]*")
_END = re.compile(r"<!-- /portal-block -->[ \t]*")
_ANCHOR = re.compile(r"^#{2,4} .*\{#([^\s{}]+)\}$", re.MULTILINE)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
# More than any block that the editor could hold.
MOST_CHARACTERS = 2_000_000
# No block: what a page shows by itself, for people only.
SHOWN = "shown"
# The element that stands for a block while the text around it is read.
ATTRIBUTE = "data-portal-block"


@dataclass(slots=True)
class MarkedBlock:
    """A block as a file tells of it; nothing of it has been checked.

    Args:
        type: its kind.
        value: its portable value.
        footnotes: texts of the footnotes that stand in it, by the names used there.
        place: where it begins.
        anchors: what the headings in its text for people are named.
    """

    type: str
    value: Any
    footnotes: dict[str, str]
    place: Place
    anchors: tuple[str, ...] = ()


@dataclass(slots=True)
class Extracted:
    """A file's text without its marked blocks.

    Args:
        text: the text; each block is an element `<div data-portal-block="key"></div>` in its
            place, and every other line stands where it stood.
        blocks: the blocks by these keys, which nobody can guess.
    """

    text: str
    blocks: dict[str, MarkedBlock] = field(default_factory=dict)


def write_marks(kind: str, value: Any, text: str, footnotes: dict[str, str] | None = None) -> str:
    """Return a block between its marks.

    Args:
        kind: its kind.
        value: its portable value.
        text: the same in Markdown, for people.
        footnotes: texts of the footnotes that stand in it.
    """
    told = {"type": kind, "value": value} | ({"footnotes": footnotes} if footnotes else {})
    data = json.dumps(told, ensure_ascii=False)
    # A comment ends at the first "-->", and no reader of HTML agrees about "--" within it.
    data = data.replace("--", "-\\u002d").replace("<", "\\u003c").replace(">", "\\u003e")
    data = re.sub("[\u2028\u2029\x7f-\x9f\ud800-\udfff]", _escaped, data)
    return f"<!-- portal-block {data} -->\n\n{text}\n\n<!-- /portal-block -->"


def _escaped(sign: re.Match[str]) -> str:
    return f"\\u{ord(sign[0]):04x}"


def extract_marks(text: str, file: str, report: Report, first_line: int = 1) -> Extracted:
    """Take the marked blocks out of a Markdown file.

    A mark that cannot be read is left out and reported; the text for people that
    stands in it is then read instead.

    Args:
        text: the file's text.
        file: its path in the source, for the report.
        report: takes what cannot be read.
        first_line: the line of the file that the text begins on.
    """
    lines = text.split("\n")
    found = Extracted("")
    kept: list[str] = []
    for start, end, is_marked in _spans(lines):
        block = None
        if is_marked:
            block = _read(lines[start], Place(file, first_line + start), report)
        if block is None:
            inner = lines[start:end]
            if is_marked:
                inner = ["", *inner[1:-1], ""]
            kept.extend(inner)
            continue
        empty = [""] * (end - start - 1)
        stands_for = ""
        if block.type == SHOWN:
            report.note(block.place, "What the portal shows here by itself was not read.")
        else:
            block.anchors = tuple(_ANCHOR.findall("\n".join(lines[start + 1 : end])))
            key = secrets.token_hex(8)
            found.blocks[key] = block
            stands_for = f'<div {ATTRIBUTE}="{key}"></div>'
        kept.extend([stands_for, *empty])
    found.text = "\n".join(kept)
    return found


def _spans(lines: list[str]) -> Iterator[tuple[int, int, bool]]:
    """Yield (first line, line after the last, whether it is a marked block)."""
    at, plain, fence = 0, 0, ""
    while at < len(lines):
        line = lines[at].rstrip("\r")
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and fence and mark[1].startswith(fence) and not line.strip(" `~"):
            fence = ""
        elif not fence and _START.fullmatch(line):
            end = _closing(lines, at + 1)
            if end:
                if plain < at:
                    yield plain, at, False
                yield at, end, True
                at = plain = end
                continue
        at += 1
    if plain < len(lines):
        yield plain, len(lines), False


def _closing(lines: list[str], at: int) -> int:
    """Return the line after the closing mark; 0 where there is none before the next opening."""
    for number in range(at, len(lines)):
        line = lines[number].rstrip("\r")
        if _END.fullmatch(line):
            return number + 1
        if _START.fullmatch(line):
            return 0
    return 0


def _read(line: str, place: Place, report: Report) -> MarkedBlock | None:
    """Return what a mark says; None, with a remark, for one that cannot be read."""
    mark = _START.fullmatch(line.rstrip("\r"))
    try:
        if mark is None or len(mark[1]) > MOST_CHARACTERS:
            raise ValueError
        told = json.loads(mark[1])
        kind, value, footnotes = told["type"], told["value"], told.get("footnotes") or {}
        if not isinstance(kind, str) or not isinstance(footnotes, dict):
            raise TypeError
    except (ValueError, TypeError, KeyError, RecursionError):
        report.doubt(
            place, "A mark of a block cannot be read; the text within it was read instead."
        )
        return None
    return MarkedBlock(
        kind, value, {str(name): str(note) for name, note in footnotes.items()}, place
    )
