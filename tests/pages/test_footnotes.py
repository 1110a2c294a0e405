"""Footnotes: numbered in the order of the text, with ways there and back."""

import uuid
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Page
from wagtail.test.utils.form_data import rich_text
from wagtail_footnotes.models import Footnote

from tests.factories import SectionPageFactory
from tests.factories.editor import edit_page

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = (str(uuid.UUID(int=number)) for number in (1, 2, 3))


def mark(key: str) -> str:
    return f'<footnote id="{key}">[{key[:6]}]</footnote>'


def annotated(texts: list[str], notes: dict[str, str]) -> Page:
    """Return a published page with these paragraphs and footnotes."""
    page = SectionPageFactory(blocks=[{"type": "rich_text", "value": text} for text in texts])
    page.footnotes = [
        Footnote(uuid=key, text=f"<p>{text}</p>", locale=page.locale) for key, text in notes.items()
    ]
    page.save_revision().publish()
    return page


def opened(client: Client, page: Page) -> BeautifulSoup:
    response = client.get(page.url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def notes(html: BeautifulSoup) -> list[str]:
    return [note.get_text().strip() for note in html.select(".footnotes__text")]


def marks(html: BeautifulSoup) -> list[str]:
    return [str(link["href"]) for link in html.select("sup.footnote-reference a")]


def target(html: BeautifulSoup, address: Any) -> Any:
    """Return the one element that an address on the page leads to."""
    (found,) = html.find_all(id=str(address).removeprefix("#"))
    return found


def test_they_are_numbered_in_the_order_of_the_text(client: Client) -> None:
    texts = [f"<p>One{mark(SECOND)}</p>", f"<p>Two{mark(FIRST)} and{mark(THIRD)}</p>"]
    html = opened(client, annotated(texts, {FIRST: "f", SECOND: "s", THIRD: "t"}))
    assert notes(html) == ["s", "f", "t"]
    numbers = [link.contents[-1] for link in html.select("sup.footnote-reference a")]
    assert numbers == ["1", "2", "3"]


def test_each_mark_leads_to_its_note_and_back(client: Client) -> None:
    texts = [f"<p>One{mark(SECOND)}</p>", f"<p>Two{mark(FIRST)}</p>"]
    html = opened(client, annotated(texts, {FIRST: "Note f", SECOND: "Note s"}))
    for text, reference in zip(["Note s", "Note f"], html.select("sup a"), strict=True):
        note = target(html, reference["href"])
        assert text in note.get_text()
        (back,) = note.select(".footnotes__back a")
        assert target(html, back["href"]) is reference


def test_a_note_referred_to_again_keeps_its_number_and_has_a_way_back_to_each(
    client: Client,
) -> None:
    texts = [f"<p>One{mark(FIRST)} again{mark(FIRST)}</p>", f"<p>{mark(SECOND)}{mark(FIRST)}</p>"]
    html = opened(client, annotated(texts, {FIRST: "f", SECOND: "s"}))
    first, second = html.select(".footnotes__item")
    assert marks(html) == [f"#{note['id']}" for note in (first, first, second, first)]
    ways_back = [target(html, link["href"]) for link in first.select(".footnotes__back a")]
    references = html.select("sup a")
    assert ways_back == [references[0], references[1], references[3]]


def test_a_note_that_was_deleted_leaves_no_mark(client: Client) -> None:
    page = annotated([f"<p>One{mark(FIRST)}, two{mark(SECOND)}</p>"], {FIRST: "f", SECOND: "s"})
    page.footnotes = [note for note in page.footnotes.all() if str(note.uuid) == SECOND]
    page.save_revision().publish()
    html = opened(client, page)
    assert "One, two" in html.get_text()
    assert len(marks(html)) == 1
    assert notes(html) == ["s"]


def test_a_note_that_nothing_refers_to_is_not_shown(client: Client) -> None:
    html = opened(client, annotated(["<p>Plain</p>"], {FIRST: "Hidden"}))
    assert html.select_one(".footnotes") is None
    assert "Hidden" not in html.get_text()


def test_a_note_may_hold_links(client: Client) -> None:
    aim = SectionPageFactory()
    note = f'See <a linktype="page" id="{aim.pk}">this</a>'
    html = opened(client, annotated([f"<p>One{mark(FIRST)}</p>"], {FIRST: note}))
    link = html.select_one(".footnotes__text a")
    assert link is not None
    assert link["href"] == aim.url


def test_a_page_may_have_notes_and_form_errors_at_once(client: Client) -> None:
    page = annotated([f"<p>One{mark(FIRST)}</p>"], {FIRST: "f"})
    form = {"type": "feedback_form", "value": {}}
    stream = page._meta.get_field("body").stream_block
    form["value"] = stream.child_blocks["feedback_form"].get_prep_value(
        stream.child_blocks["feedback_form"].get_default()
    )
    page.body = stream.to_python([*page.body.get_prep_value(), form])
    page.save_revision().publish()
    response = client.post(f"/respond/{page.pk}/", {"summary": ""})
    assert response.status_code == 422
    assert notes(BeautifulSoup(response.content, "html.parser")) == ["f"]


def test_an_editor_writes_them(publisher: Client, client: Client) -> None:
    page = SectionPageFactory()
    features = ["bold", "italic", "link"]
    changes = {
        "footnotes__TOTAL_FORMS": "1",
        "footnotes__0__text": rich_text("<p>Written by hand</p>", features=features),
        "footnotes__0__uuid": FIRST,
        "footnotes__0__ORDER": "1",
        "footnotes__0__DELETE": "",
        "footnotes__0__id": "",
    }
    body = [{"type": "rich_text", "value": f"<p>One{mark(FIRST)}</p>"}]
    assert edit_page(publisher, page, body=body, **changes).status_code == 302
    html = opened(client, page)
    assert notes(html) == ["Written by hand"]
    assert len(marks(html)) == 1


def test_they_are_shown_in_a_preview(publisher: Client) -> None:
    page = annotated([f"<p>One{mark(FIRST)}</p>"], {FIRST: "Seen before"})
    address = f"/admin/pages/{page.pk}/view_draft/"
    assert notes(BeautifulSoup(publisher.get(address).content, "html.parser")) == ["Seen before"]
