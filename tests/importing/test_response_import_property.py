"""Whatever is in the cells: each row is a response that holds all of it, or is rejected."""

import re
import unicodedata
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultation.importing.responses.services import import_responses
from consultation.responses.models import Response
from tests.importing.spreadsheets import (
    ledger_adds_up,
    page_of_many_questions,
    read_texts,
    write_csv,
)

pytestmark = [pytest.mark.django_db]

COLUMNS = [
    "Brief summary",
    "What would help?",
    "How useful is it?",
    "team",
    "Using it since",
    "You may quote me",
    "Your role",
    "Your email",
    "Try thing number 1 [Usefulness]",
    "Judgement: Try thing number 2: Is it useful?",
    "Picks",
    "Anything else",
    "",
    "Anything else",
]
CONSENT = COLUMNS.index("You may quote me")
START = datetime(2025, 6, 1, 12)
ODD = st.text(
    st.one_of(
        st.sampled_from(list("ab1,;|\n\r\t'\"=+-@ •\x00\x0b’é")),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=30,
)
USUAL = st.sampled_from(
    [
        "Training",
        "Training, mentoring and time",
        "shared tools, TRAINING",
        "Other; Shared tools\nOne more",
        "4",
        "4 - because it works",
        "007",
        "3/4/2024 (I think)",
        "Yes",
        "no",
        "12",
        "Local authority leadership",
        "Agree",
        "Try thing number 2",
        "=cmd|' /C calc'!A0",
        "- Speed cameras",
        "x" * 260,
    ]
)
CELL = st.one_of(st.just(""), USUAL, ODD)
ROWS = st.lists(st.lists(CELL, min_size=3, max_size=len(COLUMNS) + 2), min_size=1, max_size=8)


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def _is_there(cell: str, texts: list[str]) -> bool:
    """Say whether every piece of a cell is in what is read of its response."""
    everything = "\n".join(texts)
    letters = _letters(everything)
    pieces = [_letters(piece) for piece in re.split(r"[;,\n\r|•]", cell)]
    if any(pieces):
        return all(piece in letters for piece in pieces)
    return True


@pytest.fixture
def page() -> Any:
    return page_of_many_questions()


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=ROWS)
def test_no_cell_is_lost(tmp_path: Path, page: Any, rows: list[list[str]]) -> None:
    with transaction.atomic():
        sheet = [["Timestamp", *COLUMNS]]
        for number, row in enumerate(rows):
            sheet.append([str(START + timedelta(seconds=number)), *row])
        file = write_csv(tmp_path / "a.csv", sheet)
        outcome = import_responses(file, page)
        assert outcome.counts()["rows"] == len(rows)
        responses: dict[Any, Response] = {
            (each.submit_time.second, each.submit_time.minute): each
            for each in Response.objects.select_related("form_version")
        }
        assert len(responses) == outcome.imported
        assert ledger_adds_up()
        for number, row in enumerate(rows):
            response = responses.get((number, 0))
            filled = [cell for cell in row if cell.strip()]
            if response is None:
                assert not filled, outcome.rejected
                continue
            asked = response.form_version.definition.by_key()
            assert response.form_data.keys() <= asked.keys()
            texts = read_texts(response)
            # A tick is kept as a tick, whichever word it was.
            ticked = {CONSENT} if "quote" in response.form_data else set()
            for place, cell in enumerate(row):
                assert place in ticked or _is_there(cell, texts), (cell, response.form_data)
        assert import_responses(file, page).imported == 0
        transaction.set_rollback(True)
