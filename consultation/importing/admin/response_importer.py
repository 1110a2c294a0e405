"""Spreadsheets of responses that were uploaded, imported by the service behind the command."""

from pathlib import Path
from typing import Any

from django.core.files import File
from django.utils.formats import date_format
from wagtail.models import Page

from consultation.common.tasks import delete_with_commit
from consultation.importing.admin.report_display import kept
from consultation.importing.models import Upload
from consultation.importing.responses.columns import ColumnProfile, profile_columns
from consultation.importing.responses.destination import Destination
from consultation.importing.responses.mapping import Mapping
from consultation.importing.responses.mapping_suggester import suggest_mapping
from consultation.importing.responses.services import ResponseImportOutcome, import_responses
from consultation.importing.responses.tables import ResponseImportError, open_table

# What an upload's options hold, and its report while the columns have to be decided about.
PAGE, SHEET, MAPPING, COLUMNS, SHEETS = "page", "sheet", "mapping", "columns", "sheets"
# So many values, rejected rows and doubtful dates are shown.
SAMPLES, LONGEST_SAMPLE, MOST_NAMED = 3, 80, 20


def destination_of(upload: Upload) -> Destination:
    """Return the page, or the consultation with all its pages, that an upload belongs to."""
    page = Page.objects.filter(pk=upload.options.get(PAGE)).first()
    if page is None:
        raise ResponseImportError("The page that these responses belong to has been deleted.")
    return Destination(page)


def import_response_upload(path: Path, upload: Upload, *, dry_run: bool) -> dict[str, Any]:
    """Import an upload as decided, or find out what that would do, and return the report.

    As long as nothing is decided, suggest what the columns become.
    """
    if MAPPING not in upload.options:
        return _suggestion(path, upload)
    outcome = import_responses(
        path,
        destination_of(upload).page,
        mapping=Mapping.from_dict(upload.options[MAPPING]),
        user=upload.user,
        dry_run=dry_run,
        # No upload has a space in its name here, so this is never the file itself.
        rejected_to=path.with_name("rejected rows.csv"),
    )
    _keep_rejected(upload, outcome)
    # The columns can be decided about again.
    return {
        **{name: upload.report.get(name, []) for name in (COLUMNS, SHEETS) if dry_run},
        **kept(outcome.report),
        "counts": {name.replace("_", " "): each for name, each in outcome.counts().items()},
        "rejected": [row[:2] for row in outcome.rejected[:MOST_NAMED]],
        "answered": outcome.pages,
        "cells": outcome.columns,
    }


def _suggestion(path: Path, upload: Upload) -> dict[str, Any]:
    table = open_table(path, upload.options.get(SHEET, ""))
    profiles = profile_columns(table)
    mapping = suggest_mapping(table, destination_of(upload), profiles)
    return {
        MAPPING: mapping.to_dict(),
        SHEETS: table.sheets,
        "doubts": [remark.text for remark in table.report.remarks],
        COLUMNS: [*map(_facts, profiles)],
    }


def _keep_rejected(upload: Upload, outcome: ResponseImportOutcome) -> None:
    """Keep the file of rejected rows in place of the one from before."""
    if upload.rejected:
        # If this is interrupted, the row goes on naming it.
        delete_with_commit(str(upload.rejected.name))
        upload.rejected = ""
    if outcome.rejected_file:
        with outcome.rejected_file.open("rb") as file:
            upload.rejected.save("rejected.csv", File(file), save=False)
    upload.save(update_fields=["rejected"])


def _facts(profile: ColumnProfile) -> dict[str, Any]:
    """Return what a person needs to know of a column to decide about it, as JSON-ready data."""
    dates = profile.dates
    return {
        "filled": profile.filled,
        "different": len(profile.values),
        "is_full": profile.is_full,
        "samples": [sample[:LONGEST_SAMPLE] for sample in profile.common_values(SAMPLES)],
        "doubtful": len(dates.doubtful) + dates.typed * dates.is_exchanged,
        "is_exchanged": dates.is_exchanged,
        "dates": [
            [row, *map(_day, readings), _day(dates.by_neighbours(row))]
            for row, readings in [*dates.doubtful.items()][:MOST_NAMED]
        ],
    }


def _day(found: Any) -> str:
    return date_format(found, "j F Y") if found else ""
