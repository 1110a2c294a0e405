"""What an import of responses did, or would do, and what a person should know of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from consultation.importing.report import Place, Remark, Report
from consultation.importing.responses.answer_schema import AnswerSchema
from consultation.importing.responses.columns import ColumnProfile
from consultation.importing.responses.destination import Destination
from consultation.importing.responses.mapping import Mapping, Use
from consultation.importing.responses.tables import Row, Table, has_content


class RejectedRow(NamedTuple):
    """A row that did not become a response, with the reason, which names none of its cells."""

    number: int
    reason: str
    cells: Row


class ColumnOutcome(NamedTuple):
    """What a column became, in words, and how many of its filled cells are in rejected rows."""

    heading: str
    becomes: str
    filled: int
    rejected: int


@dataclass(slots=True)
class ResponseImportOutcome:
    """What an import of responses did, or in a dry run would do.

    Args:
        already_there: how many rows had become responses before.
        same_time: how many new ones came at the very time of an imported response that says
            something else: perhaps the same, changed since.
        pages: how many responses each page gets, by its title.
        columns: those with filled cells. All cells that are not in rejected rows are in their
            responses, if the column is not left out.
        import_pk: what the import is undone by.
    """

    mapping: Mapping
    report: Report = field(default_factory=Report)
    imported: int = 0
    already_there: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)
    same_time: int = 0
    pages: Counter[str] = field(default_factory=Counter)
    columns: list[ColumnOutcome] = field(default_factory=list)
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

    def describe(
        self,
        table: Table,
        profiles: Sequence[ColumnProfile],
        destination: Destination,
        schema: AnswerSchema,
    ) -> None:
        """Put into the report what a person should know, and what became of every cell."""
        place, report = Place(table.file_name), self.report
        report.remarks += [Remark(weight, place, text) for weight, text in table.remarks]
        rejected: Counter[str] = Counter()
        for row in self.rejected:
            for heading, cell in zip(table.headings, row.cells, strict=False):
                rejected[heading] += has_content(cell)
        pairs = zip(table.headings, profiles, strict=True)
        filled = {heading: profile.filled for heading, profile in pairs}
        left_out, empty = 0, []
        for column in self.mapping.columns:
            heading, cells = column.heading, filled[column.heading]
            if not cells:
                empty.append(f"“{heading}”")
                continue
            becomes = column.describe(destination.find(column.key, heading))
            self.columns.append(ColumnOutcome(heading, becomes, cells, rejected[heading]))
            if column.becomes == Use.IGNORE:
                left_out += cells - rejected[heading]
                text = f"Column “{heading}” is left out by the mapping. Cells: {cells:,}."
                report.loss(place, text)
        if empty:
            report.note(place, f"Columns without a filled cell: {', '.join(empty)}.")
        for heading in (part.column.heading for part in schema.parts if part.has_unfit):
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
        total, in_rejected = sum(filled.values()), rejected.total()
        report.note(
            place,
            f"Filled cells: {total:,}. In responses: {total - in_rejected - left_out:,}. In "
            f"rejected rows: {in_rejected:,}. In columns that are left out: {left_out:,}.",
        )
