"""The receipt: a reference, and nothing of what was sent."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultation.pages.models import SectionPage
from consultation.responses.models import Response
from ideas.deletion import on_purpose
from tests.factories import SectionPageFactory, answer, feedback_form
from tests.feedback.screens import screen

pytestmark = pytest.mark.django_db

ANSWERS = {
    "summary": "My very own summary",
    "details": "My very own details",
    "role": "Local authority leadership",
    "organisation": "My very own council",
    "email": "ada@example.org",
}


@pytest.fixture
def page() -> SectionPage:
    return SectionPageFactory(title="On a shared centre", blocks=[feedback_form()])


@pytest.fixture
def record(client: Client, page: SectionPage) -> Response:
    return answer(client, page, **ANSWERS)


def receipt(client: Client, reference: str) -> HttpResponse:
    return client.get(reverse("respond:receipt", args=[reference]))


def test_it_shows_the_reference_and_the_way_on(
    client: Client, page: SectionPage, record: Response
) -> None:
    following = SectionPageFactory(parent=page.get_parent(), title="What comes after")
    shown = screen(receipt(client, record.reference_text))
    main = shown.select_one("main")
    assert record.reference_text in main.get_text()
    assert "Thank you for telling us." in main.get_text()
    ways = {link["href"]: link.get_text() for link in main.select("a")}
    assert ways[page.url] == "On a shared centre"
    assert ways[following.url] == "What comes after"


def test_it_shows_nothing_of_the_answers(client: Client, record: Response) -> None:
    html = receipt(client, record.reference_text).content.decode()
    for text in ANSWERS.values():
        assert text not in html


def test_it_is_kept_by_no_cache_and_found_by_no_search(client: Client, record: Response) -> None:
    response = receipt(client, record.reference_text)
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert "noindex" in screen(response).select_one("meta[name=robots]")["content"]


def test_a_reference_is_short_and_unambiguous(record: Response) -> None:
    assert len(record.reference) == 10
    assert record.reference_text == f"{record.reference[:5]}-{record.reference[5:]}"
    assert not set(record.reference) & set("0O1IL5SUAE")


@pytest.mark.parametrize(
    "written", ["{0}", "{0}-{1}", "{0} {1}", "-{0}-{1}-"], ids=["plain", "hyphen", "space", "more"]
)
@pytest.mark.parametrize("lower", [False, True], ids=["capitals", "small"])
def test_a_reference_is_found_however_it_is_written(
    client: Client, record: Response, written: str, lower: bool
) -> None:
    halves = (record.reference[:5], record.reference[5:])
    text = written.format(*halves) if "{1}" in written else written.format(record.reference)
    response = receipt(client, text.lower() if lower else text)
    assert response.status_code == 200
    assert record.reference_text in response.content.decode()


@pytest.mark.parametrize("reference", ["ZZZZZ-ZZZZZ", "-", "x", "0" * 500, "é", "None"])
def test_an_unknown_reference_is_not_found(
    client: Client, record: Response, reference: str
) -> None:
    assert receipt(client, reference).status_code == 404


def test_half_a_reference_is_not_found(client: Client, record: Response) -> None:
    assert receipt(client, record.reference[:5]).status_code == 404


def test_it_takes_no_post(client: Client, record: Response) -> None:
    address = reverse("respond:receipt", args=[record.reference_text])
    assert client.post(address).status_code == 405


def test_it_stays_when_the_page_is_unpublished(
    client: Client, page: SectionPage, record: Response
) -> None:
    page.unpublish()
    response = receipt(client, record.reference_text)
    assert response.status_code == 200
    assert record.reference_text in response.content.decode()
    assert page.url not in response.content.decode()


def test_it_stays_when_the_page_is_gone(
    client: Client, page: SectionPage, record: Response
) -> None:
    with on_purpose("Behind the admin’s back"):
        page.delete()
    response = receipt(client, record.reference_text)
    assert response.status_code == 200
    assert record.reference_text in response.content.decode()


def test_it_stays_when_the_form_is_gone(
    client: Client, page: SectionPage, record: Response
) -> None:
    page.body = page.body.stream_block.to_python([])
    page.save_revision().publish()
    assert receipt(client, record.reference_text).status_code == 200


def test_it_stays_after_closing(client: Client, page: SectionPage, record: Response) -> None:
    consultation = page.consultation
    consultation.closes_at = timezone.now()
    consultation.save()
    assert receipt(client, record.reference_text).status_code == 200


def test_it_says_whether_a_message_is_sent(client: Client, page: SectionPage) -> None:
    told = "We will email this reference"
    with_address = answer(client, page, **ANSWERS)
    without = answer(client, page, **{**ANSWERS, "email": ""})
    assert told in receipt(client, with_address.reference_text).content.decode()
    assert told not in receipt(client, without.reference_text).content.decode()
