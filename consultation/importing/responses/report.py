"""What an import of responses did, or would do, and what a person should know of it."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from consultation.importing.report import Place, Remark, Report
from consultation.importing.responses.mapping import Mapping, Use
from consultation.importing.responses.page_schema import PageSchema
from consultation.importing.responses.tables import Row, Table, has_content


class RejectedRow(NamedTuple):
    """A row that did not become a response, with the reason, which names none of its cells."""

    number: int
    reason: str
    cells: Row


@dataclass(slots=True)
class ResponseImportOutcome:
    """What an import of responses did, or in a dry run would do.

    Args:
        already_there: how many rows had become responses before.
        same_time: how many new ones came at the very time of an imported response that says
            something else: perhaps the same, changed since.
        pages: how many responses each page gets, by its title.
        cells: how many cells of each column are filled, and `rejected_cells` how many of them are
            in rejected rows. Those of the other rows are in their responses, if not left out.
        import_pk: what the import is undone by.
    """

    mapping: Mapping
    report: Report = field(default_factory=Report)
    imported: int = 0
    already_there: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)
    same_time: int = 0
    pages: Counter[str] = field(default_factory=Counter)
    cells: dict[str, int] = field(default_factory=dict)
    rejected_cells: Counter[str] = field(default_factory=Counter)
    rejected_file: Path | None = None
    import_pk: int | None = None

    def counts(self) -> dict[str, int]:
        """Return how many rows became what; together the last three are the first."""
        rejected = len(self.rejected)
        return {
            "rows": self.imported + self.already_there + rejected,
            "imported": self.imported,
            "already_there": self.already_there,
            "rejected": rejected,
        }

    def describe(self, table: Table, schemas: Collection[PageSchema]) -> None:
        """Put into the report what a person should know."""
        place, report = Place(table.file_name), self.report
        report.remarks += [Remark(weight, place, text) for weight, text in table.remarks]
        for row in self.rejected:
            for heading, cell in zip(table.headings, row.cells, strict=False):
                self.rejected_cells[heading] += has_content(cell)
        for column in self.mapping.columns:
            cells = self.cells[column.heading]
            if column.becomes == Use.IGNORE and cells:
                text = f"Column “{column.heading}” is left out by the mapping. Cells: {cells:,}."
                report.loss(place, text)
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
        for reason, number in Counter(each.reason for each in self.rejected).most_common():
            report.loss(place, f"Rejected rows: {number:,}. {reason}")
