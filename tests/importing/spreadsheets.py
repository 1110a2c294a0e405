"""Spreadsheets of responses, and what is found of them afterwards."""

import csv
import io
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
from django.core.management import call_command
from wagtail.models import Page

from consultation.importing.responses.columns import profile_columns
from consultation.importing.responses.destination import Destination
from consultation.importing.responses.mapping import Mapping
from consultation.importing.responses.mapping_suggester import suggest_mapping
from consultation.importing.responses.tables import open_table
from consultation.responses.definitions import read_answers
from consultation.responses.models import Response
from tests.factories import SectionPageFactory, feedback_form, question
from tests.responses.idea_answers import SCALES, make_ideas

Cells = Sequence[Sequence[Any]]


def suggest(file: Path, page: Page) -> tuple[Mapping, list[str]]:
    """Return the mapping that is suggested for a file, and all that is doubted besides columns."""
    table = open_table(file)
    mapping, doubts = suggest_mapping(table, Destination(page), profile_columns(table))
    return mapping, [*table.remarks, *doubts]


def ledger_adds_up() -> bool:
    """Say whether the ledger does; the command raises where it does not."""
    call_command("check_ledger", stdout=StringIO())
    return True


def csv_bytes(rows: Cells, separator: str = ",") -> bytes:
    """Return rows as a CSV file in UTF-8."""
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator).writerows(rows)
    return stream.getvalue().encode()


def write_csv(path: Path, rows: Cells, encoding: str = "utf-8", separator: str = ",") -> Path:
    """Write rows to a CSV file and return its path."""
    path.write_bytes(csv_bytes(rows, separator).decode().encode(encoding))
    return path


def write_xlsx(path: Path, rows: Cells, **sheets: Cells) -> Path:
    """Write rows to the first sheet of a workbook, others to sheets of their names."""
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(list(row))
    for name, others in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in others:
            sheet.append(list(row))
    workbook.save(path)
    return path


def page_of_many_questions() -> Page:
    """Return a page that asks one question of nearly every kind."""
    make_ideas(2)
    return SectionPageFactory(
        title="Tools",
        blocks=[
            feedback_form(
                question("short_text", "summary", "Brief summary", minimum_characters=5),
                question("long_text", "details"),
                question(
                    "several_choices",
                    "help",
                    "What would help?",
                    options=["Training", "Training, mentoring and time", "Shared tools"],
                ),
                question(
                    "rating",
                    "rating",
                    "How useful is it?",
                    points=5,
                    low_label="Not useful",
                    high_label="Very useful",
                ),
                question("number", "team", "Size of your team", whole=True),
                question("date", "since", "Using it since"),
                question("consent", "quote", "You may quote me", quoting=True),
                question("role", "role", "Your role"),
                question("email", "email", "Your email"),
                question("idea_scoring", "scoring", "Scores", subject="ideas", scales=SCALES),
                question("idea_judgement", "judgement", "Judgement", comments=True),
                question("idea_picks", "picks", "Picks"),
            )
        ],
    )


def read_texts(response: Response) -> list[str]:
    """Return what the reading page shows of a response: its answers as people read them."""
    definition = response.form_version.definition
    return [answer.text for answer in read_answers(definition, response.form_data) if answer.text]


def two_sheets() -> bytes:
    """Return a workbook with two sheets that hold anything, of which the second is meant."""
    workbook, content = openpyxl.Workbook(), io.BytesIO()
    responses, _empty = workbook.create_sheet("Responses"), workbook.create_sheet("Empty")
    for row in (["About this file"], ["It has three sheets"]):
        workbook.active.append(row)  # type: ignore[union-attr]
    for row in (["Timestamp", "Brief summary"], ["13/04/2025 10:00", "The summary"]):
        responses.append(row)
    workbook.save(content)
    return content.getvalue()
