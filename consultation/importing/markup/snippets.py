"""Pieces that a page takes from other files, by `--8<--`: out of the documents' folder alone."""

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from consultation.importing.report import Place, Report
from consultation.importing.source.texts import decoded

_ONE = re.compile(r"""^(?P<indent>[ \t]*)-{1,}8<-{1,}[ \t]+["'](?P<name>[^"'\n]+)["'][ \t]*$""")
_MANY = re.compile(r"^(?P<indent>[ \t]*)-{1,}8<-{1,}[ \t]*$")
DEEPEST = 5
MOST_CHARACTERS = 2_000_000


class Snippets:
    """Puts pieces in their places.

    Args:
        files: the documents' folder.
        report: where missing pieces are reported.
    """

    def __init__(self, files: Mapping[str, Path], report: Report) -> None:
        self.files, self.report = files, report

    def filled(self, text: str, file: str, first_line: int) -> str:
        """Return a text with its pieces in place."""
        if "8<" not in text:
            return text
        return self._filled(text, file, first_line, ())

    def _filled(self, text: str, file: str, first_line: int, within: tuple[str, ...]) -> str:
        filled: list[str] = []
        is_list = False
        size = 0
        for number, line in enumerate(text.split("\n"), first_line):
            one, many = _ONE.match(line), _MANY.match(line)
            if many:
                is_list = not is_list
                continue
            if one or (is_list and line.strip()):
                name = one.group("name") if one else line.strip()
                indent = one.group("indent") if one else ""
                piece = self._piece(name, Place(file, number), within)
                line = "\n".join(indent + each if each else each for each in piece.split("\n"))
            size += len(line)
            if size > MOST_CHARACTERS:
                self.report.loss(Place(file, number), "The pieces of this page grow too large.")
                break
            filled.append(line)
        return "\n".join(filled)

    def _piece(self, name: str, place: Place, within: tuple[str, ...]) -> str:
        wanted, _, part = name.strip().removeprefix(";").partition(":")
        file = str(PurePosixPath(wanted.lstrip("/")))
        path = self.files.get(file) or self.files.get(file.removeprefix("docs/"))
        if path is None or ".." in PurePosixPath(wanted).parts:
            self.report.loss(place, f"The piece {name} is not in the folder. It is missing here.")
            return ""
        if file in within or len(within) >= DEEPEST:
            self.report.loss(place, f"The piece {name} contains itself. It was put in once.")
            return ""
        if path.stat().st_size > MOST_CHARACTERS:
            self.report.loss(place, f"The piece {name} is too large.")
            return ""
        text = decoded(path.read_bytes(), place, self.report)
        if part:
            text = self._part(text, part, name, place)
        return self._filled(text.rstrip("\n"), file, 1, (*within, file))

    def _part(self, text: str, part: str, name: str, place: Place) -> str:
        """Return the lines or the named section that a piece is to consist of."""
        lines = text.split("\n")
        numbers = part.split(":")
        if all(each.isdecimal() or not each for each in numbers):
            first = int(numbers[0] or 1)
            last = int(numbers[1]) if len(numbers) > 1 and numbers[1] else len(lines)
            return "\n".join(lines[max(first - 1, 0) : last])
        start = next((n for n, line in enumerate(lines) if f"[start:{part}]" in line), None)
        end = next((n for n, line in enumerate(lines) if f"[end:{part}]" in line), len(lines))
        if start is None:
            self.report.loss(place, f"The piece {name} has no such section.")
            return ""
        return "\n".join(lines[start + 1 : end])
