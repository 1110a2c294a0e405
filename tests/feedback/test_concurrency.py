"""Many at once: each acknowledged answer is stored, and once."""

import csv
import http.client
import io
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import connections
from django.test import Client

from consultation.pages.models import SectionPage
from consultation.responses.models import Response
from tests.factories import SectionPageFactory, feedback_form, make_user, open_form, post_answer
from tests.factories.answers import STANDARD_ANSWERS, hidden_fields

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.database,
]

CLIENTS = 8
ANSWERS_EACH = 10


@pytest.fixture
def page() -> SectionPage:
    return SectionPageFactory(blocks=[feedback_form()])


def at_once(work: Callable[[int], Any], number: int) -> list[Any]:
    """Do something in several threads that start together; return what each returned."""
    start = threading.Barrier(number)

    def run(index: int) -> Any:
        start.wait()
        try:
            return work(index)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(run, range(number)))


def test_one_submission_sent_twice_at_once_is_one_response(
    client: Client, page: SectionPage
) -> None:
    for attempt in range(5):
        fields = open_form(client, page) | STANDARD_ANSWERS
        answers = at_once(lambda _: post_answer(Client(), page, fields), 2)  # noqa: B023
        assert [answer.status_code for answer in answers] == [303, 303]
        assert answers[0]["Location"] == answers[1]["Location"]
        assert Response.objects.count() == attempt + 1


def test_the_first_answers_to_new_questions_make_one_form_version(
    client: Client, page: SectionPage
) -> None:
    fields = [open_form(client, page) | STANDARD_ANSWERS for _ in range(4)]
    page.form_versions.all().delete()
    answers = at_once(lambda index: post_answer(Client(), page, fields[index]), 4)
    assert {answer.status_code for answer in answers} == {303}
    assert page.form_versions.count() == 1
    assert Response.objects.count() == 4


def fetch(
    address: str, path: str, data: dict[str, str] | None = None, cookie: str = ""
) -> tuple[int, str, str]:
    """Ask a server over a socket of its own; return status, text and Location."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    try:
        if data is None:
            connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        else:
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", path, urlencode(data), form)
        response = connection.getresponse()
        text = response.read().decode()
        return response.status, text, response.getheader("Location") or ""
    finally:
        connection.close()


def test_eight_people_answer_while_an_analyst_exports(
    live_server, page: SectionPage, settings
) -> None:
    settings.PORTAL_MINIMUM_SECONDS = 0
    analyst = Client()
    analyst.force_login(make_user("Analyst"))
    session = f"sessionid={analyst.cookies['sessionid'].value}"
    export_path = f"/admin/forms/submissions/{page.pk}/?export=csv"
    endpoint = f"/respond/{page.pk}/"
    page_path = urlsplit(page.url).path
    done = threading.Event()

    def export_until_done() -> list[list[list[str]]]:
        exports = []
        while True:
            last = done.is_set()
            status, text, _ = fetch(live_server.url, export_path, cookie=session)
            assert status == 200
            exports.append(list(csv.reader(io.StringIO(text))))
            if last:
                return exports

    def answer_often(person: int) -> dict[str, str]:
        receipts = {}
        for number in range(ANSWERS_EACH):
            status, html, _ = fetch(live_server.url, page_path)
            assert status == 200
            summary = f"Answer {number} of person {person}"
            fields = hidden_fields(html) | STANDARD_ANSWERS | {"summary": summary}
            status, _, receipt = fetch(live_server.url, endpoint, fields)
            assert status == 303
            receipts[summary] = receipt.rstrip("/").rsplit("/", 1)[-1]
        return receipts

    with ThreadPoolExecutor(1) as exporter:
        exporting = exporter.submit(export_until_done)
        try:
            people = at_once(answer_often, CLIENTS)
        finally:
            done.set()
        exports = exporting.result()

    acknowledged = {summary: ref for receipts in people for summary, ref in receipts.items()}
    assert len(acknowledged) == CLIENTS * ANSWERS_EACH
    stored = {each.form_data["summary"]: each.reference_text for each in Response.objects.all()}
    assert stored == acknowledged
    # No export is cut off, and none forgets what an earlier one had.
    counts = [len(rows) - 1 for rows in exports]
    assert counts == sorted(counts)
    heading, *rows = exports[-1]
    column = heading.index("Reference")
    assert {row[column] for row in rows} == set(acknowledged.values())
    assert len(exports) > 1
