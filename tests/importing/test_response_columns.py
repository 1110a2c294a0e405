"""Which column answers which question, and where cells go that no question takes."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageLogEntry

from consultation.importing.responses.answer_schema import inferred_key
from consultation.importing.responses.mapping import Mapping
from consultation.importing.responses.services import import_responses
from consultation.responses.models import IdeaCount, LedgerEntry, Response, ResponseIdea, Status
from consultation.responses.services import change_status
from tests.factories import SectionPageFactory, feedback_form, make_user
from tests.importing.spreadsheets import (
    ledger_adds_up,
    page_of_many_questions,
    suggest,
    write_csv,
    write_xlsx,
)
from tests.responses.actions import list_rows, read_url, sign_in, store, text_of
from tests.responses.export_readers import content, csv_rows, export

pytestmark = pytest.mark.django_db

HEADINGS = [
    "Timestamp",
    "Brief summary (required)",
    "Details",
    "What would help?",
    "Rate: How useful is it?",
    "team",
    "Using it since",
    "You may quote me",
    "Your role *",
    "Email address",
    "Try thing number 1 [Usefulness]",
    "Scores [Try thing number 2]",
    "Judgement: Try thing number 1: Is it true?",
    "try-thing-number-2 [comment]",
    "Picks [Try thing number 2]",
    "Full name",
    "Where from?",
]


@pytest.fixture
def page() -> Any:
    return page_of_many_questions()


def test_columns_of_every_kind(tmp_path: Path, page: Any) -> None:
    first = [
        "2025-11-25T09:00:00+01:00",
        "Good",
        "Much to say",
        "training, mentoring and TIME, Shared tools, A pony",
        "4 - very useful for us",
        "1,200",
        "13/04/2024",
        "Yes",
        "Local authority leadership",
        "ada@example.org",
        "5",
        "2",
        "don't know",
        "Not now",
        "Yes",
        "Ada Green",
        "Leeds",
    ]
    second = ["25/11/2025 10:00", *["n/a"] * (len(HEADINGS) - 1)]
    # A name that is no text, as old disks have them.
    file = write_csv(tmp_path / "old \udcff.csv", [HEADINGS, first, second])
    user = make_user("superuser")

    outcome = import_responses(file, page, user=user)

    assert (outcome.imported, outcome.rejected) == (2, [])
    good, odd = Response.objects.order_by("submit_time").select_related("form_version")
    assert good.submit_time == datetime(2025, 11, 25, 8, tzinfo=UTC)
    assert good.form_data == {
        "summary": "Good",
        "details": "Much to say",
        "help": ["Training, mentoring and time", "Shared tools", "A pony"],
        "rating": 4,
        inferred_key("Rate: How useful is it? (as given)"): "4 - very useful for us",
        "team": 1200,
        "since": "2024-04-13",
        "quote": True,
        "role": "Local authority leadership",
        "email": "ada@example.org",
        "scoring": {
            "try-thing-number-1": {"usefulness": 5},
            "try-thing-number-2": {"usefulness": 2},
        },
        "judgement": {
            "try-thing-number-1": {"true": "Don’t know"},
            "try-thing-number-2": {"comment": "Not now"},
        },
        "picks": ["try-thing-number-2"],
        inferred_key("Full name"): "Ada Green",
        inferred_key("Where from?"): "Leeds",
    }
    # Everything that a question cannot take is shown next to it, in words.
    shown = text_of(sign_in("Analyst").get(read_url(odd)))
    assert shown.count("n/a") == len(HEADINGS) - 1
    assert "Imported from a spreadsheet" in shown
    assert "a person who has left" not in shown
    asked = odd.form_version.definition.by_key()
    assert odd.form_data.keys() <= asked.keys()
    assert asked[inferred_key("Full name")].personal
    assert not asked[inferred_key("Where from?")].personal
    assert not asked["summary"].minimum_characters
    # Counts, subjects, ledger and log are as if the answers had come one by one.
    assert IdeaCount.objects.get(idea="try-thing-number-1", scale="usefulness").number == 1
    assert set(ResponseIdea.objects.filter(response=good).values_list("key", flat=True)) == {
        "try-thing-number-1",
        "try-thing-number-2",
        "theme-ways-in",
    }
    assert good.has_text and "much to say" in good.search_text
    assert ledger_adds_up()
    entry = PageLogEntry.objects.get(action="responses.import")
    assert (entry.user, entry.page_id) == (user, page.pk)
    assert entry.message == "Responses imported from old ?.csv: 2"
    assert entry.data.pop("sha256")
    assert entry.data == {
        "file": "old ?.csv",
        "rows": 2,
        "imported": 2,
        "already_there": 0,
        "rejected": 0,
    }
    # The wording of now stays that of the live form, whatever was imported last.
    headings = list(list_rows(sign_in("Analyst", "second"), page)[0])
    assert "Brief summary" in headings and "How useful is it?" in headings


def _becomes(mapping: Mapping) -> dict[str, tuple[str, bool]]:
    """Return what each column becomes, and whether that is in doubt, by heading."""
    return {
        column.heading: (f"{column.becomes} {column.key}".strip(), bool(column.doubt))
        for column in mapping.columns
    }


def test_what_is_like_a_question_is_suggested_with_a_doubt(tmp_path: Path, page: Any) -> None:
    headings = ["When", "Brief sumary", "Your goal", "Contact details", "Column of roles"]
    roles = ["Local authority leadership", "Central government leadership"]
    rows = [["25/11/2025", "Text", "To win", "Ring me", role] for role in roles]
    mapping, _ = suggest(write_csv(tmp_path / "a.csv", [headings, *rows]), page)
    assert _becomes(mapping) == {
        "When": ("received", False),
        "Brief sumary": ("question summary", True),
        "Your goal": ("new short text", False),
        "Contact details": ("new short text", False),
        "Column of roles": ("question role", True),
    }


def test_what_only_the_cells_say(tmp_path: Path, page: Any) -> None:
    consultation = page.get_parent().specific
    rows = [["5", "4/4/2025", "25/11/2025", f"tools/#{n}", "/elsewhere/", "x"] for n in range(2)]
    headings = ["Score", "Using it since", "Sent off", "Which part", "Referrer", "Column of x"]
    file = write_csv(tmp_path / "a.csv", [headings, *rows])
    mapping, _ = suggest(file, consultation)
    assert _becomes(mapping) == {
        "Score": ("new number", False),
        "Using it since": ("question since", False),
        "Sent off": ("received", True),
        "Which part": ("page", True),
        "Referrer": ("new short text", False),
        "Column of x": ("new short text", False),
    }
    # A sheet without headings is not read in silence.
    file = write_csv(tmp_path / "a.csv", rows)
    assert "Row 1 was taken for the headings" in suggest(file, page)[1][0]


def test_free_text_in_a_choice_does_not_become_options(tmp_path: Path, page: Any) -> None:
    rows = [["25/11/2025", f"My own words, number {number}"] for number in range(40)]
    file = write_csv(tmp_path / "a.csv", [["Timestamp", "Your role"], *rows])
    import_responses(file, page)
    version = Response.objects.select_related("form_version")[0].form_version
    assert "My own words, number 1" not in version.definition.by_key()["role"].options
    assert {response.role for response in Response.objects.all()} == {""}
    kept = {text for response in Response.objects.all() for text in response.form_data.values()}
    assert kept == {row[1] for row in rows}


@pytest.mark.parametrize("export_format", ["csv", "xlsx"])
def test_an_export_comes_back(
    tmp_path: Path, page: Any, client: Client, export_format: str
) -> None:
    row = ["2025-11-25 09:00", "=1+1", "a;b", "Training, mentoring and time; Shared tools", 4, 12]
    row += ["2024-04-03", "Yes", "Local authority leadership", "", 5, 2, "Agree", "Fine", "Yes"]
    file = write_csv(tmp_path / "a.csv", [HEADINGS, [*row, "Ada", "- Leeds\nand \x0b York"]])
    import_responses(file, page)
    response = Response.objects.get()
    # A verdict that forms offered before is kept as it was given.
    assert response.form_data["judgement"]["try-thing-number-1"]["true"] == "Agree"
    analyst = sign_in("Analyst")
    before, data = csv_rows(export(analyst, page, "csv")), response.form_data
    again = tmp_path / f"again.{export_format}"
    again.write_bytes(export(analyst, page, export_format))

    # Into the same portal nothing comes twice: the reference tells.
    assert import_responses(again, page).already_there == 1
    assert Response.objects.get() == response

    # Into a portal that has lost it, the very same comes back, personal data aside.
    Response.objects.all().delete()
    LedgerEntry.objects.all().delete()
    outcome = import_responses(again, page)
    assert (outcome.imported, outcome.rejected) == (1, [])
    back = Response.objects.get()
    assert back.reference == response.reference
    assert back.submit_time == response.submit_time
    personal = {"email", inferred_key("Full name")}
    added = {inferred_key("Source")}
    assert {key: value for key, value in back.form_data.items() if key not in added} == {
        key: value for key, value in data.items() if key not in personal
    }
    after = csv_rows(export(analyst, page, "csv"))
    # An idea without a column was not offered; in the export it has one.
    before[0]["Picks: Try thing number 1"] = "No"
    assert {key: after[0][key] for key in before[0]} == before[0]


def test_numbers_and_ticks_of_a_workbook(tmp_path: Path, page: Any) -> None:
    headings = ["Timestamp", "How useful is it?", "team", "You may quote me", "Using it since"]
    moment = datetime(2025, 6, 25, 14, 3, 22)
    rows = [[moment, 4, 12.0, True, datetime(2024, 4, 3)], [45986.5, 5, 1.5, False, "3 April 2024"]]
    import_responses(write_xlsx(tmp_path / "a.xlsx", [headings, *rows]), page)
    first, second = Response.objects.order_by("submit_time")
    assert first.submit_time == datetime(2025, 6, 25, 13, 3, 22, tzinfo=UTC)
    assert first.form_data == {"rating": 4, "team": 12, "quote": True, "since": "2024-04-03"}
    assert second.form_data == {"rating": 5, "team": 1.5, "quote": False, "since": "2024-04-03"}


def test_an_export_of_a_whole_consultation_comes_back(tmp_path: Path, page: Any) -> None:
    consultation = page.get_parent().specific
    other = SectionPageFactory(parent=consultation, title="Words", blocks=[feedback_form()])
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    grids = {"scoring": {"try-thing-number-2": {"usefulness": 3}}, "picks": ["try-thing-number-1"]}
    store(page, moment, summary="One; two", help=["Training"], rating=1, **grids)
    store(other, moment, summary="Of the other page", role="Wizard", details="- a\n- b")
    third = store(other, moment, summary="Spam", role="Wizard")
    change_status([third], Status.EXCLUDED, "It is spam", make_user("superuser"))
    before = {each.reference: each for each in Response.objects.all()}
    analyst = sign_in("Analyst")
    file = tmp_path / "all.csv"
    file.write_bytes(content(analyst.get("/admin/all-responses/?export=csv")))
    Response.objects.all().delete()
    LedgerEntry.objects.all().delete()

    outcome = import_responses(file, consultation)

    assert (outcome.imported, outcome.rejected) == (3, [])
    for response in Response.objects.all():
        was = before.pop(response.reference)
        data = dict(response.form_data)
        assert data.pop(inferred_key("Source")) == "Form"
        assert data == was.form_data
        same = ("submit_time", "page_id", "status", "status_reason", "role", "has_text")
        assert all(getattr(response, name) == getattr(was, name) for name in same)
    assert not before
    assert ledger_adds_up()
