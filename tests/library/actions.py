"""What tests of the question library do: open its screens, save to it and add from it."""

from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from consultation.pages.library.models import LibraryEntry
from tests.factories import feedback_form


def make_entry(name: str = "About the park", block: dict[str, Any] | None = None) -> LibraryEntry:
    """Return an entry with a form or a question, by default the page feedback form."""
    entry: LibraryEntry = LibraryEntry.objects.create(name=name, content=[block or feedback_form()])
    return entry


def draft_of(page: Page) -> Any:
    return Page.objects.get(pk=page.pk).get_latest_revision_as_object()


def form_of(page: Page) -> Any:
    """Return the form in the newest draft of a page."""
    block = draft_of(page).feedback_block()
    assert block is not None
    return block


def keys_of(page: Page) -> list[str]:
    return [question.value["key"] for question in form_of(page).value["questions"]]


def save_url(page: Page) -> str:
    return reverse("question_library:save", args=[page.pk])


def add_url(page: Page) -> str:
    return reverse("question_library:add_to_page", args=[page.pk])


def save(client: Client, page: Page, index: int = 0, **fields: str) -> Any:
    """Save one of what the screen offers: first the form, then each question."""
    html = BeautifulSoup(client.get(save_url(page)).content, "html.parser")
    offered = [str(each["value"]) for each in html.select("input[name=block]")]
    return client.post(save_url(page), {"name": "Saved", "block": offered[index], **fields})


def add(client: Client, page: Page, entry: LibraryEntry, *, follow: bool = True) -> Any:
    return client.post(add_url(page), {"entry": entry.pk}, follow=follow)


def messages_of(response: Any) -> str:
    return " ".join(str(each) for each in response.context["messages"])
