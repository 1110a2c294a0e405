"""Where a response may come from: the check that replaces a CSRF token."""

import pytest
from django.test import Client

from consultation.pages.models import SectionPage
from consultation.responses.models import Response
from tests.factories import SectionPageFactory, feedback_form, make_user, open_form, post_answer
from tests.factories.answers import STANDARD_ANSWERS
from tests.feedback.screens import submitted_texts

pytestmark = pytest.mark.django_db

HERE = "http://testserver"
THERE = "https://elsewhere.example"


@pytest.fixture
def page() -> SectionPage:
    return SectionPageFactory(blocks=[feedback_form()])


@pytest.fixture
def browser() -> Client:
    """Return a client that is checked as strictly as on a server."""
    return Client(enforce_csrf_checks=True)


def post(client: Client, page: SectionPage, headers: dict[str, str]) -> int:
    fields = open_form(client, page) | STANDARD_ANSWERS
    return post_answer(client, page, fields, headers=headers).status_code


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": HERE},
        {"Referer": f"{HERE}/consultation/"},
        {"Sec-Fetch-Site": "same-origin", "Origin": HERE, "Referer": f"{HERE}/consultation/"},
    ],
    ids=str,
)
def test_an_answer_from_this_site_is_taken_without_a_token(
    browser: Client, page: SectionPage, headers: dict[str, str]
) -> None:
    assert post(browser, page, headers) == 303
    assert Response.objects.count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "something-new"},
        {"Sec-Fetch-Site": "cross-site", "Origin": HERE},
        {"Origin": THERE},
        {"Origin": "null"},
        {"Origin": f"{HERE}.elsewhere.example"},
        {"Origin": f"{HERE}:8080"},
        {"Origin": THERE, "Referer": f"{HERE}/consultation/"},
        {"Origin": "null", "Referer": f"{HERE}/consultation/"},
        {"Referer": f"{THERE}/?{HERE}"},
        {"Referer": "about:blank"},
        # Which Python cannot take apart.
        {"Origin": "http://[::1"},
        {"Referer": "http://[::1"},
    ],
    ids=str,
)
def test_an_answer_from_another_site_is_refused(
    browser: Client, page: SectionPage, headers: dict[str, str]
) -> None:
    assert post(browser, page, headers) == 403
    assert not Response.objects.exists()


def test_the_portals_own_address_is_trusted_whatever_the_host_header(
    browser: Client, page: SectionPage, settings
) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://portal.example"]
    assert post(browser, page, {"Origin": "https://portal.example"}) == 303


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": HERE}], ids=str)
def test_signed_in_staff_can_answer_from_the_page(
    browser: Client, page: SectionPage, headers: dict[str, str]
) -> None:
    browser.force_login(make_user("Editor"))
    assert post(browser, page, headers) == 303
    assert Response.objects.count() == 1


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "none"}, {"Sec-Fetch-Site": "cross-site"}], ids=str
)
def test_signed_in_staff_are_not_believed_without_a_page(
    browser: Client, page: SectionPage, headers: dict[str, str]
) -> None:
    browser.force_login(make_user("Editor"))
    assert post(browser, page, headers) == 403
    assert not Response.objects.exists()


def test_any_session_cookie_counts_as_signed_in(browser: Client, page: SectionPage) -> None:
    fields = open_form(browser, page) | STANDARD_ANSWERS
    browser.cookies["sessionid"] = "made-up"
    assert post_answer(browser, page, fields).status_code == 403


def test_a_refused_answer_shows_what_was_typed(browser: Client, page: SectionPage) -> None:
    fields = open_form(browser, page) | {
        "summary": "Typed <b>with care</b>",
        "details": "\nFirst\r\n\r\nlast  ",
        "role": "Local authority leadership",
    }
    response = post_answer(browser, page, fields, headers={"Origin": THERE})
    assert list(submitted_texts(response).values()) == [
        "Typed <b>with care</b>",
        "\nFirst\n\nlast  ",
        "Local authority leadership",
    ]
    assert fields["form_token"] not in response.content.decode()
    assert "did not come from a page of this website" in response.content.decode()
