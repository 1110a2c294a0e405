"""Private pages in the navigation of others: shown to those who may read them, and to no others."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from tests.factories import ConsultationPageFactory, SectionPageFactory, make_user

pytestmark = pytest.mark.django_db

RESTRICTIONS = ["login", "groups", "password"]


@pytest.fixture
def secret() -> Page:
    """Return a chapter between two others, with a part below it."""
    consultation = ConsultationPageFactory(title="The plan")
    SectionPageFactory(parent=consultation, title="Before")
    secret = SectionPageFactory(parent=consultation, title="Secret")
    SectionPageFactory(parent=secret, title="Below the secret")
    SectionPageFactory(parent=consultation, title="After")
    return secret


def restrict(page: Page, kind: str) -> PageViewRestriction:
    restriction = PageViewRestriction.objects.create(
        page=page, restriction_type=kind, password="open" if kind == "password" else ""
    )
    if kind == "groups":
        restriction.groups.add(Group.objects.get_or_create(name="Friends")[0])
    return restriction


def shown(client: Client, title: str = "Before") -> str:
    response = client.get(Page.objects.get(title=title).url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("kind", RESTRICTIONS)
@pytest.mark.parametrize("title", ["The plan", "Before", "After"])
def test_a_stranger_sees_no_trace_of_them(
    client: Client, secret: Page, kind: str, title: str
) -> None:
    assert "ecret" in shown(client, title)
    restrict(secret, kind)
    assert "ecret" not in shown(client, title)


@pytest.mark.parametrize("kind", RESTRICTIONS)
def test_next_and_previous_pass_them_by(client: Client, secret: Page, kind: str) -> None:
    restrict(secret, kind)
    before, after = Page.objects.get(title="Before"), Page.objects.get(title="After")
    assert f'href="{after.url}" rel="next"' in shown(client, "Before")
    assert f'href="{before.url}" rel="prev"' in shown(client, "After")


def test_who_is_signed_in_sees_what_needs_that(client: Client, secret: Page) -> None:
    restrict(secret, "login")
    client.force_login(make_user())
    assert "Below the secret" in shown(client)


def test_who_is_in_the_group_sees_what_needs_that(client: Client, secret: Page) -> None:
    restrict(secret, "groups")
    user = make_user()
    client.force_login(user)
    assert "ecret" not in shown(client)
    user.groups.add(Group.objects.get(name="Friends"))
    assert "Below the secret" in shown(client)


def test_who_gave_the_password_sees_what_needs_that(client: Client, secret: Page) -> None:
    restriction = restrict(secret, "password")
    address = f"/_util/authenticate_with_password/{restriction.pk}/{secret.pk}/"
    client.post(address, {"password": "wrong", "return_url": secret.url})
    assert "ecret" not in shown(client)
    client.post(address, {"password": "open", "return_url": secret.url})
    assert "Below the secret" in shown(client)
    assert "ecret" not in shown(Client())


@pytest.mark.parametrize("kind", RESTRICTIONS)
def test_the_page_itself_and_all_below_it_are_closed(
    client: Client, secret: Page, kind: str
) -> None:
    restrict(secret, kind)
    for page in (secret, Page.objects.get(title="Below the secret")):
        response = client.get(page.url, follow=True)
        assert f"{page.title}</h1>" not in response.content.decode()


@pytest.mark.parametrize("kind", RESTRICTIONS)
def test_a_private_consultation_is_not_on_the_front_page(client: Client, kind: str) -> None:
    consultation = ConsultationPageFactory(title="Among ourselves")
    assert "Among ourselves" in client.get("/").content.decode()
    restrict(consultation, kind)
    assert "Among ourselves" not in client.get("/").content.decode()


def test_public_pages_are_the_same_for_all_where_nothing_is_private(
    client: Client, secret: Page
) -> None:
    response = client.get(secret.url)
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies


@pytest.mark.parametrize("kind", RESTRICTIONS)
def test_strangers_get_no_cookie_with_a_private_page(
    client: Client, secret: Page, kind: str
) -> None:
    restrict(secret, kind)
    response = client.get(Page.objects.get(title="Before").url)
    assert not response.cookies
