"""Uploads imported by the services behind the commands, with a report for the admin to keep.

A report is JSON-ready data in the language of the user: what the screens show, and nothing else.
"""

from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from consultation.common.dates import short_date
from consultation.importing.models import Kind, Upload
from consultation.importing.report import Report
from consultation.importing.responses.columns import ColumnProfile, profile_columns
from consultation.importing.responses.destination import Destination
from consultation.importing.responses.mapping import Mapping
from consultation.importing.responses.mapping_suggester import suggest_mapping
from consultation.importing.responses.services import import_responses
from consultation.importing.responses.tables import ResponseImportError, open_table
from consultation.importing.sites.report_text import COUNTED, by_severity
from consultation.importing.sites.services import import_site

# What an upload's options hold, and its report while the columns have to be decided about.
PAGE, SHEET, MAPPING, COLUMNS, SHEETS = "page", "sheet", "mapping", "columns", "sheets"
# What a report keeps: remarks of one text and with the texts of one weight, and pages.
MOST_REMARKS, MOST_TEXTS, MOST_PAGES = 200, 500, 1000
# So many values, rejected rows and doubtful dates are shown.
SAMPLES, LONGEST_SAMPLE, MOST_NAMED = 3, 80, 20


def import_upload(path: Path, upload: Upload, *, dry_run: bool) -> dict[str, Any]:
    """Import an upload as decided, or find out what that would do, and return the report.

    As long as nothing is decided about responses, suggest what the columns become.
    """
    if upload.kind != Kind.RESPONSES:
        return _import_site(path, upload, dry_run=dry_run)
    if MAPPING not in upload.options:
        return _suggestion(path, upload)
    outcome = import_responses(
        path,
        destination_of(upload).page,
        mapping=Mapping.model_validate(upload.options[MAPPING]),
        user=upload.user,
        dry_run=dry_run,
    )
    rejected = outcome.rejected_csv() if outcome.rejected else b""
    Upload.objects.filter(pk=upload.pk).update(rejected=rejected)
    labels = (_("Rows"), _("Imported"), _("Already there"), _("Rejected"))
    counts = zip(labels, outcome.counts().values(), strict=True)
    # The columns can be decided about again.
    return {
        **{name: upload.report.get(name, []) for name in (COLUMNS, SHEETS) if dry_run},
        "remarks": remarks_data(outcome.report),
        "counts": [each for each in counts if each[1]],
        "rejected": [row[:2] for row in outcome.rejected[:MOST_NAMED]],
        "answered": outcome.pages,
        "cells": outcome.columns,
    }


def _import_site(path: Path, upload: Upload, *, dry_run: bool) -> dict[str, Any]:
    levels = upload.options.get("levels") or 1
    result = import_site(path, user=upload.user, dry_run=dry_run, name=upload.name, levels=levels)
    counts, top = result.report.counts, result.consultation
    return {
        "remarks": remarks_data(result.report),
        "counts": [(str(label), counts[kind]) for kind, label in COUNTED.items() if counts[kind]],
        "pages": [
            {
                "file": page.path.removeprefix("section:"),
                "title": page.title,
                "action": str(page.action.label),
                "url": page.page_id and reverse("wagtailadmin_pages:edit", args=[page.page_id]),
            }
            for page in result.pages[:MOST_PAGES]
        ],
        "more_pages": max(len(result.pages) - MOST_PAGES, 0),
        "top": top and top.get_admin_display_title(),
        "top_url": top and reverse("wagtailadmin_explore", args=[top.pk]),
    }


def remarks_data(report: Report) -> list[dict[str, Any]]:
    """Return the remarks of a report by weight, each text once."""
    return [
        {
            "weight": weight,
            "label": str(weight.label),
            "number": number,
            "groups": [
                {
                    "text": group.text,
                    "places": group.places,
                    "all": [[str(each.place), each.text] for each in group.remarks[:MOST_REMARKS]],
                }
                for group in groups[:MOST_TEXTS]
            ],
        }
        for weight, number, groups in by_severity(report.remarks)
    ]


def destination_of(upload: Upload) -> Destination:
    """Return the page, or the consultation with all its pages, that an upload belongs to.

    Raises:
        ResponseImportError: it has been deleted.
    """
    page = Page.objects.filter(pk=upload.options.get(PAGE)).first()
    if page is None:
        raise ResponseImportError(_("The page that these responses belong to has been deleted."))
    return Destination(page)


def _suggestion(path: Path, upload: Upload) -> dict[str, Any]:
    table = open_table(path, upload.options.get(SHEET, ""))
    profiles = profile_columns(table)
    mapping, doubts = suggest_mapping(table, destination_of(upload), profiles)
    return {
        MAPPING: mapping.to_dict(),
        SHEETS: table.sheets,
        "doubts": [*table.remarks, *doubts],
        COLUMNS: [*map(_facts, profiles)],
    }


def _facts(profile: ColumnProfile) -> dict[str, Any]:
    """Return what a person needs to know of a column to decide about it."""
    dates = profile.dates
    return {
        "filled": profile.filled,
        "different": len(profile.values),
        "is_full": profile.is_full,
        "samples": [sample[:LONGEST_SAMPLE] for sample in profile.common_values(SAMPLES)],
        "doubtful": len(dates.doubtful) + dates.typed * dates.is_exchanged,
        "is_exchanged": dates.is_exchanged,
        "dates": [
            [row, *map(short_date, (*readings, dates.by_neighbours(row)))]
            for row, readings in [*dates.doubtful.items()][:MOST_NAMED]
        ],
    }
