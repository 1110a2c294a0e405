"""Narrowing one page's list: by date, role, reflection, status and words, and by all together."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from wagtail.models import Page

from consultation.responses.models import Response, Status
from tests.factories import question
from tests.responses.actions import list_rows, list_url, publish_form, store
from tests.responses.export_readers import csv_rows, export, xlsx_rows

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def found(client: Client, page: Page, query: str) -> set[str]:
    """Return the summaries that a query leaves in the list."""
    return {row["Brief summary"] for row in list_rows(client, page, query)}


@pytest.fixture
def answered(page: Page) -> Page:
    """Return the page with four answers that differ in everything."""

    def moment(month: int, day: int, hour: int, minute: int = 0) -> datetime:
        return datetime(2026, month, day, hour, minute, tzinfo=UTC)

    store(page, moment(1, 10, 12), summary="Winter", role="Leader", reflection="Agree")
    store(page, moment(3, 31, 12), summary="Spring", role="Analyst", reflection="Agree")
    # In July British clocks are an hour ahead: this is the first minute of the 11th there.
    store(page, moment(7, 10, 23, 0), summary="Summer", role="Leader", reflection="Disagree")
    late = store(page, moment(10, 1, 9), summary="Autumn")
    Response.objects.filter(pk=late.pk).update(status=Status.QUARANTINED)
    return page


@pytest.mark.parametrize(
    ("query", "summaries"),
    [
        ("", {"Winter", "Spring", "Summer", "Autumn"}),
        ("?submit_time_from=2026-03-31", {"Spring", "Summer", "Autumn"}),
        ("?submit_time_to=2026-03-31", {"Winter", "Spring"}),
        ("?submit_time_from=2026-07-11&submit_time_to=2026-07-11", {"Summer"}),
        ("?submit_time_from=2026-07-10&submit_time_to=2026-07-10", set()),
        ("?role=Leader", {"Winter", "Summer"}),
        ("?role=Leader&role=Analyst", {"Winter", "Spring", "Summer"}),
        ("?role=", {"Autumn"}),
        ("?reflection=Agree", {"Winter", "Spring"}),
        ("?status=quarantined", {"Autumn"}),
        ("?status=counted", {"Winter", "Spring", "Summer"}),
        ("?status=counted&status=quarantined", {"Winter", "Spring", "Summer", "Autumn"}),
        ("?status=excluded", set()),
        ("?role=Leader&reflection=Agree", {"Winter"}),
        ("?role=Leader&reflection=Disagree&submit_time_from=2026-06-01", {"Summer"}),
        ("?role=Leader&status=counted&q=wint", {"Winter"}),
        ("?role=Analyst&q=wint", set()),
    ],
)
def test_the_list_and_both_exports_are_narrowed_alike(
    analyst: Client, answered: Page, query: str, summaries: set[str]
) -> None:
    assert found(analyst, answered, query) == summaries
    also = query.replace("?", "&")
    for rows in (
        csv_rows(export(analyst, answered, "csv", also)),
        xlsx_rows(export(analyst, answered, "xlsx", also)),
    ):
        assert {row["Brief summary"] for row in rows} == summaries


def test_the_roles_offered_are_those_that_were_given(analyst: Client, answered: Page) -> None:
    html = analyst.get(list_url(answered)).content.decode()
    assert 'value="Leader"' in html
    assert 'value="Analyst"' in html
    assert "(no answer)" in html
    assert "Local authority leadership" not in html, "no one gave this one"


def test_an_old_role_is_found_when_the_question_has_gone(analyst: Client, answered: Page) -> None:
    publish_form(answered, question("short_text", "summary", "Brief summary"))
    assert found(analyst, answered, "?role=Leader") == {"Winter", "Summer"}


@pytest.mark.parametrize("query", ["?role=No one", "?status=erased", "?submit_time_from=yesterday"])
def test_a_filter_that_makes_no_sense_is_no_error(
    analyst: Client, answered: Page, query: str
) -> None:
    assert analyst.get(list_url(answered) + query).status_code == 200


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("collaboration", True),
        ("COLLABORATION", True),
        ("collab", True),
        ("laborat", True),
        ("zürich collaboration", True),
        ("collaboration zürich", True),
        ("ZÜRICH", True),
        ("straße", True),
        ("STRASSE", True),
        ("ΔΕΔΟΜΈΝΑ", True),
        ("ПЛАН", True),
        ("👍", True),
        ("100%", True),
        ("a_b", True),
        ("leadership", True),
        ("tools; training", True),
        ("  collaboration   zürich  ", True),
        ("collaboration geneva", False),
        ("100_", False),
        ("a%b", False),
        ("'; DROP TABLE", False),
    ],
)
def test_every_word_must_be_found(analyst: Client, page: Page, words: str, is_found: bool) -> None:
    store(
        page,
        summary="Better Collaboration in Zürich",
        details="Hauptstraße\nδεδομένα план 👍 100% a_b",  # noqa: RUF001
        role="Local authority leadership",
        tools=["Tools", "Training"],
    )
    store(page, summary="Something else")
    response = analyst.get(list_url(page), {"q": words})
    shown = response.content.decode().replace("<mark>", "").replace("</mark>", "")
    assert ("Better Collaboration" in shown) is is_found
    assert "Something else" not in response.content.decode()


def test_a_long_text_is_searched_to_its_end(analyst: Client, page: Page) -> None:
    store(page, summary="Long", details="x" * 50_000 + " needle")
    assert found(analyst, page, "?q=needle") == {"Long"}


@pytest.mark.parametrize(
    "as_typed",
    [
        pytest.param(lambda reference: reference, id="as shown"),
        pytest.param(lambda reference: reference.lower(), id="in small letters"),
        pytest.param(lambda reference: reference.replace("-", ""), id="without hyphen"),
        pytest.param(lambda reference: reference.replace("-", " "), id="with a space"),
    ],
)
def test_a_response_is_found_by_its_reference(
    analyst: Client, page: Page, as_typed: Callable[[str], str]
) -> None:
    wanted = store(page, summary="Wanted")
    store(page, summary="Unwanted")
    assert found(analyst, page, f"?q={as_typed(wanted.reference_text)}") == {"Wanted"}


def test_what_was_erased_is_not_found(analyst: Client, administrator: Client, page: Page) -> None:
    response = store(page, summary="Personal")
    administrator.post(
        f"{list_url(page)}delete/?selected-submissions={response.pk}", {"reason": "Asked for"}
    )
    assert found(analyst, page, "?q=personal") == set()
