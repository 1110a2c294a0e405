"""The ideas that an archive brings along: those that the portal has not are made from its sheet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from consultation.importing.archive.form import IDEAS
from consultation.importing.archive.recognising import is_archive, is_small_file
from consultation.importing.report import Place, Report
from ideas.models import Area, Idea, Theme
from ideas.sheets import VERSIONS
from ideas.sheets.applying import apply_plan
from ideas.sheets.files import SheetRow, read_rows
from ideas.sheets.planning import Plan, make_plan
from ideas.sheets.problems import SheetError

_CODES = {Area: "area_code", Theme: "theme_code", Idea: "idea_code"}
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
    rows: list[SheetRow] = field(default_factory=list)
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
            plan, _ = apply_plan(partial(make_plan, rows), publish=publish, user=user)
            _tell(plan, report)

    def foresee(self, report: Report) -> None:
        """Say what `make` would do; nothing is written."""
        rows = self._missing()
        if rows:
            _tell(make_plan(rows), report)

    def _missing(self) -> list[SheetRow]:
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
            rows.append(SheetRow(row.number, cells))
        return rows


def _columns_of(model: Any, cells: Mapping[str, str]) -> list[str]:
    name = str(model._meta.model_name)
    own = [column for column in cells if column == name or column.startswith(f"{name}_")]
    return [column for column in own if column != _CODES[model]]


def _tell(plan: Plan, report: Report) -> None:
    for problem in plan.problems:
        report.loss(Place(IDEAS), f"The ideas cannot be made. {problem}")
    if not plan.problems:
        report.count("ideas", sum(change.kind == "idea" for change in plan.added))
        report.note(
            Place(IDEAS), f"Areas, themes and ideas that are not here yet: {len(plan.added)}."
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
    try:
        found.rows = read_rows(content)
    except SheetError as error:
        for problem in error.problems[:20]:
            report.loss(Place(IDEAS), f"The ideas cannot be read. {problem}")
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
