"""An answer costs the database a dozen queries at most, however long the form is."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation.responses.models import Response
from tests.factories import SectionPageFactory, feedback_form, open_form, post_answer, question

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.database,
]

MOST_QUERIES = 12


def queries_of_an_answer(client: Client, questions: int) -> list[str]:
    """Return the queries that an answer makes on a site that is already running."""
    names = [f"q{number}" for number in range(questions)]
    page = SectionPageFactory(blocks=[feedback_form(*(question("short_text", n) for n in names))])
    answers = dict.fromkeys(names, "An answer")
    warm, counted = (open_form(client, page) | answers for _ in range(2))
    assert post_answer(client, page, warm).status_code == 303
    with CaptureQueriesContext(connection) as queries:
        assert post_answer(client, page, counted).status_code == 303
    assert Response.objects.filter(page=page).count() == 2
    return [query["sql"] for query in queries]


def test_an_answer_makes_few_queries_whether_to_one_question_or_ten(client: Client) -> None:
    one = queries_of_an_answer(client, 1)
    ten = queries_of_an_answer(client, 10)
    assert len(ten) <= MOST_QUERIES, "\n".join(ten)
    assert len(ten) == len(one)
