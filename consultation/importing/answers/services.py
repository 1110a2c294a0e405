"""Imports a sheet of answers: looked through once, then stored in one transaction."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from wagtail.log_actions import log
from wagtail.models import Page

from consultation.importing.answers.mapping import Mapping
from consultation.importing.answers.outcome import AnswersImport
from consultation.importing.answers.problems import AnswersError
from consultation.importing.answers.proposing import propose
from consultation.importing.answers.rejected import RejectedRows
from consultation.importing.answers.rows import ReadRow, Rejection, RowReader
from consultation.importing.answers.tables import Table, open_table
from consultation.importing.answers.target import Target
from consultation.importing.answers.telling import tell
from consultation.importing.audit import ANSWERS_IMPORTED
from consultation.pages.models import ConsultationPage
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
)

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser

# Told how many rows were looked at so far, and in which of the two passes.
Progress = Callable[[str, int], None]


def import_answers(
    file: Path,
    *,
    page: Page | None = None,
    consultation: ConsultationPage | None = None,
    mapping: Mapping | None = None,
    user: "AbstractBaseUser | AnonymousUser | None" = None,
    dry_run: bool = False,
    rejected_to: Path | None = None,
    progress: Progress | None = None,
) -> AnswersImport:
    """Make responses of the rows of a sheet. The same rows again add nothing.

    Args:
        file: a CSV file or an XLSX workbook.
        page: the page that all rows answer; this or a consultation is needed.
        consultation: the consultation whose pages the rows answer.
        mapping: what becomes of the columns; None for what is proposed.
        user: who imports.
        dry_run: whether to say what would happen, and write nothing.
        rejected_to: where to write rows that cannot come in, as CSV.
        progress: told now and then how far it is.

    Raises:
        AnswersError: the file cannot be read, or the map does not fit. Nothing was written.
    """
    target = Target(page=page, consultation=consultation)
    if rejected_to is not None and rejected_to.resolve() == file.resolve():
        raise AnswersError(f"{file.name} cannot take its own rejected rows: name another file.")
    table = _open(file, mapping)
    mapping = mapping or propose(table, target)
    reader = RowReader(table, mapping, target)
    outcome = AnswersImport(table.file_name, str(target), mapping, dry_run)
    with RejectedRows(rejected_to, table.headings) as rejected:
        _look_through(table, reader, outcome, rejected, progress)
        outcome.rejected_file = rejected.file
    reader.finish()
    tell(table, reader, outcome)
    if not dry_run:
        try:
            with transaction.atomic():
                # Two imports to one place wait for each other; answers do not wait for either.
                Page.objects.select_for_update(no_key=True).filter(pk=target.root.pk).first()
                if outcome.imported:
                    _store(table, reader, outcome, progress)
                _note(file, target, outcome, user)
        except IntegrityError as error:
            raise AnswersError(
                "Another import brought the same rows meanwhile. Nothing was written: import again."
            ) from error
    return outcome


def _open(file: Path, mapping: Mapping | None) -> Table:
    if mapping is None:
        return open_table(file)
    return open_table(
        file,
        sheet=mapping.sheet,
        heading_row=mapping.heading_row,
        encoding=mapping.encoding,
        separator=mapping.separator,
    )


def _batches(
    table: Table, reader: RowReader, skip: Callable[[int, Rejection, Sequence], None]
) -> Iterator[list[tuple[ReadRow, bool]]]:
    """Yield rows that can be responses some hundred at once, each with whether it is one already.

    Args:
        table: the sheet.
        reader: reads the rows.
        skip: told of each row that cannot be one.
    """

    def readable() -> Iterator[ReadRow]:
        for number, row in table.rows():
            read = reader.read(row)
            if isinstance(read, Rejection):
                skip(number, read, row)
            else:
                yield read

    rows = readable()
    references: set[str] = set()
    while batch := list(islice(rows, BATCH)):
        digests, taken = already_there(
            [row.digest for row in batch], [row.reference for row in batch]
        )
        taken |= references
        told = []
        for row in batch:
            there = row.digest in digests or (bool(row.reference) and row.reference in taken)
            if row.reference:
                taken.add(row.reference)
                references.add(row.reference)
            told.append((row, there))
        yield told


def _look_through(
    table: Table,
    reader: RowReader,
    outcome: AnswersImport,
    rejected: RejectedRows,
    progress: Progress | None,
) -> None:
    """Count what would come of the rows, and find out what their questions have to hold."""

    def reject(number: int, rejection: Rejection, row: Sequence) -> None:
        outcome.reject(number, rejection.reason)
        rejected.add(number, rejection.reason, row)

    for batch in _batches(table, reader, reject):
        new = [(row.plan.form.page.pk, row.received_at) for row, there in batch if not there]
        earlier = imported_times(new) if reader.has_moments else set()
        outcome.same_moment += sum(moment in earlier for moment in new)
        for row, there in batch:
            row.plan.seen(row.received_at)
            if there:
                outcome.already_there += 1
            else:
                outcome.imported += 1
                title = str(row.plan.form.page.title)
                outcome.pages[title] = outcome.pages.get(title, 0) + 1
        if progress:
            progress("looked at", outcome.imported + outcome.already_there + outcome.rejected)
    outcome.rows = outcome.imported + outcome.already_there + outcome.rejected


def _store(
    table: Table, reader: RowReader, outcome: AnswersImport, progress: Progress | None
) -> None:
    """Store the rows that are no responses yet."""
    forms = [
        (plan.form.page, plan.definition, plan.first, plan.last)
        for plan in reader.plans.values()
        if plan.first and plan.last
    ]
    versions = record_imported_forms(forms)
    counts: Counter[CountKey] = Counter()
    stored = 0
    for batch in _batches(table, reader, lambda *_: None):
        new = [_response(row, versions) for row, there in batch if not there]
        record_imported(new, counts)
        stored += len(new)
        if progress:
            progress("stored", stored)
    add_counts(counts)
    outcome.already_there += outcome.imported - stored
    outcome.imported = stored


def _response(row: ReadRow, versions: dict[int, FormVersion]) -> Response:
    form = row.plan.form
    return new_response(
        form.page,
        versions[form.page.pk],
        row.answers,
        submission_digest=row.digest,
        submit_time=row.received_at,
        consultation_pk=form.consultation_pk,
        locale_code=form.locale_code,
        reference=row.reference or new_reference(),
        status=row.status,
        status_reason=row.reason,
        source=Source.IMPORTED,
        after_closing=row.late,
    )


def _note(
    file: Path,
    target: Target,
    outcome: AnswersImport,
    user: "AbstractBaseUser | AnonymousUser | None",
) -> None:
    """Note in the audit log who imported what, without a word of its content."""
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    log(
        target.root,
        ANSWERS_IMPORTED,
        user=user,
        data={
            "file": outcome.file_name,
            "sha256": digest,
            "rows": outcome.rows,
            "imported": outcome.imported,
            "already_there": outcome.already_there,
            "rejected": outcome.rejected,
        },
    )
