"""The ideas that an archive brings along: those that the portal has not are made from its sheet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from consultation.importing.archive.form import IDEAS
from consultation.importing.archive.recognising import is_archive, is_small_file
from consultation.importing.report import Place, Report
from ideas.import_export.preview import ImportPreview, apply_import
from ideas.import_export.spreadsheet import LEVELS, VERSIONS, Row, Spreadsheet, read_spreadsheet

_CODES = {level.model: level.code for level in LEVELS}
# Where a block names an area, theme or idea.
_FIELDS = ("area", "theme", "idea", "ideas")


def _known() -> dict[Any, set[str]]:
    return {model: set(model._default_manager.values_list("code", flat=True)) for model in _CODES}


@dataclass(slots=True)
class ArchivedIdeas:
    """What a source says of ideas.

    Args:
        is_archive: whether a portal wrote the source; no other says anything.
        rows: the rows of its sheet.
        codes: all codes that there are here, or will be.
    """

    is_archive: bool = False
    rows: list[Row] = field(default_factory=list)
    codes: dict[Any, set[str]] = field(default_factory=dict)

    def ids(self) -> dict[str, int]:
        """Return the ids of areas, themes and ideas by the names that stand for them."""
        return {
            f"{model._meta.model_name}:{code}": pk
            for model in _CODES
            for code, pk in model._default_manager.values_list("code", "pk")
        }

    def make(self, user: Any, report: Report, *, publish: bool) -> None:
        """Make what the portal has not, within the open transaction.

        Args:
            user: whose they are; None is the server.
            report: takes what cannot be made, and how many were.
            publish: whether readers see them at once.
        """
        rows = self._missing()
        if rows:
            preview, _ = apply_import(Spreadsheet(rows), publish=publish, user=user)
            _tell(preview, report)

    def foresee(self, report: Report) -> None:
        """Say what `make` would do; nothing is written."""
        rows = self._missing()
        if rows:
            _tell(ImportPreview(Spreadsheet(rows)), report)

    def _missing(self) -> list[Row]:
        """Return the rows of ideas, themes and areas that the portal has not."""
        known = _known()
        rows = []
        for row in self.rows:
            told = {model: row.cells.get(column, "") for model, column in _CODES.items()}
            lowest = next((model for model in reversed(_CODES) if told[model]), None)
            if lowest is None or told[lowest] in known[lowest]:
                continue
            cells = dict(row.cells) | {VERSIONS: ""}
            for model, code in told.items():
                if code in known[model]:
                    # It stays as it is: only its code says which it is.
                    cells |= dict.fromkeys(_columns_of(model, cells), "")
            rows.append(Row(row.number, cells))
        return rows


def _columns_of(model: Any, cells: Mapping[str, str]) -> list[str]:
    fields = next(level.fields for level in LEVELS if level.model is model)
    return [column for column in fields if column in cells]


def _tell(preview: ImportPreview, report: Report) -> None:
    for problem in preview.problems:
        report.loss(Place(IDEAS), f"The ideas cannot be made. {problem}")
    if not preview.problems:
        report.count("ideas", sum(item.kind == "idea" for item in preview.added))
        report.note(
            Place(IDEAS), f"Areas, themes and ideas that are not here yet: {len(preview.added)}."
        )


def read_ideas(folder: Path, report: Report) -> ArchivedIdeas:
    """Return what a source says of ideas.

    Args:
        folder: its topmost folder.
        report: takes what cannot be read.
    """
    found = ArchivedIdeas(is_archive(folder), codes=_known())
    sheet = folder / IDEAS
    if not found.is_archive or not is_small_file(sheet, folder):
        return found
    content = sheet.read_bytes().strip()
    if b"\n" not in content:
        # Headings alone: there were no ideas.
        return found
    spreadsheet = read_spreadsheet(content)
    for problem in spreadsheet.problems[:20]:
        report.loss(Place(IDEAS), f"The ideas cannot be read. {problem}")
    found.rows = [] if spreadsheet.problems else spreadsheet.rows
    for row in found.rows:
        for model, column in _CODES.items():
            if row.cells.get(column):
                found.codes[model].add(row.cells[column])
    return found


def with_idea_ids(value: Any, ids: Mapping[str, int], key: str = "") -> Any:
    """Return a raw value with the ids of ideas in place of what stands for them.

    Args:
        value: blocks, or a value of one.
        ids: as `ArchivedIdeas.ids` gives them.
        key: the field that the value stands in.
    """
    if isinstance(value, dict):
        inner = key if key == "ideas" else ""
        return {
            name: with_idea_ids(each, ids, inner if name == "value" else name)
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [with_idea_ids(each, ids, key) for each in value]
    if isinstance(value, str) and key in _FIELDS:
        return ids.get(value)
    return value
