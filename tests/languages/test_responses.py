"""A response is answered in the language of the page that it is about."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from consultation.pages.models import ConsultationPage, SectionPage
from consultation.responses.models import Response
from tests.factories import make_user, open_form, post_answer
from tests.factories.answers import STANDARD_ANSWERS
from tests.feedback.screens import screen

pytestmark = [pytest.mark.django_db, pytest.mark.database]

ANSWERS = STANDARD_ANSWERS | {"email": "ada@example.org"}


@pytest.fixture(params=["welsh_section", "lone_section"])
def page(request: pytest.FixtureRequest) -> SectionPage:
    """Return a Welsh page: in a Welsh tree, and in the English one."""
    found: SectionPage = request.getfixturevalue(request.param)
    return found


def send(client: Client, page: SectionPage, **answers: str) -> Any:
    return post_answer(client, page, open_form(client, page) | ANSWERS | answers)


def in_welsh(response: Any) -> BeautifulSoup:
    """Return the screen, once it is checked that all of it is in Welsh."""
    shown = screen(response)
    assert shown.html["lang"] == "cy"
    assert response["Content-Language"] == "cy"
    assert shown.select_one(".masthead__name")["href"] == "/cy/"
    return shown


def test_errors(client: Client, page: SectionPage) -> None:
    response = send(client, page, summary="")
    assert response.status_code == 422
    shown = in_welsh(response)
    assert shown.select_one("#feedback form")["action"] == f"/cy/respond/{page.pk}/"


def test_errors_at_an_address_without_a_prefix(client: Client, page: SectionPage) -> None:
    form = open_form(client, page) | ANSWERS | {"summary": ""}
    response = client.post(f"/respond/{page.pk}/", form, headers={"sec-fetch-site": "same-origin"})
    assert response.status_code == 422
    in_welsh(response)


def test_receipt(client: Client, page: SectionPage) -> None:
    response = send(client, page)
    assert response.status_code == 303
    assert response["Location"].startswith("/cy/respond/receipt/")
    in_welsh(client.get(response["Location"]))
    in_welsh(client.get(response["Location"].removeprefix("/cy")))
    assert Response.objects.get().locale_code == "cy"


def test_an_english_page_is_answered_in_english(
    client: Client, section: SectionPage, welsh_section: SectionPage
) -> None:
    response = post_answer(client, section, open_form(client, section) | ANSWERS)
    assert response["Location"].startswith("/respond/receipt/")
    form = open_form(client, section) | {"summary": ""}
    address = f"/cy/respond/{section.pk}/"
    response = client.post(address, form, headers={"sec-fetch-site": "same-origin"})
    assert (response.status_code, response["Content-Language"]) == (422, "en-gb")
    assert screen(response).html["lang"] == "en-GB"


def test_closed_consultation(client: Client, page: SectionPage) -> None:
    form = open_form(client, page) | ANSWERS
    above: Any = page.consultation
    ConsultationPage.objects.filter(pk=above.pk).update(
        closes_at=timezone.now() - timedelta(days=9)
    )
    in_welsh(client.get(page.url))
    response = post_answer(client, page, form)
    assert response.status_code == 409
    in_welsh(response)


def test_form_that_is_gone(client: Client, page: SectionPage) -> None:
    form = open_form(client, page) | ANSWERS
    page.body = []
    page.save_revision().publish()
    response = post_answer(client, page, form)
    assert response.status_code == 409
    assert in_welsh(response).select_one("main a")["href"] == page.url


def test_page_that_is_gone(client: Client, welsh_section: SectionPage) -> None:
    form = open_form(client, welsh_section) | ANSWERS
    address = screen(client.get(welsh_section.url)).select_one("#feedback form")["action"]
    welsh_section.unpublish()
    response = client.post(address, form, headers={"sec-fetch-site": "same-origin"})
    assert response.status_code == 404
    in_welsh(response)


def test_form_opened_by_its_own_address_leads_to_the_page(
    client: Client, page: SectionPage
) -> None:
    assert client.get(f"/respond/{page.pk}/")["Location"] == f"{page.url}#feedback"


def test_status_check(client: Client, page: SectionPage) -> None:
    send(client, page)
    reference = Response.objects.get().reference_text
    shown = in_welsh(client.get("/cy/respond/counted/", {"reference": reference}))
    assert page.title in shown.get_text()


def test_answered_page_is_shown_to_analysts_in_its_language(
    client: Client, page: SectionPage
) -> None:
    send(client, page)
    analyst = Client()
    analyst.force_login(make_user("superuser"))
    response = analyst.get(f"/admin/responses/{Response.objects.get().pk}/page/")
    assert screen(response).html["lang"] == "cy"
    assert screen(analyst.get("/admin/")).html["lang"].lower() == "en-gb"


@pytest.mark.django_db(transaction=True)
def test_mail_with_the_receipt(client: Client, page: SectionPage, mailoutbox: list[Any]) -> None:
    send(client, page)
    (message,) = mailoutbox
    assert "/cy/respond/counted/" in message.body
