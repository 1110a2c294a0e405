"""Every absolute address is that of PORTAL_BASE_URL."""

import logging
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils.timezone import now
from time_machine import travel
from wagtail.models import Site

from home.setup.site import check_site_address, log_site_address
from tests.factories import (
    ConsultationPageFactory,
    SectionPageFactory,
    answer,
    feedback_form,
    make_user,
)
from tests.factories.answers import STANDARD_ANSWERS
from tests.home.conftest import Command
from tests.releases.actions import change, make_release, plan, publish_scheduled
from tests.review.actions import decide
from tests.review.actions import submit as submit_in_editor

pytestmark = pytest.mark.django_db

BASE = "https://portal.example.org"


@pytest.fixture(autouse=True)
def _base_url(settings: Any) -> Iterator[None]:
    settings.WAGTAILADMIN_BASE_URL = BASE
    yield
    Site.clear_site_root_paths_cache()


def addresses(text: str) -> set[str]:
    soup = BeautifulSoup(text, "html.parser")
    return {tag.get("href") or tag.get("content") or "" for tag in soup.select("link, meta")}


@pytest.mark.parametrize(
    ("base", "host", "port"),
    [
        (BASE, "portal.example.org", 443),
        ("http://127.0.0.1:8000", "127.0.0.1", 8000),
        ("http://localhost", "localhost", 80),
    ],
)
def test_setup_gives_the_site_the_address_of_the_portal(
    run: Command, settings: Any, base: str, host: str, port: int
) -> None:
    settings.WAGTAILADMIN_BASE_URL = base
    Site.objects.update(hostname="elsewhere.example.org", port=81)
    assert f"Set the address of the site to {base}." in run("setup_portal")
    site = Site.objects.get()
    assert (site.hostname, site.port, site.root_url) == (host, port, base)
    assert "Set the address" not in run("setup_portal")


def test_no_public_page_names_another_host(run: Command, client: Client) -> None:
    run("setup_portal")
    page = SectionPageFactory(parent=ConsultationPageFactory(), blocks=[feedback_form()])
    for path in ("/", page.url, "/sitemap.xml", "/robots.txt", "/api/v1/consultations"):
        text = client.get(path).content.decode()
        assert "localhost" not in text, path
        assert "testserver" not in text, path
    assert f"{BASE}{page.url}" in addresses(client.get(page.url).content.decode())
    assert f"{BASE}{page.url}" in client.get("/sitemap.xml").content.decode()


def answer_with_an_address() -> None:
    page = SectionPageFactory(parent=ConsultationPageFactory(), blocks=[feedback_form()])
    answer(Client(), page, **STANDARD_ANSWERS, email="ada@example.org")


def send_for_review() -> None:
    make_user("Reviewer", email="rita@example.org")
    submit_in_editor(make_user("Editor", "anna"), SectionPageFactory(), "New words")


def finish_review() -> None:
    anna = make_user("Editor", "anna", email="anna@example.org")
    page = SectionPageFactory()
    submit_in_editor(anna, page, "New words")
    decide(make_user("Reviewer"), page)
    decide(make_user("Publisher"), page)


def miss_a_release() -> None:
    make_user("Publisher", email="paul@example.org")
    page = SectionPageFactory()
    change(page, title="As it will be")
    plan(make_release(page))
    with travel(now() + timedelta(hours=2)):
        publish_scheduled()


@pytest.mark.parametrize(
    "do", [answer_with_an_address, send_for_review, finish_review, miss_a_release]
)
def test_every_mail_names_the_portal(
    run: Command, django_capture_on_commit_callbacks: Any, do: Callable[[], None]
) -> None:
    run("setup_portal")
    with django_capture_on_commit_callbacks(execute=True):
        do()
    assert mail.outbox
    for message in mail.outbox:
        addresses_in_it = re.findall(r"https?://[^\s/]+", message.body)
        assert set(addresses_in_it) == {BASE}, message.subject


def test_differing_address_is_reported_by_check_and_at_the_start(
    run: Command, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    run("setup_portal")
    assert check_site_address(databases=["default"]) == []
    Site.objects.update(hostname="localhost", port=80)
    call_command("check", databases=["default"])
    assert "home.W001" in capsys.readouterr().err
    with caplog.at_level(logging.WARNING):
        log_site_address()
    assert "Run “manage.py setup_portal”." in caplog.text
