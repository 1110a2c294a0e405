"""Limits of texts: counted as people count, by what they typed and not by how it travels."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from consultation.responses.models import Response
from tests.factories import SectionPageFactory, feedback_form, open_form, post_answer, question
from tests.feedback.screens import error_summary, screen, shown_value

pytestmark = pytest.mark.django_db

FIVE_TO_TEN = question("short_text", "q", "Name", minimum_characters=5, maximum_characters=10)
TEN_CHARACTERS = question("long_text", "q", "View", limit=10, limit_unit="characters")
THREE_WORDS = question("long_text", "q", "View", limit=3, limit_unit="words")
MANY_WORDS = question("long_text", "q", "View", limit=1500, limit_unit="words")


def send(client: Client, asked: dict[str, Any], typed: str) -> HttpResponse:
    page = SectionPageFactory(blocks=[feedback_form(asked)])
    return post_answer(client, page, open_form(client, page) | {"q": typed})


@pytest.mark.parametrize(
    ("asked", "typed"),
    [
        (FIVE_TO_TEN, "12345"),
        (FIVE_TO_TEN, "1234567890"),
        (FIVE_TO_TEN, "   1234567890   "),
        (FIVE_TO_TEN, "😀" * 10),
        (FIVE_TO_TEN, ""),
        (TEN_CHARACTERS, "1234567890"),
        (TEN_CHARACTERS, "12\r\n45\r\n78\r\n0"),
        (TEN_CHARACTERS, "\r\n\r\n1234567890\r\n"),
        (THREE_WORDS, "one two three"),
        (THREE_WORDS, "one\r\n\r\ntwo   three\t"),
        (THREE_WORDS, "- one-two three"),
        (MANY_WORDS, "word " * 1500),
    ],
)
def test_a_text_within_its_limits_is_stored_as_typed(
    client: Client, asked: dict[str, Any], typed: str
) -> None:
    assert send(client, asked, typed).status_code == 303
    assert Response.objects.get().form_data.get("q", "") == typed.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("asked", "typed", "message"),
    [
        (FIVE_TO_TEN, "1234", "“Name” must be 5 characters or more"),
        (FIVE_TO_TEN, " 1234 ", "“Name” must be 5 characters or more"),
        (
            FIVE_TO_TEN,
            "12345678901",
            "“Name” must be 10 characters or fewer. It is 11 now.",
        ),
        (
            TEN_CHARACTERS,
            "12\r\n45\r\n78\r\n01",
            "“View” must be 10 characters or fewer. It is 11 now.",
        ),
        (THREE_WORDS, "one two three four", "“View” must be 3 words or fewer. It is 4 now."),
        (
            MANY_WORDS,
            "word " * 1501,
            "“View” must be 1,500 words or fewer. It is 1,501 now.",
        ),
    ],
)
def test_a_text_past_its_limits_comes_back_whole(
    client: Client, asked: dict[str, Any], typed: str, message: str
) -> None:
    response = send(client, asked, typed)
    assert response.status_code == 422
    assert error_summary(response) == {"id_q": message}
    assert shown_value(response, "q") == typed.replace("\r\n", "\n")
    assert not Response.objects.exists()


def test_a_browser_enforces_no_limit_that_would_cut_a_pasted_text(client: Client) -> None:
    page = SectionPageFactory(blocks=[feedback_form(FIVE_TO_TEN)])
    control = screen(client.get(page.url)).select_one("#id_q")
    assert not control.has_attr("maxlength")
    assert not control.has_attr("minlength")
