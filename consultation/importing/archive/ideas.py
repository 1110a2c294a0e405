"""The idea set that an archive brings along: what the portal has not is made from its CSV."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from consultation.importing.archive.manifest import small_file
from consultation.importing.report import Place, Report
from ideas.import_export.preview import ImportPreview, apply_import
from ideas.import_export.spreadsheet import LEVELS, VERSIONS, Row, Spreadsheet, read_spreadsheet
from ideas.models import IdeaSet
from ideas.services import free_name

IDEAS = "data/ideas.csv"


@dataclass(slots=True)
class ArchiveIdeas:
    """What an archive says of ideas: the name of their set, and rows of its CSV file."""

    name: str = ""
    rows: list[Row] = field(default_factory=list)
    _ids: dict[Any, dict[str, int]] = field(default_factory=dict)

    def find(self, model: Any, code: str) -> int | None:
        """Return the id of a set, area, theme or idea; 0 for one that a dry run would make."""
        return self._ids.get(model, {}).get(code)

    def make(
        self, report: Report, *, dry_run: bool, publish: bool = False, user: Any = None
    ) -> None:
        """Make what the portal has not, within the open transaction, and find all of them."""
        self._ids = _known()
        idea_set = self._idea_set() if self.name else None
        if idea_set and not dry_run:
            idea_set.save()
        if idea_set and (rows := list(filter(None, map(self._missing, self.rows)))):
            sheet = Spreadsheet(rows)
            if dry_run:
                preview = ImportPreview(sheet, idea_set)
            else:
                preview = apply_import(sheet, idea_set, publish=publish, user=user)[0]
            for problem in preview.problems:
                report.loss(Place(IDEAS), _("The ideas cannot be made. %(why)s"), why=problem)
            if not preview.problems:
                made = len(preview.added)
                report.count("ideas", sum(item.kind == "idea" for item in preview.added))
                text = _("Areas, themes and ideas that are not here yet: %(number)d.")
                report.note(Place(IDEAS), text % {"number": made})
            self._ids = _known()
        if idea_set:
            self._ids[IdeaSet][self.name] = idea_set.pk or 0
        for row in self.rows if dry_run else ():
            for level in LEVELS:
                self._ids[level.model].setdefault(row.cells.get(level.code, ""), 0)

    def _idea_set(self) -> IdeaSet:
        """Return the set that has these areas here, or an empty one of this name, or a new one."""
        codes = [row.cells.get(LEVELS[0].code) for row in self.rows]
        is_empty = Q(name=self.name, areas=None)
        known = IdeaSet.objects.filter(is_empty | Q(areas__code__in=codes)).first()
        return known or IdeaSet(name=free_name(self.name))

    def _missing(self, row: Row) -> Row | None:
        """Return a row with what the portal has not; None if it has all of it."""
        told = [level for level in LEVELS if row.cells.get(level.code)]
        if not told or row.cells[told[-1].code] in self._ids[told[-1].model]:
            return None
        cells = dict(row.cells) | {VERSIONS: ""}
        for level in told:
            if row.cells[level.code] in self._ids[level.model]:
                # It stays as it is: only its code says which it is.
                cells |= dict.fromkeys(level.fields.keys() & cells.keys(), "")
        return Row(row.number, cells)


def _known() -> dict[Any, dict[str, int]]:
    models = [level.model for level in LEVELS]
    known = {model: dict(model._default_manager.values_list("code", "pk")) for model in models}
    return known | {IdeaSet: dict(IdeaSet.objects.values_list("name", "pk"))}


def read_ideas(folder: Path, name: object, report: Report) -> ArchiveIdeas:
    """Return what an archive says of ideas, and report what cannot be read."""
    content = small_file(folder, IDEAS).strip()
    if b"\n" not in content:
        # Headings alone: there were no ideas.
        return ArchiveIdeas(_named(name))
    sheet = read_spreadsheet(content)
    for problem in sheet.problems[:20]:
        report.loss(Place(IDEAS), _("The ideas cannot be read. %(why)s"), why=problem)
    return ArchiveIdeas(_named(name), [] if sheet.problems else sheet.rows)


def _named(name: object) -> str:
    return name[:100] if isinstance(name, str) else ""
