"""Imports a spreadsheet of responses in one transaction, and takes a whole import back."""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from consultation.common.csv_safety import guard
from consultation.importing.audit import RESPONSE_IMPORT_UNDONE, RESPONSES_IMPORTED
from consultation.importing.models import ResponseImport
from consultation.importing.responses.columns import ColumnProfile, profile_columns
from consultation.importing.responses.destination import Destination
from consultation.importing.responses.mapping import Mapping, Use
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
from consultation.responses.models import FormVersion, Response, Source
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
    reader = RowReader(table, _with_options(mapping, table, profiles), destination, profiles)
    outcome = ResponseImportOutcome(mapping)
    outcome.cells = {
        heading: profile.filled for heading, profile in zip(table.headings, profiles, strict=True)
    }
    _read(table, reader, outcome)
    reader.finish()
    outcome.describe(table, reader.schemas.values())
    if outcome.rejected and rejected_to:
        _write_rejected(rejected_to, table, outcome.rejected)
        outcome.rejected_file = rejected_to
    if not dry_run:
        try:
            with transaction.atomic():
                # Two imports to one place wait for each other; answers do not wait for either.
                Page.objects.select_for_update(no_key=True).filter(pk=page.pk).first()
                if outcome.imported:
                    done = ResponseImport(page=page, user=user, file_name=table.file_name[:255])
                    _store(table, reader, outcome, done)
                digest = hashlib.sha256(file.read_bytes()).hexdigest()
                data = {"file": table.file_name, "sha256": digest, **outcome.counts()}
                log(destination.page, RESPONSES_IMPORTED, user=user, data=data)
        except IntegrityError as error:
            raise ResponseImportError(
                "Another import brought the same rows meanwhile. Nothing was written: import again."
            ) from error
    return outcome


def _with_options(mapping: Mapping, table: Table, profiles: Sequence[ColumnProfile]) -> Mapping:
    """Give new choices that have no options yet those that are in their columns."""
    by_heading = dict(zip(table.headings, profiles, strict=True))
    columns = list(mapping.columns)
    for place, column in enumerate(columns):
        is_several = column.becomes == Use.SEVERAL_CHOICES
        is_choice = is_several or column.becomes == Use.SINGLE_CHOICE
        if is_choice and not (column.options or column.of) and column.heading in by_heading:
            options = by_heading[column.heading].options(several=is_several, wanted=True)
            columns[place] = column.model_copy(update={"options": options})
    return mapping.model_copy(update={"columns": tuple(columns)})


def _batches(
    table: Table, reader: RowReader, rejected: list[RejectedRow]
) -> Iterator[list[tuple[ReadRow, bool]]]:
    """Yield rows that can be responses, some hundred at once, and whether each is one already."""

    def readable() -> Iterator[ReadRow]:
        for number, cells in table.rows:
            try:
                yield reader.read(number, cells)
            except RowRejectedError as error:
                rejected.append(RejectedRow(number, str(error), cells))

    rows = readable()
    references: set[str] = set()
    while batch := list(islice(rows, BATCH)):
        digests, taken = already_there(
            [row.digest for row in batch], [row.reference for row in batch]
        )
        told = []
        for row in batch:
            is_taken = row.reference in taken or row.reference in references
            told.append((row, row.digest in digests or is_taken))
            references |= {row.reference} - {""}
        yield told


def _read(table: Table, reader: RowReader, outcome: ResponseImportOutcome) -> None:
    """Count what becomes of the rows, and find out what their questions have to hold."""
    for batch in _batches(table, reader, outcome.rejected):
        new = [row for row, is_there in batch if not is_there]
        times = [(row.schema.form.page.pk, row.received_at) for row in new]
        earlier = imported_times(times) if reader.has_times else set()
        outcome.same_time += sum(each in earlier for each in times)
        outcome.imported += len(new)
        outcome.already_there += len(batch) - len(new)
        outcome.pages.update(str(row.schema.form.page.title) for row in new)
        for row, _ in batch:
            row.schema.saw(row.received_at)


def _write_rejected(file: Path, table: Table, rejected: Sequence[RejectedRow]) -> None:
    """Write rejected rows as a file that can be mended and imported again."""
    width = len(table.headings)
    kept = [place for place, heading in enumerate(table.headings) if heading not in HELPERS]
    lines: list[tuple[int | str, str, Row]] = [*rejected]
    lines.insert(0, (REJECTED_ROW, REJECTED_REASON, [*table.headings]))
    try:
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            for number, reason, cells in lines:
                own = [cells[place] for place in kept if place < len(cells)]
                texts = [guard(cell_text(cell)) for cell in (*own, *cells[width:])]
                csv.writer(stream).writerow([number, reason, *texts])
    except OSError as error:
        raise ResponseImportError(f"{file} cannot be written: {error.strerror}.") from error


def _store(
    table: Table, reader: RowReader, outcome: ResponseImportOutcome, done: ResponseImport
) -> None:
    """Store the rows that are no responses yet, and what is needed to take them back."""
    forms = [
        (schema.form.page, schema.definition, schema.first, schema.last)
        for schema in reader.schemas.values()
        if schema.first and schema.last
    ]
    known = set(FormVersion.objects.filter(page_pk__in=reader.schemas).values_list("pk", flat=True))
    versions = record_imported_forms(forms)
    done.form_versions = sorted({version.pk for version in versions.values()} - known)
    counts: Counter[CountKey] = Counter()
    for batch in _batches(table, reader, []):
        new = [_response(row, versions) for row, is_there in batch if not is_there]
        record_imported(new, counts)
        done.references += [response.reference for response in new]
    add_counts(counts)
    outcome.already_there += outcome.imported - len(done.references)
    outcome.imported = len(done.references)
    done.save()
    outcome.import_pk = done.pk


def _response(row: ReadRow, versions: dict[int, FormVersion]) -> Response:
    form = row.schema.form
    return new_response(
        form.page,
        versions[form.page.pk],
        row.answers,
        submission_digest=row.digest,
        submit_time=row.received_at,
        consultation_pk=form.consultation_pk,
        locale_code=form.locale_code,
        reference=row.reference or new_reference(),
        source=Source.IMPORTED,
        **row.fields,
    )


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
