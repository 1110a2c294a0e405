"""What an import of responses did, or would do, and what a person should know of it."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from consultation.importing.report import Place, Remark, Report
from consultation.importing.responses.mapping import Mapping, Use
from consultation.importing.responses.page_schema import PageSchema
from consultation.importing.responses.tables import Cell, Table, has_content

# So many rejected rows are named; all of them are in the file of rejected rows.
MOST_NAMED = 20


@dataclass(slots=True)
class ResponseImportOutcome:
    """What an import of responses did, or in a dry run would do.

    Args:
        already_there: how many rows had become responses before.
        same_time: how many new ones came at the very time of an imported response that says
            something else: perhaps the same, changed since.
        first_rejected: number of the row and reason.
        pages: how many responses each page gets, by its title.
        cells: how many cells of each column, by its heading, are filled, and how many of these are
            in rejected rows. Those of the other rows are in their responses, if not left out.
        rejected_file: where the rejected rows were written, if there are any.
        import_pk: what the import is taken back by.
    """

    file_name: str
    mapping: Mapping
    dry_run: bool
    report: Report = field(default_factory=Report)
    imported: int = 0
    already_there: int = 0
    rejected: int = 0
    same_time: int = 0
    first_rejected: list[tuple[int, str]] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    cells: dict[str, list[int]] = field(default_factory=dict)
    rejected_file: Path | None = None
    import_pk: int | None = None

    @property
    def rows(self) -> int:
        """How many rows there are below the headings; every one is accounted for."""
        return self.imported + self.already_there + self.rejected

    def counts(self) -> dict[str, int]:
        """Return how many rows became what."""
        return {
            "rows": self.rows,
            "imported": self.imported,
            "already_there": self.already_there,
            "rejected": self.rejected,
        }

    def reject(self, number: int, reason: str, cells: Iterable[tuple[str, Cell]]) -> None:
        """Count a row that cannot become a response, with its cells and their headings."""
        for heading, cell in cells:
            self.cells[heading][1] += has_content(cell)
        self.rejected += 1
        self.reasons[reason] += 1
        if len(self.first_rejected) < MOST_NAMED:
            self.first_rejected.append((number, reason))

    def describe(self, table: Table, schemas: Collection[PageSchema]) -> None:
        """Put into the report what a person should know."""
        place, report = Place(self.file_name), self.report
        report.count("rows", self.rows)
        report.count("responses", self.imported)
        for weight, text in table.remarks:
            report.remarks.append(Remark(weight, place, text))
        for column in self.mapping.columns:
            cells = self.cells[column.heading][0]
            if column.becomes == Use.IGNORE and cells:
                text = f"Column “{column.heading}” is left out by the mapping. Cells: {cells:,}."
                report.loss(place, text)
        if found := sum(schema.found_options for schema in schemas):
            report.note(
                place,
                f"Answers that the questions do not offer: {found:,}. They are kept as options of "
                "these responses.",
            )
        unfit = [part.column.heading for schema in schemas for part in schema.unfit_parts()]
        for heading in dict.fromkeys(unfit):
            report.doubt(
                place,
                f"Column “{heading}”: some cells do not fit the question. They are kept as "
                f"“{heading} (as given)”.",
            )
        if self.same_time:
            report.doubt(
                place,
                f"New rows that came at the very time of an imported response: {self.same_time:,}. "
                "If the file was changed since, they would be there twice.",
            )
        if self.rejected:
            report.loss(place, f"Rejected rows: {self.rejected:,}.")
