"""Nothing that a stranger puts into an address or a form makes the portal fail: it is refused."""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.db import DataError, transaction
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import get_resolver, reverse
from wagtail.models import Page

from coe_site.middleware import NO_SCREEN, NO_TEXT, NO_VALUE
from consultation.workflow.review.texts import say
from tests.factories import make_user
from tests.home.test_admin_addresses import TABLE, address, is_ours, patterns
from tests.home.whole_portal import WholePortal

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.database,
    # The menu reads nothing of an address or a form.
    pytest.mark.usefixtures("no_menu"),
]

NUL, BROKEN, HUGE = "%00", "%ff", str(10**30)
URLENCODED = "application/x-www-form-urlencoded"
# What lists of Wagtail and modeladmin, and our own views, look for in addresses.
ALWAYS = {"e", "id", "next", "o", "order_by", "ordering", "p", "page", "q"}
# Areas and themes have the same screens as ideas.
ROUTES = {
    name: route
    for route, name, view in patterns(get_resolver().url_patterns)
    if is_ours(name, view) and not re.search("ideas_(area|theme):", name)
}


@pytest.fixture(scope="module")
def superuser(portal: WholePortal) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(make_user("superuser", "the superuser"))
    return client


@pytest.fixture
def names_read(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the names of all parameters and fields that views look for."""
    names: set[str] = set()
    for method in ("__contains__", "__getitem__", "getlist"):
        original = getattr(QueryDict, method)

        def noting(self: QueryDict, name: str, *args: Any, original: Any = original) -> Any:
            names.add(name)
            return original(self, name, *args)

        monkeypatch.setattr(QueryDict, method, noting)
    return names


def ask(client: Client, url: str, body: str | None = None) -> HttpResponse:
    """Send a GET, or a POST if there is a body; what it does is taken back."""
    with transaction.atomic():
        if body is None:
            response = client.get(url)
        else:
            response = client.post(url, body, content_type=URLENCODED)
        if response.streaming:
            b"".join(response)
        transaction.set_rollback(True)
    return response


def good_address(portal: WholePortal, name: str) -> tuple[str, str]:
    """Return path and query of an address with which all is well."""
    if name in TABLE:
        path, _, query = address(portal, name, TABLE[name][1]).partition("?")
        return path, query
    known = {"page_id": portal.page.pk, "reference": portal.response.reference_text}
    parts = re.sub("<(?:[^:>]*:)?([^>]*)>", lambda part: str(known.get(part[1], 1)), ROUTES[name])
    return f"/{parts}", ""


def broken_paths(name: str, path: str) -> Iterator[str]:
    """Yield an address with one part broken after the other."""
    fixed = [f"/{ROUTES[name]}", ""] if "(?" in ROUTES[name] else re.split("<[^>]*>", ROUTES[name])
    found = re.fullmatch("/" + "(.+?)".join(map(re.escape, fixed)), path)
    for place, value in product(range(len(fixed) - 1) if found else (), (NUL, BROKEN, HUGE)):
        parts = [*found.groups(), ""]
        parts[place] = value
        yield "/" + "".join(a + b for a, b in zip(fixed, parts, strict=True))


def assignments(names: set[str], value: str) -> str:
    """Return a query or body in which all names have one value."""
    return "&".join(f"{name}={value}" for name in sorted(names))


@pytest.mark.parametrize("name", ROUTES)
def test_no_address_fails_over_broken_input(
    portal: WholePortal, superuser: Client, names_read: set[str], name: str
) -> None:
    path, query = good_address(portal, name)
    stranger = Client(raise_request_exception=False)
    asked = [(broken, None) for broken in broken_paths(name, path)]
    asked += [(broken, "") for broken in broken_paths(name, path)]
    base = f"{path}?{query}"
    names_read.clear()
    ask(superuser, base)
    parameters = set(names_read)
    names_read.clear()
    ask(superuser, base, "")
    fields = ALWAYS | names_read
    for value in (NUL, BROKEN, HUGE):
        asked.append((f"{base}&{assignments(ALWAYS | parameters, value)}", None))
        # By itself too: where another one is wrong already, it may not be looked at.
        asked += [(f"{base}&{each}={value}", None) for each in parameters - ALWAYS]
        asked += [(base, assignments(fields, value)), (base, f"next={value}")]
    failed = [
        (url, body)
        for client, (url, body) in [*product([superuser], asked), *product([stranger], asked[-9:])]
        if ask(client, url, body).status_code >= 500
    ]
    assert failed == []


def says(response: HttpResponse, status: int, sentence: str) -> bool:
    return response.status_code == status and sentence in response.content.decode()


@pytest.mark.parametrize("url", ["/search/?q=a%00", "/media/images/a%00b", "/nowhere%00/", "/%00"])
def test_what_is_no_text_in_an_address_is_refused_in_a_sentence(client: Client, url: str) -> None:
    assert says(client.get(url), 400, str(NO_TEXT))


def test_what_is_no_text_in_a_cookie_is_refused_in_a_sentence(client: Client) -> None:
    assert says(client.get("/", headers={"Cookie": r'sessionid="\000abcdefgh"'}), 400, str(NO_TEXT))


def test_what_is_no_text_in_a_form_is_refused_in_a_sentence(client: Client) -> None:
    assert says(client.post("/admin/login/", {"username": "a\x00"}), 400, str(NO_TEXT))


@pytest.mark.parametrize("question", ["ideas?area=%00", "ideas/%00", "%00"])
def test_open_data_refuses_in_json(client: Client, question: str) -> None:
    response = client.get(f"/api/v1/{question}")
    assert (response.status_code, response.json()) == (400, {"detail": str(NO_TEXT)})


@pytest.mark.parametrize("screen", ["export_chosen", "change_status"])
def test_a_way_back_that_leads_nowhere_is_refused_in_a_sentence(
    portal: WholePortal, superuser: Client, screen: str
) -> None:
    url = reverse(f"responses:{screen}")
    chosen = f"selected-submissions={portal.response.pk}"
    for query in ("next=abc", f"{chosen}&next=abc", f"next=%3Fp=2&{chosen}"):
        assert says(ask(superuser, f"{url}?{query}"), 400, str(NO_SCREEN))
    assert says(ask(superuser, f"{url}?{chosen}", "next=abc"), 400, str(NO_SCREEN))
    assert ask(superuser, f"{url}?{chosen}&next=/admin/").status_code == 200


def test_a_value_that_a_database_cannot_hold_is_refused_in_a_sentence_and_logged(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: Any) -> None:
        raise DataError("value too long for type character varying(9)")

    monkeypatch.setattr("home.views._public_pages", fail)
    assert says(client.get("/search/?q=a"), 400, str(NO_VALUE))
    assert "DataError" in caplog.text


@pytest.mark.parametrize("error", [KeyError("x"), ValueError("x"), AttributeError("x")])
def test_a_mistake_of_the_portals_own_is_not_blamed_on_the_reader(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*args: Any) -> None:
        raise error

    monkeypatch.setattr("home.views._public_pages", fail)
    answer = Client(raise_request_exception=False).get("/search/?q=a")
    assert says(answer, 500, "Something went wrong on our side")


@pytest.mark.parametrize("parent", [{}, {"new_parent_page": HUGE}, {"new_parent_page": "999999"}])
def test_a_copy_that_is_to_go_nowhere_is_asked_for_its_parent(
    portal: WholePortal, superuser: Client, parent: dict[str, str]
) -> None:
    number = Page.objects.count()
    url = reverse("wagtailadmin_pages:copy", args=[portal.draft.pk])
    data = {"new_title": "Copy", "new_slug": "copy"} | parent
    assert says(superuser.post(url, data, follow=True), 200, say("copy_needs_parent"))
    assert Page.objects.count() == number


@pytest.mark.parametrize("field", ["title", "slug"])
def test_a_copy_has_no_endless_name(portal: WholePortal, superuser: Client, field: str) -> None:
    url = f"/admin/api/main/pages/{portal.draft.pk}/action/copy/"
    data = {"keep_live": False, field: "x" * 3000}
    answer = superuser.post(url, data, content_type="application/json")
    assert says(answer, 400, "no more than 255 characters")
