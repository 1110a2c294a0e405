"""What people really send goes in through the form and comes out of every export, cell by cell."""

import io
from typing import Any

import pytest
from django.test import Client
from pyarrow import parquet
from wagtail.models import Page

from consultation.common.csv_safety import unguard
from consultation.responses.definitions import answer_text
from consultation.responses.models import Response
from tests.factories import SectionPageFactory, answer, feedback_form, question
from tests.responses.actions import sign_in
from tests.responses.export_bundle import make_bundle
from tests.responses.export_readers import csv_rows, xlsx_rows

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WHERE_FROM = ["By email; from the council", "Word of mouth, “friends”", "=Other", "- None of these"]

# What someone sends: the fields as the browser sends them, and what is to be stored of them.
RESPONDENTS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"why": "Diolch yn fawr: ŵ, ŷ, Â, ê – Llŷn ’da ni’n byw"}, {}),
    (
        {"why": "First line\r\nSecond line\r\n\r\n\tindented;\ttabs; semicolons"},
        {"why": "First line\nSecond line\n\n\tindented;\ttabs; semicolons"},
    ),
    ({"why": '"Quoted", she said; ""twice"", \'single\' and “curly”'}, {}),
    ({"why": "👩🏽‍⚕️👨‍👩‍👧‍👦 🏴󠁧󠁢󠁷󠁬󠁳󠁿 ☂️ 1️⃣ ❤️‍🔥"}, {}),
    ({"why": "مرحبا بكم 123 שלום \u202eevil\u202c \u2067abc\u2069"}, {}),
    ({"why": "zero\u200bwidth\u200djoin\ufeffmark\u2060soft\u00adhyphen nbsp\u00a0end"}, {}),
    ({"why": "=cmd|' /C calc'!A0", "short": '=HYPERLINK("https://example.org","x")'}, {}),
    ({"why": "- Speed cameras\n- Cycle lanes\n+ Buses\n@ the school", "short": "-"}, {}),
    ({"why": "+44 20 7946 0000", "short": "@handle"}, {}),
    ({"short": "007"}, {}),
    ({"short": "1e5"}, {}),
    ({"short": "23/11/2026"}, {}),
    ({"short": "TRUE"}, {}),
    ({"short": "NULL"}, {}),
    ({"short": "#N/A"}, {}),
    ({"short": "'=1+1"}, {}),
    ({"short": " leading and trailing  ", "why": "\n\n  kept as typed  \n"}, {}),
    ({"short": "_x000B_ and _x005F_x0041_", "why": "a\x0bb\x0cc\x1fd\x7fe\x85f\u2028g\u2029h"}, {}),
    ({"short": "nul\x00here"}, {"short": "nul\ufffdhere"}),
    ({"short": "<b>&amp; <![CDATA[x]]></b>", "why": "<r><t>x</r> {{ 7*7 }} ${x} %s %(a)s \\n"}, {}),
    ({"why": "Ends with a backslash \\"}, {}),
    ({"why": "x" * 100_000}, {}),
    ({"why": "ünïcödé 😀\n" * 9_000}, {}),
    ({"why": "e\u0301 é ﬁ Ω Ω \u1e9b\u0323"}, {}),
    ({"short": "\ufdd0\ufffe\uffff\U0010ffff"}, {}),
    ({"heard": [WHERE_FROM[1], WHERE_FROM[2]]}, {}),
    ({"heard": [WHERE_FROM[3]], "one": "=Other"}, {}),
    (
        {"size": "1,234.5", "day": "23/11/2026", "ok": "on", "use": "5"},
        {"size": 1234.5, "day": "2026-11-23", "ok": True, "use": 5},
    ),
    ({"size": "-0.1", "day": "1899-12-31"}, {"size": -0.1}),
    ({"size": "999999999999999"}, {"size": 999999999999999}),
    ({"size": "0.30000000000000"}, {"size": 0.3}),
    ({"email": "o'brien+x@example.org", "short": "with an address"}, {}),
]


@pytest.fixture
def survey(client: Client) -> tuple[Page, list[Response]]:
    """Return a page with everybody's answers, and these as they were stored."""
    page = SectionPageFactory(
        blocks=[
            feedback_form(
                question("short_text", "short", "In short?"),
                question("long_text", "why", "Why do you say so?"),
                question("several_choices", "heard", "How did you hear?", options=WHERE_FROM[1:]),
                question("single_choice", "one", "One only?", options=["=Other", "Yes"]),
                question("number", "size", "How many?", whole=False),
                question("date", "day", "When?"),
                question("rating", "use", "How useful?", points=5),
                question("consent", "ok", "May we quote you?"),
                question("email", "email", "Your email"),
            )
        ]
    )
    stored = []
    for number, (sent, kept) in enumerate(RESPONDENTS):
        response = answer(client, page, seconds_ago=60 + len(RESPONDENTS) - number, **sent)
        assert response.form_data == {"ok": False} | sent | kept, sent
        stored.append(response)
    return page, stored


QUESTIONS = {
    "In short?": "short",
    "Why do you say so?": "why",
    "How did you hear?": "heard",
    "One only?": "one",
    "How many?": "size",
    "When?": "day",
    "How useful?": "use",
    "May we quote you?": "ok",
    "Your email": "email",
}


def answers_of(rows: list[dict[str, Any]], stored: list[Response]) -> list[dict[str, Any]]:
    """Return what was stored of each row; every response has to be there, and once."""
    by_reference = {response.reference_text: response.form_data for response in stored}
    assert sorted(row["Reference"] for row in rows) == sorted(by_reference)
    return [by_reference[row["Reference"]] for row in rows]


def test_every_answer_comes_back_from_every_format(survey: tuple[Page, list[Response]]) -> None:
    page, stored = survey
    analyst = sign_in("Analyst")
    for where in (page, None):
        for ending, check in (("csv", check_csv), ("xlsx", check_xlsx), ("parquet", check_parquet)):
            check(make_bundle(analyst, where, ending, personal=True).data, stored)


def check_csv(data: bytes, stored: list[Response]) -> None:
    rows = csv_rows(data)
    for row, answers in zip(rows, answers_of(rows, stored), strict=True):
        for heading, key in QUESTIONS.items():
            assert unguard(row[heading]) == answer_text(answers.get(key)), heading


def check_xlsx(data: bytes, stored: list[Response]) -> None:
    rows = xlsx_rows(data)
    for row, answers in zip(rows, answers_of(rows, stored), strict=True):
        for heading, key in QUESTIONS.items():
            given = answers.get(key)
            is_number = isinstance(given, int | float) and not isinstance(given, bool)
            assert (row[heading] or "") == (given if is_number else answer_text(given)), heading


def check_parquet(data: bytes, stored: list[Response]) -> None:
    rows = parquet.read_table(io.BytesIO(data)).to_pylist()
    for row, answers in zip(rows, answers_of(rows, stored), strict=True):
        if row["When?"]:
            row["When?"] = row["When?"].isoformat()
        for heading, key in QUESTIONS.items():
            given = answers.get(key)
            assert row[heading] == ("; ".join(given) if isinstance(given, list) else given), heading
        for option in WHERE_FROM[1:]:
            ticked = option in answers["heard"] if "heard" in answers else None
            assert row[f"How did you hear?: {option}"] is ticked
