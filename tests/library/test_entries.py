"""The question library's own screens: who may do what, and what an entry may hold."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from consultation.pages.library.models import LibraryBlock, LibraryEntry
from tests.factories import (
    AreaFactory,
    SectionPageFactory,
    feedback_form,
    make_user,
    question,
)
from tests.factories.editor import block_fields, opened
from tests.library.actions import add, form_of, make_entry, messages_of
from tests.responses.actions import was_refused

pytestmark = pytest.mark.django_db

ADD = reverse("question_library:add")
QUESTION = question("long_text", "why", "Why?")


def write(client: Client, address: str, *blocks: dict[str, Any], **fields: str) -> Any:
    """Send the form of an entry with these blocks in it."""
    _, form = opened(client, address)
    form.update(block_fields(LibraryBlock(), list(blocks), "content"))
    form.update(fields)
    return client.post(address, form)


def edit_url(entry: LibraryEntry) -> str:
    return reverse("question_library:edit", args=[entry.pk])


def test_an_entry_is_written_from_nothing(editor: Client) -> None:
    assert write(editor, ADD, QUESTION, name="Why", description="Open").status_code == 302
    entry = LibraryEntry.objects.get()
    assert (entry.kind, entry.words, entry.saved_by.username) == ("question", "Why?", "edith")
    assert [each.action for each in ModelLogEntry.objects.for_instance(entry)] == ["wagtail.create"]


@pytest.mark.parametrize("blocks", [[], [QUESTION, QUESTION], [QUESTION, feedback_form()]])
def test_it_holds_one_form_or_one_question(editor: Client, blocks: list[Any]) -> None:
    assert write(editor, ADD, *blocks, name="Several").status_code == 200
    assert not LibraryEntry.objects.exists()


def test_pages_keep_what_they_have_when_an_entry_changes_or_goes(client: Client) -> None:
    client.force_login(make_user("Administrator"))
    page, entry = SectionPageFactory(), make_entry(block=QUESTION)
    add(client, page, entry)
    other = question("long_text", "why", "Why not?")
    assert write(client, edit_url(entry), other, name="Other").status_code == 302
    entry.refresh_from_db()
    assert (entry.words, entry.saved_by.username) == ("Why not?", "administrator")
    delete = reverse("question_library:delete", args=[entry.pk])
    assert "keep their own copies" in client.get(delete).content.decode()
    client.post(delete)
    assert not LibraryEntry.objects.exists()
    assert form_of(page).value["questions"][0].value["label"] == "Why?"


def test_chosen_ideas_are_left_out_in_the_editor_too(editor: Client) -> None:
    asks = question("idea_picks", "picks", "Which?", area=AreaFactory().pk)
    response = write(editor, ADD, asks, name="Ideas")
    assert LibraryEntry.objects.get().block.value["area"] is None
    assert "were left out" in messages_of(editor.get(response.url))


def test_a_program_cannot_keep_them_either() -> None:
    asks = question("idea_picks", "picks", "Which?", area=AreaFactory().pk)
    make_entry(block=feedback_form(asks))
    assert LibraryEntry.objects.get().questions[0].value["area"] is None


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("Editor", "list add edit"),
        ("Publisher", "list add edit"),
        ("Administrator", "list add edit delete"),
        ("Reviewer", ""),
        ("Analyst", ""),
    ],
)
def test_who_may_do_what(client: Client, role: str, may: str) -> None:
    client.force_login(make_user(role))
    pk = make_entry().pk
    addresses = {
        "list": reverse("question_library:index"),
        "add": ADD,
        "edit": reverse("question_library:edit", args=[pk]),
        "delete": reverse("question_library:delete", args=[pk]),
    }
    did = [name for name, address in addresses.items() if not was_refused(client.get(address))]
    assert did == may.split()
    menu = client.get("/admin/account/").content.decode()
    assert ("Question library" in menu) == bool(may)
