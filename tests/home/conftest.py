"""What the tests of the front page share: commands, and the demonstration as readers see it."""

from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.admin.menu import Menu
from wagtail.models import Page, Site

from consultation.pages.models import ConsultationPage, OutcomePage
from ideas.models import Theme
from tests.factories import answer
from tests.home.whole_portal import WholePortal
from tests.services.rollback import rolled_back

Command = Callable[..., str]


def run_command(name: str, *args: str) -> str:
    """Run a management command and return what it prints."""
    output = StringIO()
    call_command(name, *args, stdout=output, stderr=output)
    return output.getvalue()


@pytest.fixture
def run(db: None) -> Command:
    """Return a function that runs a management command and returns what it prints."""
    return run_command


@pytest.fixture
def no_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw screens without the admin's menu, which takes a quarter of the time."""
    monkeypatch.setattr(Menu, "menu_items_for_request", lambda menu, request: [])


@pytest.fixture
def untouched(db: None) -> None:
    """Put the tree back as Wagtail's own migrations leave it: a welcome page and its site."""
    Site.objects.all().delete()
    root = Page.get_first_root_node()
    for page in root.get_children():
        page.delete()
    root.refresh_from_db()
    welcome = root.add_child(instance=Page(title="Welcome to your new Wagtail site!", slug="home"))
    Site.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)


@pytest.fixture
def demo(run: Command) -> ConsultationPage:
    """Return the demonstration consultation in a portal that was set up."""
    run("setup_portal")
    run("load_demo")
    return ConsultationPage.objects.live().get()


def _everything_to_read(client: Client) -> dict[str, str]:
    pages = Page.objects.live().filter(depth__gt=1)
    shown = {page.title: client.get(page.url).content.decode() for page in pages}
    scored = Page.objects.get(title="Your view of the whole")
    too_few = client.post(f"/respond/{scored.pk}/", {"summary": ""})
    shown["36 ideas with errors"] = too_few.content.decode()
    mechanisms = Page.objects.get(title="Possible mechanisms for change").specific
    wrong = {"summary": "Hey", "email": "not an address"}
    shown["errors"] = client.post(f"/respond/{mechanisms.pk}/", wrong).content.decode()
    response = answer(client, mechanisms)
    receipt = f"/respond/receipt/{response.reference_text}/"
    shown["receipt"] = client.get(receipt).content.decode()
    shown["not found"] = client.get("/nowhere/").content.decode()
    checked = client.get("/respond/counted/", {"reference": response.reference_text})
    shown["response checked"] = checked.content.decode()
    results = Page.objects.get(slug="what-others-said-so-far")
    for theme in Theme.objects.all():
        by_role = client.get(f"{results.url}?by=role&theme={theme.code}")
        shown[f"{theme} by role"] = by_role.content.decode()
    outcome = OutcomePage.objects.get()
    outcome.get_latest_revision().publish()
    shown[outcome.title] = client.get(outcome.url).content.decode()
    return shown


@pytest.fixture(scope="session")
def demo_html(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict]:
    """Return the HTML of all that a reader of the demonstration may come to see, by title.

    Making the demonstration takes seconds, so it is made once and taken back at once.
    """
    with django_db_blocker.unblock(), rolled_back():
        run_command("setup_portal")
        run_command("load_demo")
        shown = _everything_to_read(Client())
    yield shown


@pytest.fixture(scope="module")
def portal(django_db_setup: None, django_db_blocker: Any) -> Iterator[WholePortal]:
    """Return a portal with one of everything; what a test does to it is taken back."""
    with django_db_blocker.unblock(), rolled_back():
        yield WholePortal()
