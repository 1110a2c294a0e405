"""Other formats of a page: chosen by editors, listed under its title."""

from typing import Any

import pytest
import wagtail_factories
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, ReferenceIndex

from consultation.pages.blocks.formats import FormatBlock
from consultation.pages.models import SectionPage
from tests.factories import (
    ConsultationPageFactory,
    OutcomePageFactory,
    SectionPageFactory,
    ThemePageFactory,
    site_home,
)
from tests.feedback.screens import screen
from tests.pages.test_query_budget import queries

pytestmark = pytest.mark.django_db


def value(kind: str = "easy_read", **chosen: Any) -> dict[str, Any]:
    return {"kind": kind, "title": "", "page": None, "document": None, "url": ""} | chosen


def give(page: Any, *values: dict[str, Any]) -> Any:
    """Publish a page with these formats."""
    raw = [{"type": "format", "value": each} for each in values]
    page.formats = type(page).formats.field.to_python(raw)
    page.save_revision().publish()
    return page


def listed(client: Client, page: Page) -> list[tuple[str, str]]:
    """Return the words and address of each format that a reader finds."""
    links = screen(client.get(page.url)).select(".formats__list a")
    return [(" ".join(link.get_text().split()), link["href"]) for link in links]


def a_document(name: str = "easy-read.pdf") -> Any:
    document = wagtail_factories.DocumentFactory(
        title="Easy Read", file__filename=name, file__data=b"x" * 2400
    )
    document.get_file_size()
    return document


@pytest.mark.parametrize(
    "make",
    [
        site_home, ConsultationPageFactory, SectionPageFactory, ThemePageFactory,
        OutcomePageFactory,
    ],
)  # fmt: skip
def test_every_page_lists_its_formats(client: Client, make: Any) -> None:
    document, other = a_document(), SectionPageFactory(title="Large", slug="large")
    page = give(
        make(),
        value(document=document.pk),
        value("large_print", page=other.pk, title="For printing"),
        value("bsl", url="https://video.example.org/1"),
    )
    assert listed(client, page) == [
        ("Easy Read (PDF, 2.3 KB)", document.url),
        ("Large print: For printing", other.url),
        (
            "British Sign Language (video) (video.example.org)",
            "https://video.example.org/1",
        ),
    ]


def test_a_page_without_other_formats_says_nothing_of_them(client: Client) -> None:
    assert "formats" not in client.get(SectionPageFactory().url).content.decode()


def test_a_page_that_is_not_public_is_not_listed(client: Client) -> None:
    other = SectionPageFactory(live=False)
    page = give(SectionPageFactory(), value(page=other.pk), value("audio", url="https://a.org/"))
    assert [words for words, _ in listed(client, page)] == ["Audio (a.org)"]


def test_a_document_of_a_public_page_can_be_opened(client: Client) -> None:
    document = a_document()
    assert client.get(document.url).status_code == 404
    give(SectionPageFactory(), value(document=document.pk))
    assert ReferenceIndex.get_references_to(document).exists()
    assert client.get(document.url).status_code == 200


def test_ten_formats_cost_two_queries(client: Client) -> None:
    page = SectionPageFactory()
    before = len(queries(page))
    others = [SectionPageFactory() for _ in range(5)]
    give(page, *(value(page=each.pk) for each in others),
         *(value(document=a_document(f"{n}.pdf").pk) for n in range(5)))  # fmt: skip
    assert len(listed(client, page)) == 10
    assert len(queries(page)) <= before + 2


@pytest.mark.parametrize(
    ("chosen", "field"),
    [
        ({}, "page"),
        ({"url": "http://video.example.org/"}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://a.org/", "page": 1}, "url"),
    ],
)
def test_a_format_is_one_page_document_or_https_link(chosen: dict[str, Any], field: str) -> None:
    block = FormatBlock()
    if chosen.get("page"):
        chosen = chosen | {"page": site_home().pk}
    with pytest.raises(ValidationError) as caught:
        block.clean(block.to_python(value(**chosen)))
    assert field in caught.value.block_errors  # type: ignore[attr-defined]


def test_a_copy_of_a_page_has_the_same_formats(client: Client, publisher: Client) -> None:
    page = give(SectionPageFactory(), value("audio", url="https://a.org/"))
    copy = page.copy(update_attrs={"slug": "copy", "title": "Copy"}, keep_live=True)
    assert listed(client, copy) == [("Audio (a.org)", "https://a.org/")]


def test_a_comparison_of_versions_shows_changed_formats(publisher: Client) -> None:
    page: SectionPage = give(SectionPageFactory(), value("audio", url="https://a.org/"))
    first = page.latest_revision
    give(page, value("audio", url="https://b.org/"))
    address = reverse(
        "wagtailadmin_pages:revisions_compare", args=[page.pk, first.pk, page.latest_revision.pk]
    )
    shown = screen(publisher.get(address)).get_text(" ")
    assert "https://a.org/" in shown and "https://b.org/" in shown


def test_the_editor_shows_formats_with_an_example(publisher: Client) -> None:
    page = SectionPageFactory()
    editor = publisher.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Easy Read" in editor
    block = SectionPage.formats.field.stream_block.child_blocks["format"]
    address = reverse("wagtailadmin_block_preview")
    preview = publisher.get(address, {"id": block.definition_prefix})
    assert "Easy Read" in screen(preview).get_text()
