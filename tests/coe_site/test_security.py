"""Security headers: strict for the public, looser only in the admin."""

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.factories import SectionPageFactory, feedback_form
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def policy(response: HttpResponse) -> dict[str, list[str]]:
    parts = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {name: sources for name, *sources in parts}


@pytest.fixture
def public_page(client: Client) -> HttpResponse:
    return client.get(SectionPageFactory(blocks=[feedback_form()]).url)  # type: ignore[return-value]


def test_the_public_policy(public_page: HttpResponse) -> None:
    assert policy(public_page) == {
        "default-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    }


@pytest.mark.parametrize("path", ["/nothing/", "/administration/", "/respond/preview/"])
def test_every_other_address_is_as_strict(client: Client, path: str) -> None:
    assert "unsafe" not in client.get(path)["Content-Security-Policy"]


def test_the_admin_may_be_inline_but_fetch_from_nowhere(client: Client) -> None:
    client.force_login(make_user("superuser"))
    allowed = policy(client.get("/admin/"))  # type: ignore[arg-type]
    assert "'unsafe-inline'" in allowed["script-src"]
    sources = {source for name in allowed for source in allowed[name]}
    assert sources <= {"'self'", "'none'", "'unsafe-inline'", "data:", "blob:"}


def test_other_headers(public_page: HttpResponse) -> None:
    assert public_page["X-Content-Type-Options"] == "nosniff"
    assert public_page["Referrer-Policy"] == "same-origin"
    assert public_page["X-Frame-Options"] == "SAMEORIGIN"
    assert public_page["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in public_page["Permissions-Policy"]


def test_a_public_page_is_for_every_cache(public_page: HttpResponse) -> None:
    assert not public_page.cookies
    assert "cookie" not in public_page.get("Vary", "").lower()
