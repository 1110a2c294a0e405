"""What is shown where a request cannot be taken: in plain words, without asking the database."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpRequest
from django.test import Client
from django.views.defaults import server_error

from tests.factories import make_user, the_set

pytestmark = pytest.mark.django_db

EDITOR = "/admin/snippets/ideas/area/add/"


def words(response: Any) -> str:
    page = BeautifulSoup(response.content, "html.parser")
    assert page.select_one("h1")
    assert page.select_one("title").get_text(strip=True) == page.select_one("h1").get_text()
    return " ".join(page.get_text(" ").split())


@pytest.fixture
def editor() -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(make_user("Editor"))
    return client


def test_a_form_from_before_signing_in_leads_on() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/admin/login/", {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert "you may already be signed in" in words(response)
    assert 'href="/admin/"' in response.content.decode()


def test_a_form_with_too_many_fields_says_how_many_it_may_have(editor: Client) -> None:
    response = editor.post(EDITOR, {"name": ["x"] * 10_001})
    assert response.status_code == 400
    assert "more than 10,000 fields" in words(response)


def test_a_form_that_is_too_large_says_how_large_it_may_be(editor: Client) -> None:
    data = f"name={'x' * (5 * 1024 * 1024)}"
    response = editor.post(EDITOR, data, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400
    assert "more than 5 MB of text" in words(response)


def test_an_editor_that_saves_by_itself_is_told_why_it_cannot(editor: Client) -> None:
    data = {"name": ["x"] * 10_001}
    response = editor.post(EDITOR, data, headers={"accept": "application/json"})
    assert response.status_code == 400
    assert "more than 10,000 fields" in response.json()["error_message"]


def test_another_host_is_refused_in_plain_words(
    client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        response = client.get("/", headers={"host": "elsewhere.example.org"})
    assert response.status_code == 400
    assert response.content.decode() == "This is not a name of this server.\n"


def test_an_error_of_our_own_is_reported_without_the_database(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(0):
        response = server_error(HttpRequest())
    assert "Something went wrong on our side" in words(response)


def test_an_open_form_learns_who_is_signed_in_and_the_token_to_send(editor: Client) -> None:
    response = editor.get("/admin/session/")
    told = response.json()
    assert told["user"] == int(editor.session["_auth_user_id"])
    assert told["name"]
    assert "no-store" in response["Cache-Control"]
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = editor.cookies
    data = {"csrfmiddlewaretoken": told["token"], "idea_set": the_set().pk}
    assert strict.post(EDITOR, data).status_code == 302
    assert strict.post(EDITOR).status_code == 403


def test_an_open_form_learns_that_no_one_is_signed_in(client: Client) -> None:
    assert client.get("/admin/session/")["Location"].startswith("/admin/login/")
