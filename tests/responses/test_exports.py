"""What an export is: its name, its headings, its facts, numbers as numbers, and who may have it."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from wagtail.models import Page

from consultation.responses.models import Response
from tests.factories import SectionPageFactory, answer, feedback_form, make_user, question
from tests.responses.actions import list_url, store, was_refused
from tests.responses.export_readers import (
    content,
    csv_rows,
    csv_table,
    export,
    sheets,
    xlsx_rows,
)

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 7, 1, 12, 30, 15, tzinfo=UTC)


@pytest.fixture
def measured() -> Page:
    """Return a page with a question of each kind that is not a text."""
    return SectionPageFactory(
        blocks=[
            feedback_form(
                question("number", "size", minimum=-1000, maximum=1_000_000, whole=False),
                question("rating", "use", points=5, low_label="Not", high_label="Very"),
                question("date", "day"),
                question("several_choices", "tools", options=["A", "B", "C"]),
                question("single_choice", "one", options=["=1+1", "No"]),
                question("consent", "quote"),
            )
        ]
    )


def test_an_answer_of_each_kind_comes_back_from_csv(
    client: Client, analyst: Client, measured: Page
) -> None:
    answer(
        client,
        measured,
        size="-12.5",
        use="4",
        day="2026-11-23",
        tools=["A", "C"],
        one="=1+1",
        quote="on",
    )
    (row,) = csv_rows(export(analyst, measured, "csv"))
    assert list(row.items())[-9:] == [
        ("Size", "-12.5"),
        ("Use", "4"),
        ("Day", "2026-11-23"),
        ("Tools", "A; C"),
        ("Tools: A", "Yes"),
        ("Tools: B", "No"),
        ("Tools: C", "Yes"),
        ("One", "'=1+1"),
        ("Quote", "Yes"),
    ]


def test_numbers_are_numbers_and_all_else_is_text_in_xlsx(
    client: Client, analyst: Client, measured: Page
) -> None:
    answer(client, measured, size="-12.5", use="4", day="2026-11-23", one="=1+1", quote="on")
    answer(client, measured, size="1,000,000")
    answer(client, measured, size="0")
    (sheet,) = sheets(export(analyst, measured, "xlsx"))
    headings = [cell.value for cell in sheet[1]]
    size = headings.index("Size")
    assert [row[size].value for row in sheet.iter_rows(min_row=2)] == [0, 1_000_000, -12.5]
    full = dict(zip(headings, sheet[4], strict=True))
    assert (full["Size"].data_type, full["Use"].data_type) == ("n", "n")
    assert full["Use"].value == 4
    for heading, value in (("Day", "2026-11-23"), ("One", "=1+1"), ("Quote", "Yes")):
        assert (full[heading].data_type, full[heading].value) == ("s", value)


def test_the_metadata_come_before_the_answers(analyst: Client, page: Page) -> None:
    response = store(page, MOMENT, summary="Something")
    Response.objects.update(status="quarantined", status_reason="Too fast", after_closing=True)
    facts = {
        "Reference": response.reference_text,
        "Page": "Mechanisms",
        "Status": "In quarantine",
        "Reason for status": "Too fast",
        "Arrived just after closing": "Yes",
    }
    (from_csv,) = csv_rows(export(analyst, page, "csv"))
    assert from_csv["Received"] == "2026-07-01T13:30:15+01:00"
    (from_xlsx,) = xlsx_rows(export(analyst, page, "xlsx"))
    assert from_xlsx["Received (UK time)"] == datetime(2026, 7, 1, 13, 30, 15)
    for heading, value in facts.items():
        assert from_csv[heading] == from_xlsx[heading] == value


def test_the_newest_is_first(analyst: Client, page: Page) -> None:
    for day in (2, 3, 1):
        store(page, datetime(2026, 7, day, tzinfo=UTC), summary=f"Day {day}")
    for rows in (
        csv_rows(export(analyst, page, "csv")),
        xlsx_rows(export(analyst, page, "xlsx")),
    ):
        assert [row["Brief summary"] for row in rows] == ["Day 3", "Day 2", "Day 1"]


def test_an_unanswered_page_exports_its_headings(analyst: Client, page: Page) -> None:
    (headings,) = csv_table(export(analyst, page, "csv"))
    assert "Brief summary" in headings
    assert xlsx_rows(export(analyst, page, "xlsx")) == []


@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_it_is_a_download_that_no_cache_keeps(
    analyst: Client, page: Page, ending: str, kind: str
) -> None:
    response = analyst.get(f"{list_url(page)}?export={ending}")
    content(response)
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"].startswith(
        f'attachment; filename="mechanisms-{page.pk}-responses-'
    )
    assert response["Content-Disposition"].endswith(f'.{ending}"')
    assert "no-store" in response["Cache-Control"]
    assert response.streaming


def test_spreadsheet_programs_are_told_that_csv_is_utf_8(analyst: Client, page: Page) -> None:
    assert export(analyst, page, "csv").startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_exporting_needs_its_own_right(page: Page, ending: str) -> None:
    store(page, summary="A secret")
    reader = make_user(username="reader")
    reader.user_permissions.add(
        Permission.objects.get(codename="access_admin"),
        Permission.objects.get(codename="view_response"),
    )
    client = Client()
    client.force_login(reader)
    shown = client.get(list_url(page))
    assert "A secret" in shown.content.decode()
    assert f"export={ending}" not in shown.content.decode()
    for address in (list_url(page), f"{list_url(page)}results/"):
        assert was_refused(client.get(f"{address}?export={ending}"))


def test_who_may_export_finds_the_buttons(analyst: Client, page: Page) -> None:
    store(page, summary="Something")
    html = analyst.get(list_url(page)).content.decode()
    assert "export=csv" in html
    assert "export=xlsx" in html


def test_an_export_in_an_unknown_format_is_the_list(analyst: Client, page: Page) -> None:
    store(page, summary="Something")
    assert "Something" in analyst.get(f"{list_url(page)}?export=pdf").content.decode()
