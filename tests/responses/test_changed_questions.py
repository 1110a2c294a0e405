"""Questions reworded, removed, reordered: every old answer stays, in the list and in exports."""

import pytest
from django.test import Client
from wagtail.models import Page

from consultation.responses.definitions import METADATA
from consultation.responses.models import Response
from tests.factories import (
    SectionPageFactory,
    answer,
    feedback_form,
    open_form,
    post_answer,
    question,
)
from tests.responses.actions import list_rows, list_url, publish_form, read_url, store, text_of
from tests.responses.export_readers import csv_rows, csv_table, export, xlsx_rows

pytestmark = pytest.mark.django_db


def headings(client: Client, page: Page) -> list[str]:
    """Return the questions' columns of the list, which must be those of both exports."""
    in_list = list(list_rows(client, page)[0])[4:]
    in_csv = csv_table(export(client, page, "csv"))[0]
    in_xlsx = list(xlsx_rows(export(client, page, "xlsx"))[0])
    assert in_csv == [*METADATA, *in_list]
    assert in_xlsx == ["Received (UK time)", *list(METADATA)[1:], *in_list]
    return in_list


def column(client: Client, page: Page, heading: str) -> list[str]:
    """Return the values under a heading, which must be the same in the list and both exports."""
    in_list = [row[heading] for row in list_rows(client, page)]
    in_csv = [row[heading] for row in csv_rows(export(client, page, "csv"))]
    in_xlsx = [row[heading] or "" for row in xlsx_rows(export(client, page, "xlsx"))]
    assert in_list == in_csv == in_xlsx
    return in_list


@pytest.fixture
def asked() -> Page:
    """Return a page that asks three questions."""
    return SectionPageFactory(
        blocks=[
            feedback_form(
                question("short_text", "what", "What is missing?"),
                question("long_text", "why", "Why?"),
                question("short_text", "who", "Who should do it?"),
            )
        ]
    )


@pytest.fixture
def old(client: Client, asked: Page) -> Page:
    """Return the page with one answer."""
    answer(client, asked, what="Tools", why="Time", who="A centre")
    return asked


def test_a_reworded_question_keeps_its_column_under_the_latest_wording(
    client: Client, analyst: Client, old: Page
) -> None:
    publish_form(
        old,
        question("short_text", "what", "What did we forget?"),
        question("long_text", "why", "Why?"),
        question("short_text", "who", "Who should do it?"),
    )
    answer(client, old, what="People", why="Skill", who="All")
    assert headings(analyst, old) == ["What did we forget?", "Why?", "Who should do it?"]
    assert column(analyst, old, "What did we forget?") == ["People", "Tools"]


def test_an_old_wording_that_comes_back_is_the_latest(analyst: Client, old: Page) -> None:
    publish_form(old, question("short_text", "what", "What did we forget?"))
    publish_form(old, question("short_text", "what", "What is missing?"))
    assert headings(analyst, old)[0] == "What is missing?"


def test_a_removed_question_keeps_its_column_after_those_still_asked(
    client: Client, analyst: Client, old: Page
) -> None:
    publish_form(
        old,
        question("short_text", "who", "Who should do it?"),
        question("number", "cost", "What does it cost?"),
    )
    answer(client, old, who="All", cost="5")
    assert headings(analyst, old) == [
        "Who should do it?",
        "What does it cost?",
        "What is missing?",
        "Why?",
    ]
    assert column(analyst, old, "What is missing?") == ["", "Tools"]
    assert column(analyst, old, "Who should do it?") == ["All", "A centre"]


def test_reordered_questions_are_in_their_new_order(analyst: Client, old: Page) -> None:
    publish_form(
        old,
        question("short_text", "who", "Who should do it?"),
        question("short_text", "what", "What is missing?"),
        question("long_text", "why", "Why?"),
    )
    assert headings(analyst, old) == ["Who should do it?", "What is missing?", "Why?"]
    assert column(analyst, old, "Why?") == ["Time"]


def test_the_whole_form_removed_leaves_everything(analyst: Client, old: Page) -> None:
    publish_form(old)
    assert headings(analyst, old) == ["What is missing?", "Why?", "Who should do it?"]
    assert column(analyst, old, "Why?") == ["Time"]


def test_a_question_that_takes_over_a_wording_does_not_take_over_the_answers(
    client: Client, analyst: Client, old: Page
) -> None:
    publish_form(old, question("short_text", "reason", "Why?"))
    answer(client, old, reason="Another reason")
    assert headings(analyst, old)[0] == "Why? (reason)"
    assert column(analyst, old, "Why? (reason)") == ["Another reason", ""]
    assert column(analyst, old, "Why? (why)") == ["", "Time"]


@pytest.mark.parametrize("label", ["Status", "Reference", "Received", "Reason for status"])
def test_a_question_worded_like_a_fact_has_a_heading_of_its_own(
    analyst: Client, label: str
) -> None:
    page = SectionPageFactory(blocks=[feedback_form(question("short_text", "mine", label))])
    store(page, mine="Married")
    assert column(analyst, page, f"{label} (mine)") == ["Married"]


def test_a_question_of_another_type_under_the_same_key_reads_old_answers_as_they_were(
    client: Client, analyst: Client
) -> None:
    page = SectionPageFactory(blocks=[feedback_form(question("short_text", "day", "When?"))])
    answer(client, page, day="Next week")
    publish_form(page, question("date", "day", "When?"))
    answer(client, page, day="2026-11-23")
    assert [row["When?"] for row in list_rows(analyst, page)] == ["23 November 2026", "Next week"]
    assert [row["When?"] for row in csv_rows(export(analyst, page, "csv"))] == [
        "2026-11-23",
        "Next week",
    ]


def test_a_question_only_drafted_has_no_column(analyst: Client, old: Page) -> None:
    old.body = old.body.stream_block.to_python(
        [feedback_form(question("short_text", "draft", "Only a draft"))]
    )
    old.save_revision()
    assert headings(analyst, old) == ["What is missing?", "Why?", "Who should do it?"]


def test_an_answer_on_its_way_is_kept_under_the_questions_that_were_shown(
    client: Client, analyst: Client, asked: Page
) -> None:
    fields = open_form(client, asked) | {"what": "Tools", "why": "Time"}
    publish_form(
        asked,
        question("short_text", "what", "What did we forget?"),
        question("long_text", "why", "Why?"),
    )
    assert post_answer(client, asked, fields).status_code == 303
    assert headings(analyst, asked)[0] == "What did we forget?", "the latest wording published"
    page_text = text_of(analyst.get(read_url(Response.objects.get())))
    assert "What is missing?" in page_text
    assert "What did we forget?" not in page_text


def test_a_wording_with_markup_is_shown_as_text(analyst: Client) -> None:
    form = feedback_form(question("short_text", "what", "<b>What</b> & why"))
    page = SectionPageFactory(blocks=[form])
    store(page, what="Tools")
    html = analyst.get(list_url(page)).content.decode()
    assert "<b>What</b>" not in html
    assert headings(analyst, page) == ["<b>What</b> & why"]
