"""Working with areas, themes and ideas in the admin, as browsers do."""

from typing import Any

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.factories import make_user
from tests.factories.editor import opened

ADMIN_HOME = "/admin/"


def sign_in(role: str | None) -> Client:
    """Return a browser in which a new user with one of the roles is signed in."""
    client = Client()
    client.force_login(make_user(role))
    return client


def address(model: type, view: str, *args: Any) -> str:
    """Return the address of a view of a kind of snippet, as "edit" or "list"."""
    return reverse(model.snippet_viewset.get_url_name(view), args=args)  # type: ignore[attr-defined]


def was_refused(response: HttpResponse) -> bool:
    """Say whether the admin sent someone signed in away: it does so to its own front page."""
    return response.status_code == 403 or (
        response.status_code == 302 and response["Location"] == ADMIN_HOME
    )


def submit(client: Client, url: str, action: str = "", **changes: Any) -> HttpResponse:
    """Open an editor, change its fields as they are typed, and press a button."""
    goal, form = opened(client, url)
    for name, value in changes.items():
        form[name] = value
    if action:
        form[action] = action
    return client.post(goal, form)


def add(client: Client, model: type, action: str = "", **fields: Any) -> Any:
    """Add something with its editor and return it."""
    response = submit(client, address(model, "add"), action, **fields)
    assert response.status_code == 302, errors(response)
    return model.objects.latest("pk")  # type: ignore[attr-defined]


def edit(client: Client, item: Any, action: str = "", **changes: Any) -> HttpResponse:
    """Change something with its editor."""
    return submit(client, address(type(item), "edit", item.pk), action, **changes)


def draft_of(item: Any) -> Any:
    """Return something as its newest draft has it."""
    return type(item).objects.get(pk=item.pk).get_latest_revision_as_object()


def errors(response: HttpResponse) -> dict[str, str]:
    """Return the messages that an editor shows, by field."""
    page = BeautifulSoup(response.content, "html.parser")
    found = page.select("[data-field-errors] .error-message")
    return {
        message.find_parent(attrs={"data-field-errors": True})["id"]: message.get_text(strip=True)
        for message in found
    }


def listed(client: Client, model: type, query: str = "") -> list[str]:
    """Return the titles in a listing."""
    page = BeautifulSoup(client.get(address(model, "list") + query).content, "html.parser")
    return [
        cell.get_text(strip=True) for cell in page.select("table.listing td.title .title-wrapper a")
    ]


def messages(response: HttpResponse) -> str:
    """Return what the admin says at the top of a page."""
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(item.get_text(" ", strip=True) for item in page.select(".messages li"))


def words(response: HttpResponse) -> str:
    """Return the words of a page, spaces made one."""
    assert response.status_code == 200
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())
