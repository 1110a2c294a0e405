"""A survey as its program exports it goes through the admin, and every cell is accounted for."""

import io
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from consultation.common.spreadsheets import cell_text
from consultation.importing.models import Upload
from consultation.responses.models import Response
from tests.factories import ConsultationPageFactory, SectionPageFactory, feedback_form
from tests.importing.spreadsheets import ledger_adds_up, read_texts
from tests.importing.test_screens import main, selected, suggested
from tests.responses.actions import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]

# A question is above all of its options, as SurveyMonkey writes it.
HEADINGS = {
    "Respondent ID": "",
    "Start Date": "",
    "End Date": "",
    "Where do you live?": "Response",
    "Which tools?": "Maps",
    " ": "Email",
    "  ": "Other (please specify)",
    "   ": "Other: text",
    "What helps? (select all that apply)": "Response",
    "How good is it?": "Speed",
    "    ": "Price",
    "Why?": "Open-Ended Response",
    "Moved in": "Response",
}
REGIONS = ["North", "South East, with Kent", "Wales"]
HELPS = ["Training, mentoring and time", "Shared tools", "Money"]
OPINIONS = ["Very good", "Good", "Neither good nor bad", "Bad", ""]
NUMBER = 90


def _rows() -> list[list[Any]]:
    start = datetime(2024, 3, 1, 9)
    rows = []
    for n in range(NUMBER):
        begun = start + timedelta(hours=5 * n)
        row = [3292000000 + n, begun, begun + timedelta(minutes=7), REGIONS[n % 3]]
        row += ["Maps" if n % 2 else "", "Email" if n % 3 else ""]
        row += ["Other (please specify)" if n == 7 else "", "carrier pigeons" if n == 7 else ""]
        helps = [each for place, each in enumerate(HELPS) if (n >> place) % 2]
        row += [", ".join([*helps, "a pony"] if n == 11 else helps)]
        row += [
            OPINIONS[n % 5],
            OPINIONS[(n + 1) % 4],
            f"Because of {n}.\nReally." if n % 4 else "",
        ]
        row += [f"{n % 28 + 1}/4/2020"]
        rows.append(row)
    return rows


def _workbook(rows: list[list[Any]]) -> SimpleUploadedFile:
    workbook, stream = openpyxl.Workbook(), io.BytesIO()
    for row in ([*HEADINGS], [*HEADINGS.values()], *rows):
        workbook.active.append([cell or None for cell in row])  # type: ignore[union-attr]
    workbook.save(stream)
    return SimpleUploadedFile("survey.xlsx", stream.getvalue())


def test_survey_is_imported_by_the_screens_alone(at_once: Any) -> None:
    client = sign_in("Analyst")
    page = SectionPageFactory(parent=ConsultationPageFactory(), blocks=[feedback_form()])
    rows = _rows()
    data = {"page": page.pk, "file": _workbook(rows)}
    at_once(client, reverse("importing:responses"), data)
    key = Upload.objects.get().key
    columns = reverse("importing:columns", args=[key])
    form = main(client.get(columns)).select("form")[0]
    chosen, now = selected(form), suggested(form)
    # Both dates have a time; the later one says when a response came.
    assert now[1] == "New question “Start Date”: One line of text"
    assert now[2] == "When the response came"
    assert now[12] == "New question “Moved in”: Date"
    assert chosen["dates-12"] == "day first"
    seen = main(client.get(at_once(client, columns, chosen)["Location"]))
    words = " ".join(seen.select_one("[aria-labelledby=cells]").get_text(" ").split())
    assert f"Respondent ID New question “Respondent ID”: Number {NUMBER} 0" in words
    at_once(client, reverse("importing:upload", args=[key]))

    assert Response.objects.count() == NUMBER and ledger_adds_up()
    asked = Response.objects.select_related("form_version")[0].form_version.definition
    by_label = {question.label: question for question in asked.questions}
    types = {question.label: question.type for question in asked.questions}
    assert types["Where do you live?"] == "single_choice"
    assert types["Which tools?"] == types["What helps? (select all that apply)"]
    assert types["Which tools?"] == "several_choices"
    assert types["How good is it?: Speed"] == types["How good is it?: Price"] == "single_choice"
    # Choices are counted as often as they stand in the spreadsheet.
    counted: Counter[str] = Counter()
    for response in Response.objects.all():
        counted.update(response.form_data.get(by_label["Which tools?"].key, ()))
    assert counted["Maps"] == sum(row[4] == "Maps" for row in rows)
    assert counted["Email"] == sum(row[5] == "Email" for row in rows)
    # Each cell is in its response.
    responses = Response.objects.select_related("form_version").order_by("submit_time")
    for row, response in zip(rows, responses, strict=True):
        text = "\n".join(read_texts(response))
        assert response.submit_time.replace(tzinfo=None) == row[2]
        cells = [cell_text(cell) for at, cell in enumerate(row) if at not in (2, 8, 12) and cell]
        assert [cell for cell in cells if cell not in text] == []
        assert [each for each in HELPS if each in row[8]] == [
            each for each in HELPS if each in text
        ]
        assert response.form_data[by_label["Moved in"].key] == (
            f"2020-04-{int(row[12].split('/')[0]):02}"
        )
