"""A spreadsheet with a row for each idea, with its theme and area: written and read."""

import csv
import difflib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, zip_longest
from typing import IO, NamedTuple

from django.utils.translation import gettext

from consultation.common import spreadsheets
from consultation.common.csv_safety import guard, unguard
from consultation.common.text import without_keys
from ideas.models import Area, Idea, ReviewableSnippet, Theme
from ideas.tree import read_tree


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """The columns of areas, of themes or of ideas, with their fields."""

    model: type[ReviewableSnippet]
    fields: dict[str, str]

    @property
    def name(self) -> str:
        """The column with the words that identify an item without a code."""
        return str(self.model._meta.model_name)

    @property
    def code(self) -> str:
        """The column with the code."""
        return f"{self.name}_code"


LEVELS = (
    Level(Area, {"area": "name", "area_colour": "colour", "area_summary": "summary"}),
    Level(
        Theme, {"theme": "title", "theme_short_title": "short_title", "theme_summary": "summary"}
    ),
    Level(
        Idea,
        {
            "idea_first_word": "lead",
            "idea": "statement",
            "idea_description": "description",
            "idea_status": "status",
            "idea_note": "public_note",
        },
    ),
)
# The revisions that the spreadsheet was made from, so that an import sees later changes.
VERSIONS = "versions"
# Those of tens of thousands of ideas; a small file may unfold into far more.
MOST_CELLS = 500_000
COLUMNS = (*chain.from_iterable((each.code, *each.fields) for each in LEVELS), VERSIONS)

# The errors that spreadsheet programs show in place of a result.
_FAILED = re.compile(r"#(NAME\?|REF!|VALUE!|DIV/0!|NULL!|NUM!|N/A|SPILL!)|Err:\d+")
# Control characters but for tabs and line ends.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Problem(NamedTuple):
    """An error in a cell or a file, or a note about it."""

    row: int  # as in spreadsheet programs: the headings are row 1, and 0 is the file
    column: str  # its heading, or ""
    text: str

    def __str__(self) -> str:
        if not self.row:
            return self.text
        if self.column:
            return gettext("Row %(row)d, column %(column)s: %(text)s") % self._asdict()
        return gettext("Row %(row)d: %(text)s") % self._asdict()


class Row(NamedTuple):
    """A row below the headings, with the texts of its cells by column."""

    number: int
    cells: dict[str, str]


@dataclass(slots=True)
class Spreadsheet:
    """The content of a spreadsheet: rows, errors and notes."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)


def cell_text(item: ReviewableSnippet, field_name: str) -> str:
    """Return the text of a field's cell."""
    value = str(getattr(item, field_name))
    return without_keys(value) if field_name == "description" else value


def write_spreadsheet(target: IO[str], idea_set: int | None, *, drafts: bool = True) -> int:
    """Write the tree of an idea set as CSV and return the number of rows.

    Args:
        target: a text file opened with newline="".
        idea_set: its id; None writes the headings alone.
        drafts: whether to write all newest drafts, or only what is public.
    """
    writer = csv.DictWriter(target, COLUMNS, restval="")
    writer.writeheader()
    rows = _items_by_row(idea_set, drafts)
    for items in rows:
        cells = {}
        for level, item in zip(LEVELS, items, strict=False):
            cells[level.code] = item.code
            for column, name in level.fields.items():
                cells[column] = guard(cell_text(item, name))
        versions = zip(LEVELS, map(version_of, items), strict=False)
        cells[VERSIONS] = " ".join(f"{level.name}:{version}" for level, version in versions)
        writer.writerow(cells)
    return len(rows)


def version_of(item: ReviewableSnippet) -> str:
    """Return the spreadsheet's text for the newest revision of an item."""
    return str(item.latest_revision_id or 0)


def _items_by_row(idea_set: int | None, drafts: bool) -> list[list[ReviewableSnippet]]:
    """Return the items of each row: an idea, or a theme or area that has none below it."""
    rows: list[list[ReviewableSnippet]] = []
    for area in read_tree(idea_set, drafts=drafts):
        rows += [] if area.themes else [[area.area]]
        for theme in area.themes:
            rows += [[area.area, theme.theme, idea] for idea in theme.ideas]
            rows += [] if theme.ideas else [[area.area, theme.theme]]
    return rows


def read_spreadsheet(data: bytes) -> Spreadsheet:
    """Return the content of an XLSX workbook, or of a CSV file in any encoding and delimiter."""
    found = Spreadsheet()
    headings: list[str] = []
    try:
        file = spreadsheets.read_rows(partial(io.BytesIO, data), strict=True, most_cells=MOST_CELLS)
        found.remarks += [Problem(0, "", text) for text in file.remarks]
        for number, row in file.rows:
            cells = [*map(spreadsheets.cell_text, row)]
            if headings:
                found.rows.append(_read_row(number, cells, headings, found.problems))
            elif any(names := [re.sub(r"\W+", "_", cell.strip().lower()) for cell in cells]):
                headings = names
                found.problems += _heading_problems(names)
                if found.problems:
                    break
    except spreadsheets.SpreadsheetError as error:
        found.problems.append(Problem(error.row, "", str(error)))
    if not found.rows and not found.problems:
        empty = gettext("The file is empty.")
        text = gettext("There are no rows below the headings.") if headings else empty
        found.problems.append(Problem(0, "", text))
    return found


def _read_row(number: int, cells: Sequence[str], names: list[str], problems: list[Problem]) -> Row:
    row = Row(number, dict.fromkeys(filter(None, names), ""))
    # Spreadsheet programs omit empty cells at the end of a row.
    for name, text in zip_longest(names, cells, fillvalue=""):
        cell = unguard(text.strip()).strip()
        problem = ""
        if name:
            row.cells[name] = cell
        elif cell:
            problem = gettext('a cell has no heading. Put “"” around a text that contains a comma.')
        if found := _CONTROL.search(cell):
            problem = gettext(
                "it has an invisible character (U+%(code)04X). Type the text again."
            ) % {"code": ord(found[0])}
        elif _FAILED.fullmatch(cell):
            problem = gettext(
                "the spreadsheet program put “%(text)s” here. Type the text again, after a '."
            ) % {"text": cell}
        if problem:
            problems.append(Problem(number, name, problem))
    return row


def _heading_problems(names: list[str]) -> Iterator[Problem]:
    for name in dict.fromkeys(filter(None, names)):
        if name not in COLUMNS:
            near = difflib.get_close_matches(name, COLUMNS, n=1)
            text = gettext("this is not a column of ideas.")
            if near:
                text = gettext("this is not a column of ideas. Did you mean “%(column)s”?")
                text %= {"column": near[0]}
            yield Problem(1, name[:60], text)
        elif names.count(name) > 1:
            yield Problem(1, name, gettext("this column appears more than once."))
    for level in LEVELS:
        if level.name not in names:
            yield Problem(1, level.name, gettext("this column is missing."))
