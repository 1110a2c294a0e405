"""Which column answers which question, and where cells go that no question takes."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from wagtail.models import PageLogEntry

from consultation.importing.responses.answer_schema import inferred_key
from consultation.importing.responses.mapping import Mapping
from consultation.importing.responses.services import import_responses
from consultation.responses.models import IdeaCount, LedgerEntry, Response, Status
from tests.factories import make_user
from tests.importing.spreadsheets import (
    ledger_adds_up,
    page_of_many_questions,
    read_texts,
    suggest,
    write_csv,
    write_xlsx,
)
from tests.responses.actions import list_rows, read_url, sign_in, store, text_of
from tests.responses.export_readers import content

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
        inferred_key("Rate: How useful is it? (as given)"): "4 - very useful for us",
        "team": 1200,
        "since": "2024-04-13",
        "quote": True,
        "role": "Local authority leadership",
        "email": "ada@example.org",
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
    # Ledger and log are as if the answers had come one by one.
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


def test_what_headings_do_not_say_is_left_to_a_person(tmp_path: Path, page: Any) -> None:
    consultation = page.get_parent().specific
    rows = [["5", "4/4/2025", "25/11/2025", f"tools/#{n}", "/elsewhere/", "x"] for n in range(2)]
    headings = ["Score", "Using it since", "Sent off", "Which part", "Referrer", "Column of x"]
    file = write_csv(tmp_path / "a.csv", [headings, *rows])
    mapping, _ = suggest(file, consultation)
    assert _becomes(mapping) == {
        "Score": ("new number", False),
        "Using it since": ("question since", False),
        "Sent off": ("new date", False),
        "Which part": ("new short text", False),
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


def test_numbers_and_ticks_of_a_workbook(tmp_path: Path, page: Any) -> None:
    headings = ["Timestamp", "How useful is it?", "team", "You may quote me", "Using it since"]
    moment = datetime(2025, 6, 25, 14, 3, 22)
    rows = [
        [moment, 4, 12.0, True, datetime(2024, 4, 3)],
        ["25/11/2025", 5, 1.5, False, "3 April 2024"],
    ]
    import_responses(write_xlsx(tmp_path / "a.xlsx", [headings, *rows]), page)
    first, second = Response.objects.order_by("submit_time")
    assert first.submit_time == datetime(2025, 6, 25, 13, 3, 22, tzinfo=UTC)
    assert first.form_data == {"rating": 4, "team": 12, "quote": True, "since": "2024-04-03"}
    assert second.form_data == {"rating": 5, "team": 1.5, "quote": False, "since": "2024-04-03"}


def test_an_export_of_a_portal_comes_back_once(tmp_path: Path, page: Any) -> None:
    consultation = page.get_parent().specific
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    grids = {"scoring": {"try-thing-number-2": {"usefulness": 3}}, "picks": ["try-thing-number-1"]}
    before = store(page, moment, summary="=1+1", details="- a\n- b", help=["Training"], **grids)
    file = tmp_path / "all.csv"
    file.write_bytes(content(sign_in("Analyst").get("/admin/all-responses/?export=csv")))
    mapping, _doubts = suggest(file, consultation)
    # What is about ideas is kept, and a person is told that it is no score of them any more.
    column = next(each for each in mapping.columns if "number 2: Usefulness" in each.heading)
    assert column.becomes.startswith("new ") and "not counted in the results" in column.doubt
    # Into the same portal nothing comes twice: the reference tells.
    assert import_responses(file, consultation, mapping=mapping).already_there == 1
    assert Response.objects.get() == before
    before.delete()
    LedgerEntry.objects.all().delete()
    scores = list(IdeaCount.objects.values_list("number", flat=True))
    outcome = import_responses(file, consultation, mapping=mapping)

    assert (outcome.imported, outcome.rejected) == (1, [])
    back = Response.objects.select_related("form_version").get()
    assert (back.submit_time, back.page_id) == (moment, page.pk)
    assert (back.reference, back.status) == (before.reference, Status.COUNTED)
    asked = ("summary", "details", "help")
    assert [back.form_data[key] for key in asked] == ["=1+1", "- a\n- b", ["Training"]]
    texts = read_texts(back)
    assert {"3", "Try thing number 1"} <= set(texts)
    assert before.reference_text not in texts
    assert list(IdeaCount.objects.values_list("number", flat=True)) == scores
    assert ledger_adds_up()
