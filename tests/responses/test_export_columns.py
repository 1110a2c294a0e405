"""The columns of exports: all that was ever asked, options and ideas apart, and no answer lost."""

import io
from typing import Any

import pytest
from django.test import Client
from pyarrow import parquet
from wagtail.models import Page

from consultation.responses.definitions import METADATA
from consultation.responses.exports.columns import UNMAPPED
from consultation.responses.exports.table import Selection, Table
from consultation.responses.models import FormVersion, Response
from tests.factories import SectionPageFactory, feedback_form, question
from tests.responses.actions import publish_form, store
from tests.responses.export_bundle import make_bundle
from tests.responses.export_readers import csv_rows, xlsx_rows
from tests.responses.idea_answers import make_ideas, page_asking

pytestmark = pytest.mark.django_db


def rows_of(page: Page | None = None, personal: bool = True) -> list[dict[str, Any]]:
    """Return the rows of an export by heading, the newest first, without the facts."""
    responses = Response.objects.order_by("-pk")
    if page:
        responses = responses.filter(page=page)
    selection = Selection(responses, "", "", page.pk if page else None, personal=personal)
    table = Table(selection)
    return [
        dict(zip(table.headings(), row, strict=True))
        for batch in table.batches()
        for row in (batch)
    ]


def headings_of(page: Page | None = None) -> list[str]:
    key = page.pk if page else None
    table = Table(Selection(Response.objects.all(), "", "", key, personal=True))
    return table.headings()[len(METADATA) :]


def typed(client: Client, page: Page | None) -> list[dict[str, Any]]:
    """Return the rows of a Parquet export."""
    data = make_bundle(client, page, "parquet", personal=True).data
    rows: list[dict[str, Any]] = parquet.read_table(io.BytesIO(data)).to_pylist()
    return rows


def page_with(*questions: dict[str, Any]) -> Page:
    return SectionPageFactory(blocks=[feedback_form(*questions)])


def tools(*options: str) -> dict[str, Any]:
    return question("several_choices", "tools", options=list(options))


def test_each_option_ever_offered_has_a_column_retired_ones_last(analyst: Client) -> None:
    page = page_with(tools("Spreadsheet", "Paper"))
    store(page, tools=["Paper"])
    publish_form(page, tools("Database", "Spreadsheet"), question("short_text", "why"))
    store(page, tools=["Spreadsheet"])
    store(page, why="Because")
    assert headings_of(page) == [
        "Tools",
        "Tools: Database",
        "Tools: Spreadsheet",
        "Tools: Paper",
        "Why",
    ]
    for rows in (
        csv_rows(make_bundle(analyst, page).data),
        xlsx_rows(make_bundle(analyst, page, "xlsx").data),
    ):
        assert [[row[name] or "" for name in headings_of(page)] for row in rows] == [
            ["", "", "", "", "Because"],
            ["Spreadsheet", "No", "Yes", "", ""],
            ["Paper", "", "No", "Yes", ""],
        ]
    assert [row["Tools: Paper"] for row in typed(analyst, page)] == [None, None, True]
    assert [row["Tools: Spreadsheet"] for row in typed(analyst, page)] == [None, True, False]


def test_an_option_that_was_never_offered_stays_in_the_joined_cell(analyst: Client) -> None:
    page = page_with(tools("A", "B"))
    store(page, tools=["A", "Something else"])
    (row,) = csv_rows(make_bundle(analyst, page).data)
    assert (row["Tools"], row["Tools: A"], row["Tools: B"]) == ("A; Something else", "Yes", "No")


def test_what_is_ticked_in_one_of_two_pages_shares_columns(analyst: Client) -> None:
    pages = [page_with(tools("A", "B")), page_with(tools("B", "C"))]
    store(pages[0], tools=["A"])
    store(pages[1], tools=["C"])
    newer, older = rows_of()
    assert headings_of() == ["Tools", "Tools: A", "Tools: B", "Tools: C"]
    assert [older[name] for name in headings_of()] == [["A"], True, False, None]
    assert [newer[name] for name in headings_of()] == [["C"], None, False, True]


def test_picked_ideas_are_yes_or_no_or_nothing(analyst: Client) -> None:
    _, second = make_ideas()
    page = page_asking("idea_picks")
    store(page, picks=[second.code])
    store(page, summary="None")
    newer, older = rows_of(page)
    names = [f"Picks: Try thing number {n}" for n in (1, 2)]
    assert [older[name] for name in names] == [False, True]
    assert [newer[name] for name in names] == [None, None]


def test_scores_are_whole_numbers_and_comments_text(analyst: Client) -> None:
    first, _ = make_ideas()
    page = page_asking("idea_scoring", "idea_judgement")
    scale = page.specific.feedback_definition().by_key()["scoring"].scales[0].key
    store(
        page,
        scoring={first.code: {scale: 4}},
        judgement={first.code: {"true": "Agree", "comment": "=1+1"}},
    )
    (row,) = typed(analyst, page)
    assert row["Scoring: Try thing number 1: Usefulness"] == 4
    assert row["Scoring: Try thing number 2: Usefulness"] is None
    assert row["Judgement: Try thing number 1: Is it true?"] == "Agree"
    assert row["Judgement: Try thing number 1: Comment"] == "=1+1"


@pytest.mark.parametrize(
    ("before", "old", "after", "new"),
    [
        (question("short_text", "x"), "Five", question("number", "x"), 5),
        (question("number", "x"), 2.5, question("date", "x"), "2026-11-23"),
        (question("rating", "x", points=5), 4, question("short_text", "x"), "Four"),
        (question("consent", "x"), True, question("single_choice", "x", options=["A"]), "A"),
        (
            question("several_choices", "x", options=["A"]),
            ["A"],
            question("short_text", "x"),
            "A, I think",
        ),
    ],
)
def test_an_answer_from_when_the_question_was_of_another_type_is_kept(
    analyst: Client, before: Any, old: Any, after: Any, new: Any
) -> None:
    page = page_with(before)
    store(page, x=old)
    publish_form(page, after)
    store(page, x=new)
    texts = [
        "Yes" if value is True else value[0] if isinstance(value, list) else str(value)
        for value in (new, old)
    ]
    assert [row["X"] for row in csv_rows(make_bundle(analyst, page).data)] == texts
    assert [str(row["X"]) for row in xlsx_rows(make_bundle(analyst, page, "xlsx").data)] == texts
    assert [row["X"] for row in typed(analyst, page)] == texts


def test_a_question_that_became_one_about_ideas_keeps_its_old_answers(analyst: Client) -> None:
    (idea, *_) = make_ideas()
    page = page_with(question("short_text", "x"))
    store(page, x="In words")
    publish_form(page, question("idea_picks", "x"))
    store(page, x=[idea.code])
    assert headings_of(page)[0] == "X"
    newer, older = rows_of(page)
    assert (older["X"], older["X: Try thing number 1"]) == ("In words", None)
    assert (newer["X"], newer["X: Try thing number 1"]) == (None, True)


def test_types_follow_the_questions(analyst: Client) -> None:
    page = page_with(
        question("number", "size", whole=False),
        question("number", "people", whole=True),
        question("rating", "use", points=5),
        question("date", "day"),
        question("consent", "quote"),
        question("short_text", "words"),
    )
    store(page, size=2.5, people=3, use=4, day="2026-11-23", quote=True, words="007")
    data = make_bundle(analyst, page, "parquet").data
    schema = parquet.read_schema(io.BytesIO(data))
    assert {name: str(schema.field(name).type) for name in schema.names} == {
        "Received": "timestamp[us, tz=UTC]",
        "Reference": "string",
        "Consultation": "string",
        "Page": "string",
        "Page ID": "int64",
        "Status": "string",
        "Reason for status": "string",
        "Source": "string",
        "Arrived just after closing": "bool",
        "Size": "double",
        "People": "int64",
        "Use": "int64",
        "Day": "date32[day]",
        "Quote": "bool",
        "Words": "string",
        UNMAPPED: "string",
    }
    metadata = schema.field("People").metadata
    assert (metadata[b"key"], metadata[b"question_type"]) == (b"people", b"number")
    (row,) = typed(analyst, page)
    response = Response.objects.get()
    assert row["Received"] == response.submit_time


def test_no_two_columns_share_a_heading_and_no_answer_is_lost(analyst: Client) -> None:
    page = page_with(
        tools("A", "B"),
        question("short_text", "other", "Tools: A"),
        question("short_text", "key", "Tools: A (tools)"),
        question("short_text", "odd", UNMAPPED),
        question("short_text", "twice", "Reference"),
    )
    answers = {"tools": ["A"], "other": "1", "key": "2", "odd": "3", "twice": "4"}
    store(page, **answers)
    for where in (page, None):
        names = headings_of(where)
        assert len(set(names)) == len(names)
        (row,) = rows_of(where)
        given = [value for value in row.values() if value in list(answers.values())]
        assert sorted(map(str, given)) == sorted(map(str, answers.values()))
    assert len(typed(analyst, None)) == 1


def test_answers_to_a_question_that_no_form_has_are_mentioned(analyst: Client, page: Page) -> None:
    response = store(page, summary="Something")
    Response.objects.filter(pk=response.pk).update(
        form_data={"summary": "Something", "lost": "Where from?", "email": "jane@example.org"}
    )
    bundle = make_bundle(analyst, page)
    assert bundle.manifest["answers_without_a_question"] == {"lost": 1}
    (row,) = typed(analyst, page)
    assert row[UNMAPPED] == '{"lost": "Where from?"}'
    plain = parquet.read_table(io.BytesIO(make_bundle(analyst, page, "parquet").data))
    assert plain.column(UNMAPPED).to_pylist() == [None]


def test_an_erased_response_is_a_row_of_facts(administrator: Client, page: Page) -> None:
    from consultation.responses.services import erase
    from tests.factories import make_user

    response = store(page, summary="Something", role="Leader")
    erase([response], "Asked to", make_user("Administrator", "another"))
    (row,) = csv_rows(make_bundle(administrator, None, personal=True).data)
    assert (row["Reference"], row["Status"]) == (response.reference_text, "Erased")
    assert [value for heading, value in row.items() if heading not in METADATA and value] == []


def test_columns_are_found_by_one_query_whatever_was_asked(
    page: Page, django_assert_num_queries: Any
) -> None:
    store(page, summary="Something")
    for number in range(5):
        publish_form(page, tools(*(f"Option {n}" for n in range(number + 1))))
        store(page, tools=["Option 0"])
    assert FormVersion.objects.count() > 5
    # The questions, the consultations that were answered, the titles of pages.
    with django_assert_num_queries(3):
        table = Table(Selection(Response.objects.all(), "", ""))
    with django_assert_num_queries(1):
        assert sum(len(batch) for batch in table.batches()) == 6
