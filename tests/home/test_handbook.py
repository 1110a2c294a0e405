"""The handbook can be read in the admin, and every screen leads to its page of it."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from home import handbook
from home.handbook import CONTENTS, SCREENS, find_help, page_address, page_names
from tests.factories import IdeaFactory, SectionPageFactory
from tests.responses.actions import sign_in

pytestmark = pytest.mark.django_db

DOCS = Path(settings.BASE_DIR) / "docs"
OURS = ("coe_site", "consultation", "home", "ideas")
ROLES = ["Editor", "Reviewer", "Publisher", "Analyst", "Administrator"]


@pytest.fixture
def desk() -> Client:
    return sign_in("Editor")


def main(response: Any) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").select_one("main")


@pytest.mark.parametrize("role", ROLES)
def test_everybody_in_the_admin_reads_it(role: str) -> None:
    assert "Your role" in main(sign_in(role).get("/admin/handbook/")).get_text()


@pytest.mark.parametrize("address", ["", "role-editor/", "pictures/demo-page.png"])
def test_nobody_else_does(client: Client, address: str) -> None:
    response = client.get(f"/admin/handbook/{address}")
    assert response["Location"].startswith("/admin/login/")


def test_every_page_has_its_text_its_pictures_and_links_that_lead_somewhere(desk: Client) -> None:
    pages = {page_address(name): main(desk.get(page_address(name))) for name in page_names()}
    pictures = {picture["src"] for page in pages.values() for picture in page.select("img")}
    for picture in pictures:
        assert desk.get(picture)["Content-Type"] == "image/png", picture
    for name in page_names():
        page = pages[page_address(name)]
        source = (DOCS / "handbook" / "en" / f"{name}.md").read_text(encoding="utf-8")
        assert source.splitlines()[0].removeprefix("# ") in page.select_one("h1").get_text()
        text = page.select_one(".handbook")
        assert "](" not in text.get_text(), name
        assert "|--" not in text.get_text(), name
        assert all(picture["alt"] for picture in text.select("img")), name
        for link in text.select("a[href]"):
            address, _, anchor = link["href"].partition("#")
            aim = pages[address] if address else page
            assert not anchor or aim.find(id=anchor), link


def test_the_contents_lead_to_every_page(desk: Client) -> None:
    links = {link.get("href") for link in main(desk.get("/admin/handbook/")).select("a")}
    assert {page_address(name) for name in page_names() - {CONTENTS}} <= links


def test_what_is_beside_the_handbook_is_named_and_not_linked(desk: Client) -> None:
    text = main(desk.get("/admin/handbook/")).select_one(".handbook")
    (operations,) = [link for link in text.select("a") if link.get_text() == "operations"]
    assert not operations.has_attr("href")


@pytest.mark.parametrize(
    "address",
    [
        "operations/",
        "../operations/",
        "..%2Foperations/",
        "%2e%2e%2foperations/",
        "0001-versions/",
        "README.md/",
        "pictures/..%2Foperations.md",
        "pictures/..%2F..%2Fmanage.py",
        "pictures/%2Fetc%2Fpasswd",
        "pictures/none.png",
        "pictures/",
    ],
)
def test_no_other_file_can_be_had(desk: Client, address: str) -> None:
    assert desk.get(f"/admin/handbook/{address}", follow=True).status_code == 404


def test_every_page_that_a_screen_leads_to_is_there() -> None:
    assert set(SCREENS.values()) <= page_names()


def our_screens(patterns: Any, before: str = "") -> Iterator[str]:
    """Yield an address below the admin's for each screen that is this project's own."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from our_screens(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and is_ours(pattern, route):
            plain = re.sub(r"\(\?P<[^)]+\)|<[^>]+>", "1", route)
            yield re.sub(r"[\^$\\]", "", plain).removeprefix("admin/")


def is_ours(pattern: URLPattern, route: str) -> bool:
    view = getattr(pattern.callback, "view_class", None) or inspect.unwrap(pattern.callback)
    module = view.__module__.split(".")[0]
    about_ours = any(part in route for part in ("snippets/ideas/", "all-responses"))
    return route.startswith("admin/") and (module in OURS or about_ours)


def test_every_screen_of_ours_has_a_page_of_the_handbook() -> None:
    screens = list(our_screens(get_resolver().url_patterns))
    assert {"private-previews/", "forms/", "responses/1/", "snippets/ideas/idea/"} <= set(screens)
    # What an open form asks is no screen.
    screens.remove("session/")
    assert [screen for screen in screens if find_help(screen) is None] == []


def help_on(client: Client, address: str) -> str:
    """Return where the main menu of a screen leads for help."""
    response = client.get(address)
    assert response.status_code == 200
    props = BeautifulSoup(response.content, "html.parser").find(id="wagtail-sidebar-props")
    (address,) = re.findall(
        r'"name": "help-on-this-screen".*?"url": (?:\{"_val": )?"([^"]+)"', props.get_text()
    )
    return str(address)


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/admin/", CONTENTS),
        ("/admin/pages/", "write-a-page"),
        ("/admin/pages/{page}/edit/", "write-a-page"),
        ("/admin/pages/{page}/history/", "compare-versions"),
        ("/admin/pages/add/consultation/consultationpage/{home}/", "set-up-a-consultation"),
        ("/admin/snippets/ideas/idea/", "keep-the-ideas"),
        ("/admin/snippets/ideas/idea/edit/{idea}/", "keep-the-ideas"),
        ("/admin/private-previews/", "show-a-draft"),
        ("/admin/private-previews/page/{page}/", "show-a-draft"),
        ("/admin/review/waiting/", "send-for-review"),
        ("/admin/reports/workflow/", "send-for-review"),
        ("/admin/forms/", "read-the-responses"),
        ("/admin/all-responses/", "read-the-responses"),
        ("/admin/settings/home/portalsettings/{settings}/", "role-administrator"),
        ("/admin/users/", "role-administrator"),
        ("/admin/handbook/show-a-draft/", CONTENTS),
        ("/admin/account/", CONTENTS),
    ],
)
def test_every_screen_leads_to_its_page(address: str, page: str) -> None:
    section = SectionPageFactory()
    home = section.get_parent().get_parent()
    address = address.format(page=section.pk, idea=IdeaFactory().pk, home=home.pk, settings=1)
    client = sign_in("superuser")
    client.get("/admin/settings/home/portalsettings/", follow=True)
    assert help_on(client, address) == page_address(page)


def test_the_help_menu_offers_the_whole_handbook(desk: Client) -> None:
    props = BeautifulSoup(desk.get("/admin/").content, "html.parser").find(
        id="wagtail-sidebar-props"
    )
    assert '"Handbook"' in props.get_text()


def test_the_image_holds_the_handbook() -> None:
    kept = (Path(settings.BASE_DIR) / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {"!docs/handbook", "!docs/pictures"} <= set(kept)


def test_page_is_read_in_the_language_of_the_account_or_else_in_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, text in {"en": "# Page\n\nIn English", "cy": "# Tudalen\n\nYn Gymraeg"}.items():
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "page.md").write_text(text, encoding="utf-8")
    monkeypatch.setattr(handbook, "HANDBOOK", tmp_path)
    assert handbook.read_page.__wrapped__("page", "cy") == ("Tudalen", "<p>Yn Gymraeg</p>")
    assert handbook.read_page.__wrapped__("page", "fr") == ("Page", "<p>In English</p>")
