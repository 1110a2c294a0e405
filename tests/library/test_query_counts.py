"""The screens of the question library ask the database as often for ten entries as for one."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import SectionPageFactory, feedback_form, idea_tree, question
from tests.library.actions import add, add_url, make_entry, save_url

pytestmark = pytest.mark.django_db

FORM = feedback_form(
    question("role", "role"),
    question("idea_picks", "picks"),
    question("idea_scoring", "scores"),
    question("single_choice", "one", options=["Yes", "No"]),
)


def count(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def fill(client: Client, number: int) -> None:
    """Put entries into the library, each used on a page."""
    for index in range(number):
        add(client, SectionPageFactory(), make_entry(f"Entry {number}-{index}", FORM))


@pytest.mark.parametrize(
    "address", [lambda page: "/admin/question-library/", add_url], ids=["list", "add to a page"]
)
def test_lists(editor: Client, address: Callable) -> None:
    idea_tree(1, 1, 2)
    page = SectionPageFactory()
    fill(editor, 1)
    of_one = count(editor, address(page))
    fill(editor, 9)
    assert count(editor, address(page)) == of_one


def test_pages_that_use_an_entry(editor: Client) -> None:
    entry = make_entry(block=FORM)
    address = f"/admin/question-library/usage/{entry.pk}/"
    add(editor, SectionPageFactory(), entry)
    of_one = count(editor, address)
    for _ in range(9):
        add(editor, SectionPageFactory(), entry)
    assert count(editor, address) == of_one


def test_questions_to_save(editor: Client) -> None:
    one = SectionPageFactory(blocks=[feedback_form(question("role", "q"))])
    many = [question("long_text", f"q{number}") for number in range(10)]
    of_one = count(editor, save_url(one))
    assert count(editor, save_url(SectionPageFactory(blocks=[feedback_form(*many)]))) == of_one


def test_saving_a_page_costs_one_query_more(editor: Client) -> None:
    page = SectionPageFactory(blocks=[FORM])
    with CaptureQueriesContext(connection) as queries:
        page.save()
    assert sum("libraryuse" in query["sql"] for query in queries.captured_queries) == 1
