"""`setup_portal` puts the page feedback form into the question library, once."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from consultation.pages.library.models import LibraryEntry
from tests.factories import ConsultationPageFactory, make_user
from tests.home.conftest import Command
from tests.library.actions import add, draft_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("untouched")]

NAME = "Feedback on this page"


def test_it_asks_what_the_first_consultation_asked_in_its_order(run: Command) -> None:
    assert f"Put “{NAME}” into the question library." in run("setup_portal")
    entry = LibraryEntry.objects.get()
    asked = [(each.block_type, each.value["required"]) for each in entry.questions]
    assert asked == [
        ("reflection", False),
        ("short_text", True),
        ("long_text", False),
        ("role", True),
        ("short_text", False),
        ("email", False),
    ]
    assert entry.questions[1].value["minimum_characters"] == 5
    assert (entry.name, entry.block.value["heading"]) == (NAME, NAME)


def test_it_is_one_press_away_and_has_the_lists_of_its_consultation(
    run: Command, client: Client
) -> None:
    run("setup_portal")
    client.force_login(make_user("superuser"))
    page = ConsultationPageFactory(roles=[("option", "Cook")])
    add(client, page, LibraryEntry.objects.get())
    draft_of(page).save_revision().publish()
    html = BeautifulSoup(client.get(page.url).content, "html.parser")
    assert [each["value"] for each in html.select("select[name=role] option")] == ["", "Cook"]


def test_a_second_run_makes_no_other(run: Command) -> None:
    run("setup_portal")
    assert "question library." not in run("setup_portal")
    assert LibraryEntry.objects.count() == 1


def test_one_that_was_renamed_stays_as_it_is(run: Command) -> None:
    run("setup_portal")
    LibraryEntry.objects.update(name="Ours")
    run("setup_portal")
    assert [entry.name for entry in LibraryEntry.objects.all()] == ["Ours"]


def test_one_that_was_deleted_does_not_come_back(run: Command) -> None:
    run("setup_portal")
    LibraryEntry.objects.get().delete()
    run("setup_portal")
    assert not LibraryEntry.objects.exists()
