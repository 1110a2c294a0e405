"""Imports a spreadsheet of responses in one transaction, and takes a whole import back."""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from consultation.common.csv_safety import guard
from consultation.importing.audit import RESPONSE_IMPORT_UNDONE, RESPONSES_IMPORTED
from consultation.importing.models import ResponseImport
from consultation.importing.responses.answer_schema import AnswerSchema
from consultation.importing.responses.columns import profile_columns
from consultation.importing.responses.destination import Destination
from consultation.importing.responses.mapping import Mapping
from consultation.importing.responses.mapping_suggester import suggest_mapping
from consultation.importing.responses.report import RejectedRow, ResponseImportOutcome
from consultation.importing.responses.rows import ReadRow, RowReader, RowRejectedError
from consultation.importing.responses.tables import (
    HELPERS,
    REJECTED_REASON,
    REJECTED_ROW,
    ResponseImportError,
    Row,
    Table,
    cell_text,
    open_table,
)
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


def import_responses(
    file: Path,
    page: Page,
    *,
    mapping: Mapping | None = None,
    sheet: str = "",
    user: Any = None,
    dry_run: bool = False,
    rejected_to: Path | None = None,
) -> ResponseImportOutcome:
    """Make responses of the rows of a spreadsheet. The same rows again add nothing.

    Args:
        page: the page that all rows answer, or the consultation whose pages they answer.
        mapping: what becomes of the columns; None for what is suggested.
        sheet: name of the worksheet; "" is the mapping's, or the first with anything in it.
        rejected_to: where to write rows that cannot be imported, as CSV.

    Raises:
        ResponseImportError: the file cannot be read, or the mapping does not fit. Nothing was
            written.
    """
    destination = Destination(page)
    table = open_table(file, sheet or (mapping.sheet if mapping else ""))
    profiles = profile_columns(table)
    if mapping is None:
        mapping, _ = suggest_mapping(table, destination, profiles)
    reader = RowReader(table, mapping, destination, profiles)
    outcome = ResponseImportOutcome(mapping)
    rows = _readable(table, reader, outcome.rejected)
    if outcome.rejected and rejected_to:
        _write_rejected(rejected_to, table, outcome.rejected)
        outcome.rejected_file = rejected_to
    try:
        with transaction.atomic():
            if not dry_run:
                # Two imports to one place wait for each other; answers do not wait for either.
                Page.objects.select_for_update(no_key=True).filter(pk=page.pk).first()
            new = _new_rows(rows, reader, outcome)
            outcome.describe(table, profiles, destination, reader.schema)
            if not dry_run:
                if new:
                    done = ResponseImport(page=page, user=user, file_name=table.file_name[:255])
                    outcome.import_pk = _store(new, reader.schema, destination, done)
                digest = hashlib.sha256(file.read_bytes()).hexdigest()
                data = {"file": table.file_name, "sha256": digest, **outcome.counts()}
                log(destination.page, RESPONSES_IMPORTED, user=user, data=data)
    except IntegrityError as error:
        raise ResponseImportError(
            "Another import brought the same rows meanwhile. Nothing was written: import again."
        ) from error
    return outcome


def _readable(table: Table, reader: RowReader, rejected: list[RejectedRow]) -> list[ReadRow]:
    """Return the rows that can be responses."""
    rows = []
    for number, cells in table.rows:
        try:
            rows.append(reader.read(number, cells))
        except RowRejectedError as error:
            rejected.append(RejectedRow(number, str(error), cells))
    return rows


def _batches(rows: list[ReadRow]) -> Iterator[list[ReadRow]]:
    return (rows[start : start + BATCH] for start in range(0, len(rows), BATCH))


def _new_rows(
    rows: list[ReadRow], reader: RowReader, outcome: ResponseImportOutcome
) -> list[ReadRow]:
    """Return the rows that are no responses yet, and count what becomes of all."""
    found: list[ReadRow] = []
    references: set[str] = set()
    for batch in _batches(rows):
        digests, taken = already_there([r.digest for r in batch], [r.reference for r in batch])
        new = []
        for row in batch:
            if row.digest not in digests and row.reference not in taken | references:
                new.append(row)
            references |= {row.reference} - {""}
        times = [(row.page.pk, row.received_at) for row in new]
        earlier = imported_times(times) if reader.has_times else set()
        outcome.same_time += sum(each in earlier for each in times)
        outcome.pages.update(str(row.page.title) for row in new)
        found += new
    outcome.imported, outcome.already_there = len(found), len(rows) - len(found)
    return found


def _write_rejected(file: Path, table: Table, rejected: Sequence[RejectedRow]) -> None:
    """Write rejected rows as a file that can be mended and imported again."""
    kept = [place for place, heading in enumerate(table.headings) if heading not in HELPERS]
    lines: list[tuple[int | str, str, Row]] = [*rejected]
    lines.insert(0, (REJECTED_ROW, REJECTED_REASON, [*table.headings]))
    try:
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            for number, reason, cells in lines:
                own = [guard(cell_text(cells[place])) for place in kept if place < len(cells)]
                csv.writer(stream).writerow([number, reason, *own])
    except OSError as error:
        raise ResponseImportError(f"{file} cannot be written: {error.strerror}.") from error


def _store(
    rows: list[ReadRow], schema: AnswerSchema, destination: Destination, done: ResponseImport
) -> int:
    """Store rows as responses, with what is needed to take them back; return the import's id."""
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
                schema.answers(row.number, row.cells),
                submission_digest=row.digest,
                submit_time=row.received_at,
                consultation_pk=key,
                locale_code=destination.language_codes.get(row.page.locale_id, ""),
                reference=row.reference or new_reference(),
                source=Source.IMPORTED,
                **row.fields,
            )
            for row in batch
        ]
        record_imported(responses, counts)
        done.references += [response.reference for response in responses]
    add_counts(counts)
    done.save()
    return done.pk


def undo_import(done: ResponseImport, user: Any) -> int:
    """Take back all responses of an import, as if they had never come; return how many.

    An import that was undone before stays as it is.

    Raises:
        UserFacingError: somebody has worked on one of them. Nothing was changed.
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
        log(target, RESPONSE_IMPORT_UNDONE, user=user, data=data)
    return len(done.references)
