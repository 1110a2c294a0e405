"""Imports a spreadsheet of responses in one transaction, and takes a whole import back."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from consultation.common.spreadsheets import Row, SheetRows, cell_text, has_content
from consultation.importing.models import ResponseImport
from consultation.importing.report import Place, Report
from consultation.importing.responses.answer_schema import AnswerSchema, as_given
from consultation.importing.responses.columns import profile_columns
from consultation.importing.responses.destination import Destination
from consultation.importing.responses.mapping import Mapping, Use
from consultation.importing.responses.mapping_suggester import suggest_mapping
from consultation.importing.responses.rows import ReadRow, RowReader, RowRejectedError
from consultation.importing.responses.tables import (
    HELPERS,
    ResponseImportError,
    clean_text,
    helpers,
    open_table,
)
from consultation.responses.exports.csv import BOM, csv_lines
from consultation.responses.models import FormVersion, Source
from consultation.responses.references import new_reference
from consultation.responses.results.idea_results import CountKey, add_counts
from consultation.responses.services import (
    BATCH,
    already_there,
    imported_times,
    new_response,
    record_imported,
    record_imported_forms,
    remove_imported,
)


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
        columns: all of them. All cells that are not in rejected rows are in their responses, if
            the column is not left out.
    """

    table: SheetRows
    report: Report = field(default_factory=Report)
    imported: int = 0
    already_there: int = 0
    rejected: list[RejectedRow] = field(default_factory=list)
    same_time: int = 0
    pages: Counter[str] = field(default_factory=Counter)
    columns: list[ColumnOutcome] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Return how many rows became what; together the last three are the first."""
        rejected = len(self.rejected)
        return {
            "rows": self.imported + self.already_there + rejected,
            "imported": self.imported,
            "already_there": self.already_there,
            "rejected": rejected,
        }

    def rejected_csv(self) -> bytes:
        """Return the rejected rows as a CSV file that can be corrected and imported again."""
        headings, extra = self.table.headings, helpers()
        kept = [place for place, heading in enumerate(headings) if heading not in extra]
        rows = (
            [number, reason, *(cell_text(cells[place]) for place in kept if place < len(cells))]
            for number, reason, cells in self.rejected
        )
        head = [*map(_, HELPERS), *(headings[place] for place in kept)]
        return BOM + csv_lines([head, *rows])

    def describe(self, mapping: Mapping, destination: Destination, schema: AnswerSchema) -> None:
        """Count the cells by what was done with them, and report what a person should know."""
        place, report = Place(""), self.report
        filled, rejected = (
            Counter(at for row in rows for at, cell in enumerate(row) if has_content(cell))
            for rows in (
                (cells for _number, cells in self.table.rows),
                (row.cells for row in self.rejected),
            )
        )
        left_out = 0
        for at, column in enumerate(mapping.columns):
            becomes = column.describe(destination.questions.get(column.key))
            self.columns.append(ColumnOutcome(column.heading, becomes, filled[at], rejected[at]))
            if column.becomes == Use.IGNORE:
                left_out += filled[at] - rejected[at]
        for text in self.table.remarks:
            report.doubt(place, text)
        for heading in (part.column.heading for part in schema.parts if part.has_unfit):
            text = _("Column “%(column)s”: cells that do not fit are kept as “%(label)s”.")
            report.doubt(place, text, column=heading, label=as_given(heading))
        if self.same_time:
            text = _(
                "New rows that came at the very time of an imported response: %(number)s. If the "
                "file was changed since, they would be there twice."
            )
            report.doubt(place, text, number=self.same_time)
        for reason, number in Counter(each.reason for each in self.rejected).most_common():
            text = _("Rejected rows: %(number)s. %(reason)s")
            report.loss(place, text, number=number, reason=reason)
        text = _(
            "Filled cells: %(filled)s. In responses: %(kept)s. In rejected rows: %(rejected)s. In "
            "columns that are left out: %(left_out)s."
        )
        counts = {"filled": filled.total(), "rejected": rejected.total(), "left_out": left_out}
        kept = filled.total() - rejected.total() - left_out
        report.note(place, text, kept=kept, **counts)


def import_responses(
    file: Path,
    page: Page,
    *,
    mapping: Mapping | None = None,
    user: Any = None,
    dry_run: bool = False,
) -> ResponseImportOutcome:
    """Make responses of the rows of a spreadsheet. The same rows again add nothing.

    Args:
        page: the page that all rows answer, or the consultation whose pages they answer.
        mapping: what the columns are imported as; None for what is suggested.

    Raises:
        ResponseImportError: the file cannot be read, or the mapping does not fit. Nothing was
            written.
    """
    destination = Destination(page)
    table, file_name = open_table(file, mapping.sheet if mapping else ""), clean_text(file.name)
    profiles = profile_columns(table)
    if mapping is None:
        mapping = suggest_mapping(table, destination, profiles)[0]
    reader = RowReader(table, mapping, destination, profiles)
    outcome = ResponseImportOutcome(table)
    rows = []
    for number, cells in table.rows:
        try:
            rows.append(reader.read(number, cells))
        except RowRejectedError as error:
            outcome.rejected.append(RejectedRow(number, str(error), cells))
    try:
        with transaction.atomic():
            if not dry_run:
                # Two imports to one place wait for each other; answers do not wait for either.
                Page.objects.select_for_update(no_key=True).filter(pk=page.pk).first()
            new = _new_rows(rows, reader, outcome)
            outcome.describe(mapping, destination, reader.schema)
            if not dry_run:
                if new:
                    done = ResponseImport(page=page, user=user, file_name=file_name[:255])
                    _store(new, reader.schema, destination, done)
                digest = hashlib.sha256(file.read_bytes()).hexdigest()
                data = {"file": file_name, "sha256": digest, **outcome.counts()}
                log(destination.page, "responses.import", user=user, data=data)
    except IntegrityError as error:
        raise ResponseImportError(
            _("Another import brought the same rows meanwhile. Nothing was written: import again.")
        ) from error
    return outcome


def _batches(rows: list[ReadRow]) -> Iterator[list[ReadRow]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def _new_rows(
    rows: list[ReadRow], reader: RowReader, outcome: ResponseImportOutcome
) -> list[ReadRow]:
    """Return the rows that are no responses yet, and count them all."""
    found: list[ReadRow] = []
    seen: set[str] = set()
    for batch in _batches(rows):
        seen |= already_there([row.digest for row in batch], [row.reference for row in batch])
        new = []
        for row in batch:
            if seen.isdisjoint((row.digest, row.reference)):
                new.append(row)
            seen |= {row.reference} - {""}
        times = [(row.page.pk, row.received_at) for row in new]
        earlier = imported_times(times) if reader.has_times else set()
        outcome.same_time += sum(each in earlier for each in times)
        outcome.pages.update(str(row.page.title) for row in new)
        found += new
    outcome.imported, outcome.already_there = len(found), len(rows) - len(found)
    return found


def _store(
    rows: list[ReadRow], schema: AnswerSchema, destination: Destination, done: ResponseImport
) -> None:
    """Store rows as responses, with what is needed to take them back."""
    times: dict[Page, list[datetime]] = {}
    for row in rows:
        times.setdefault(row.page, []).append(row.received_at)
    before = FormVersion.objects.filter(page_pk__in=destination.pages)
    known = set(before.values_list("pk", flat=True))
    versions = record_imported_forms(
        [(page, schema.definition, min(at), max(at)) for page, at in times.items()]
    )
    done.form_versions = sorted({version.pk for version in versions.values()} - known)
    key = destination.consultation.pk if destination.consultation else None
    counts: Counter[CountKey] = Counter()
    for batch in _batches(rows):
        responses = [
            new_response(
                row.page,
                versions[row.page.pk],
                row.answers,
                submission_digest=row.digest,
                submit_time=row.received_at,
                consultation_pk=key,
                locale_code=destination.language_codes.get(row.page.locale_id, ""),
                reference=row.reference or new_reference(),
                source=Source.IMPORTED,
                status=row.status,
                status_reason=row.status_reason,
            )
            for row in batch
        ]
        record_imported(responses, counts)
        done.references += [response.reference for response in responses]
    add_counts(counts)
    done.save()


def undo_import(done: ResponseImport, user: Any) -> int:
    """Take back all responses of an import, as if they had never come; return how many.

    An import that was undone before stays as it is.

    Raises:
        UserFacingError: an analyst has worked on one of them. Nothing was changed.
    """
    with transaction.atomic():
        done = ResponseImport.objects.select_for_update().get(pk=done.pk)
        if done.undone_at:
            return 0
        made = ResponseImport.objects.values_list("form_versions", flat=True)
        remove_imported(done.references, [pk for versions in made for pk in versions])
        done.undone_at = timezone.now()
        done.save(update_fields=["undone_at"])
        data = {"file": done.file_name, "responses": len(done.references)}
        target = done.page or Page.get_first_root_node()
        log(target, "responses.undo_import", user=user, data=data)
    return len(done.references)
