"""The list of one page's responses: columns, order, shortened texts, pages, empty states."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from consultation.responses.models import Response, Status
from tests.factories import SectionPageFactory, answer, feedback_form, question
from tests.responses.actions import list_rows, list_url, read_url, store, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

STANDARD_COLUMNS = [
    "What do you think of this page?",
    "Brief summary",
    "Details",
    "Your role",
    "Your organisation",
    "Your email",
]


def test_a_response_is_in_the_list_at_once(client: Client, analyst: Client, page: Page) -> None:
    response = answer(
        client,
        page,
        summary="A good plan",
        details="More of it",
        role="Local authority leadership",
        organisation="Anyshire",
        email="someone@example.org",
    )
    (row,) = list_rows(analyst, page)
    row.pop("")
    assert list(row) == ["Received", "Reference", "Status", *STANDARD_COLUMNS]
    row.pop("Received")
    assert list(row.values()) == [
        response.reference_text,
        "Counted",
        "",
        "A good plan",
        "More of it",
        "Local authority leadership",
        "Anyshire",
        "someone@example.org",
    ]


def test_the_newest_is_first(analyst: Client, page: Page) -> None:
    now = timezone.now()
    store(page, now - timedelta(hours=1), summary="Second")
    store(page, now - timedelta(hours=2), summary="Third")
    store(page, now, summary="First")
    same = now - timedelta(hours=3)
    store(page, same, summary="Fifth")
    store(page, same, summary="Fourth")
    assert [row["Brief summary"] for row in list_rows(analyst, page)] == [
        "First",
        "Second",
        "Third",
        "Fourth",
        "Fifth",
    ]


def test_only_this_page_s_responses_are_listed(analyst: Client, page: Page) -> None:
    below = SectionPageFactory(parent=page, blocks=[feedback_form()])
    store(page, summary="Of this page")
    store(below, summary="Of the page below")
    assert [row["Brief summary"] for row in list_rows(analyst, page)] == ["Of this page"]
    assert [row["Brief summary"] for row in list_rows(analyst, below)] == ["Of the page below"]


def test_every_status_is_shown_in_words_and_what_was_erased_is_gone(
    analyst: Client, page: Page
) -> None:
    for status in Status:
        response = store(page, summary=str(status))
        Response.objects.filter(pk=response.pk).update(status=status)
    shown = {row["Brief summary"]: row["Status"] for row in list_rows(analyst, page)}
    assert shown == {
        "counted": "Counted",
        "quarantined": "In quarantine",
        "excluded": "Excluded",
    }


def test_answers_are_shown_as_text(analyst: Client, page: Page) -> None:
    text = "<script>alert('1')</script> & “quotes” {{ name }}"
    store(page, summary=text)
    html = analyst.get(list_url(page)).content.decode()
    assert "<script>alert(" not in html
    assert "&lt;script&gt;alert(" in html
    assert list_rows(analyst, page)[0]["Brief summary"] == text


def test_a_title_is_shown_as_text(analyst: Client) -> None:
    page = SectionPageFactory(title="<script>1</script>", blocks=[feedback_form()])
    html = analyst.get(list_url(page)).content.decode()
    assert "<script>1</script>" not in html


def test_a_long_answer_is_shortened_and_can_be_read_whole(analyst: Client, page: Page) -> None:
    response = store(page, summary="Long", details="word " * 10_000)
    html = analyst.get(list_url(page))
    assert len(html.content) < 200_000
    (row,) = list_rows(analyst, page)
    assert len(row["Details"]) == 140
    assert row["Details"].endswith("…")
    assert f'href="{read_url(response)}?list_of={page.pk}"' in html.content.decode()


def test_each_kind_of_answer_reads_as_people_write_it(analyst: Client) -> None:
    page = SectionPageFactory(
        blocks=[
            feedback_form(
                question("date", "day"),
                question("rating", "use", points=10, low_label="None", high_label="Much"),
                question("number", "size"),
                question("several_choices", "tools", options=["A", "B", "C"]),
                question("consent", "quote"),
            )
        ]
    )
    store(page, day="2026-11-23", use=7, size=12, tools=["A", "C"], quote=True)
    store(page, size=0)
    empty, full = list_rows(analyst, page)
    assert full["Day"] == "23 November 2026"
    assert full["Use"] == "7 of 10"
    assert full["Size"] == "12"
    assert full["Tools"] == "A; C"
    assert full["Quote"] == "Yes"
    assert (empty["Day"], empty["Use"], empty["Size"], empty["Tools"]) == ("", "", "0", "")


def test_a_rating_keeps_the_scale_it_was_given_on(analyst: Client) -> None:
    ends = {"low_label": "None", "high_label": "Much"}
    page = SectionPageFactory(blocks=[feedback_form(question("rating", "use", points=5, **ends))])
    store(page, use=4)
    page.body = page.body.stream_block.to_python(
        [feedback_form(question("rating", "use", points=10, **ends))]
    )
    page.save_revision().publish()
    store(page, use=9)
    assert [row["Use"] for row in list_rows(analyst, page)] == ["9 of 10", "4 of 5"]


def test_the_list_has_pages(analyst: Client, page: Page) -> None:
    for number in range(25):
        store(page, summary=f"Answer {number}")
    first, second = list_rows(analyst, page), list_rows(analyst, page, "?p=2")
    assert (len(first), len(second)) == (20, 5)
    assert len({row["Reference"] for row in first + second}) == 25
    html = BeautifulSoup(analyst.get(list_url(page)).content, "html.parser")
    assert html.select_one('a[href*="p=2"]')


@pytest.mark.parametrize("number", ["0", "99", "x", "-1"])
def test_a_page_of_the_list_that_is_not_there_is_no_error(
    analyst: Client, page: Page, number: str
) -> None:
    store(page, summary="The only one")
    assert len(list_rows(analyst, page, f"?p={number}")) == 1


def test_an_unanswered_page_says_so(analyst: Client, page: Page) -> None:
    assert "There are no responses to “Mechanisms” yet." in text_of(analyst.get(list_url(page)))


def test_a_search_without_result_says_what_to_do(analyst: Client, page: Page) -> None:
    store(page, summary="Something")
    assert "No responses match." in text_of(analyst.get(list_url(page) + "?q=nothing"))
    assert "No responses match." in text_of(analyst.get(list_url(page) + "?status=excluded"))


def test_the_results_alone_are_the_same_rows(analyst: Client, page: Page) -> None:
    store(page, summary="Something")
    html = analyst.get(f"{list_url(page)}results/").content.decode()
    assert "Something" in html
    assert "<html" not in html
