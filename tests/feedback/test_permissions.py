"""A page that is not for everybody is answered by those who may read it, and by no one else."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from consultation.pages.models import SectionPage
from consultation.responses.models import Response
from tests.factories import (
    SectionPageFactory,
    feedback_form,
    make_user,
    open_form,
    post_answer,
    question,
)
from tests.feedback.screens import submitted_texts

pytestmark = pytest.mark.django_db

SECRETS = ("Merger of the two", "merger-of-the-two", "Which office", "The branch in", "become one")
ANSWERS = {"office": "Mine, I hope", "branch": "The branch in the town"}
HERE = {"Origin": "http://testserver"}


@pytest.fixture
def page() -> SectionPage:
    options = ["The branch in the town", "The branch in the country"]
    return SectionPageFactory(
        title="Merger of the two",
        slug="merger-of-the-two",
        summary="Two offices become one.",
        blocks=[
            feedback_form(
                question("short_text", "office", "Which office should close?"),
                question("single_choice", "branch", "Which branch?", options=options),
            )
        ],
    )


def restrict(page: SectionPage, kind: str, **fields: Any) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type=kind, **fields)


@pytest.fixture(params=["login", "groups", "password", "parent"])
def private_page(request, page: SectionPage) -> SectionPage:
    """Return the page under each kind of restriction, and under one of its parent's."""
    kind = "login" if request.param == "parent" else request.param
    restricted = page.get_parent() if request.param == "parent" else page
    restriction = restrict(restricted, kind, password="open sesame")
    if kind == "groups":
        restriction.groups.add(Group.objects.create(name="Members"))
    return page


def assert_nothing_leaks(response: HttpResponse, sent: dict[str, str]) -> None:
    told = response.content.decode() + str(response.headers)
    for text in sent.values():
        told = told.replace(text, "")
    for secret in SECRETS:
        assert secret not in told


def test_unauthorised_visitor_cannot_answer(client: Client, private_page: SectionPage) -> None:
    response = post_answer(client, private_page, ANSWERS, headers=HERE)
    assert response.status_code == 403
    assert not Response.objects.exists()


def test_a_refusal_keeps_the_text_and_tells_nothing_of_the_page(
    client: Client, private_page: SectionPage
) -> None:
    response = post_answer(client, private_page, ANSWERS, headers=HERE)
    assert list(submitted_texts(response).values()) == list(ANSWERS.values())
    assert "sign in or enter the page’s password" in response.content.decode()
    assert_nothing_leaks(response, ANSWERS)


def test_wrong_input_from_the_unauthorised_tells_nothing_of_the_form(
    client: Client, private_page: SectionPage
) -> None:
    response = post_answer(client, private_page, {"branch": "Another"}, headers=HERE)
    assert response.status_code == 403
    assert_nothing_leaks(response, {})


def test_the_endpoints_address_tells_nothing_of_the_page(
    client: Client, private_page: SectionPage
) -> None:
    response = client.get(reverse("respond:submit", args=[private_page.pk]))
    assert_nothing_leaks(response, {})


def test_signed_in_user_outside_the_group_cannot_answer(client: Client, page: SectionPage) -> None:
    restrict(page, "groups").groups.add(Group.objects.create(name="Members"))
    client.force_login(make_user())
    assert post_answer(client, page, ANSWERS, headers=HERE).status_code == 403
    assert not Response.objects.exists()


def test_a_form_opened_before_the_restriction_cannot_be_sent(
    client: Client, page: SectionPage
) -> None:
    fields = open_form(client, page) | ANSWERS
    restrict(page, "login")
    response = post_answer(client, page, fields)
    assert response.status_code == 403
    assert "Mine, I hope" in submitted_texts(response).values()
    assert not Response.objects.exists()


def assert_can_answer(client: Client, page: SectionPage) -> None:
    response = post_answer(client, page, open_form(client, page) | ANSWERS, headers=HERE)
    assert response.status_code == 303
    assert Response.objects.get().form_data == ANSWERS


def test_signed_in_user_can_answer(client: Client, page: SectionPage) -> None:
    restrict(page, "login")
    client.force_login(make_user())
    assert_can_answer(client, page)


def test_a_member_of_the_group_can_answer(client: Client, page: SectionPage) -> None:
    members = Group.objects.create(name="Members")
    restrict(page, "groups").groups.add(members)
    member = make_user()
    member.groups.add(members)
    client.force_login(member)
    assert_can_answer(client, page)


def test_visitor_who_entered_the_password_can_answer(client: Client, page: SectionPage) -> None:
    restriction = restrict(page, "password", password="open sesame")
    entered = client.post(
        reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, page.pk]),
        {"password": "open sesame", "return_url": page.url},
    )
    assert entered.status_code == 302
    assert_can_answer(client, page)


def test_the_wrong_password_does_not_help(client: Client, page: SectionPage) -> None:
    restriction = restrict(page, "password", password="open sesame")
    client.post(
        reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, page.pk]),
        {"password": "open barley", "return_url": page.url},
    )
    assert post_answer(client, page, ANSWERS, headers=HERE).status_code == 403


def test_an_answer_to_a_private_page_still_has_to_come_from_here(
    client: Client, page: SectionPage
) -> None:
    restrict(page, "login")
    client.force_login(make_user())
    response = post_answer(client, page, ANSWERS, headers={"Origin": "https://elsewhere.example"})
    assert response.status_code == 403
    assert not Response.objects.exists()
    assert_nothing_leaks(response, ANSWERS)


def test_wrong_input_to_a_private_page_comes_back_and_is_not_cached(
    client: Client, page: SectionPage
) -> None:
    restrict(page, "login")
    client.force_login(make_user())
    response = post_answer(client, page, {"branch": "Another"}, headers=HERE)
    assert response.status_code == 422
    assert "Which office should close?" in response.content.decode()
    assert "private" in response["Cache-Control"]
