from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from consultation.importing.answers.mapping import Mapping
from consultation.importing.report import Report

# So many rejected rows are named; all of them are in the sheet of rejected rows.
MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that did not come in.

    Args:
        number: of the row, as spreadsheet programs count.
        reason: a sentence without anything that stands in the row.
    """

    number: int
    reason: str


@dataclass(slots=True)
class AnswersImport:
    """What an import of answers did, or in a dry run would do.

    Args:
        file_name: name of the file.
        target: title of the page or consultation.
        mapping: the map that was used.
        dry_run: whether nothing was written.
        report: losses, doubts and notes.
        rows: how many rows the sheet has below its headings.
        imported: how many became responses.
        already_there: how many had become responses before.
        rejected: how many could not.
        same_moment: how many new ones came at the very moment of an imported response that
            says something else: perhaps the same answer, changed since.
        first_rejected: the first of those that were rejected.
        reasons: how many were rejected for each reason.
        pages: how many responses each page gets, by its title.
        rejected_file: where the rejected rows were written, if there are any.
    """

    file_name: str
    target: str
    mapping: Mapping
    dry_run: bool
    report: Report = field(default_factory=Report)
    rows: int = 0
    imported: int = 0
    already_there: int = 0
    rejected: int = 0
    same_moment: int = 0
    first_rejected: list[RejectedRow] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    pages: dict[str, int] = field(default_factory=dict)
    rejected_file: Path | None = None

    @property
    def adds_up(self) -> bool:
        """Whether every row is accounted for."""
        return self.rows == self.imported + self.already_there + self.rejected

    def reject(self, number: int, reason: str) -> None:
        """Count a row that cannot become a response."""
        self.rejected += 1
        self.reasons[reason] += 1
        if len(self.first_rejected) < MOST_NAMED:
            self.first_rejected.append(RejectedRow(number, reason))
