"""What the side panel of the page editor finds: links, pictures, reading level."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images.tests.utils import Image, get_test_image_file
from wagtail_footnotes.models import Footnote

from consultation.pages.models import SectionPage
from home.checks.page_checks import PageChecks, check_page
from ideas.deletion import on_purpose
from tests.factories import ConsultationPageFactory, SectionPageFactory, feedback_form, make_user
from tests.factories.editor import editor_form, stream_data
from tests.responses.actions import sign_in, was_refused

pytestmark = pytest.mark.django_db


def text(html: str) -> dict[str, Any]:
    return {"type": "rich_text", "value": html}


def link(kind: str, pk: int, wording: str = "here") -> str:
    return f'<p>Look <a linktype="{kind}" id="{pk}">{wording}</a>.</p>'


def picture(image: Any, alt_text: str = "", decorative: bool = False) -> dict[str, Any]:
    value = {"image": image, "alt_text": alt_text, "decorative": decorative}
    return {"type": "image", "value": {"image": value, "caption": ""}}


def checked(*blocks: dict[str, Any], **fields: Any) -> PageChecks:
    return check_page(SectionPageFactory(blocks=list(blocks), **fields))


def found(*blocks: dict[str, Any]) -> list[tuple[str, str]]:
    return [(issue.sentence, issue.place) for issue in checked(*blocks).issues]


@pytest.fixture
def image() -> Any:
    return Image.objects.create(title="Loop", file=get_test_image_file())


@pytest.fixture
def document() -> Any:
    return get_document_model().objects.create(
        title="Report", file=ContentFile(b"x", name="report.pdf")
    )


def test_links_that_lead_somewhere_are_fine(document: Any) -> None:
    page = SectionPageFactory()
    outside = '<p><a href="https://example.org/gone">elsewhere</a> <a href="#part">below</a></p>'
    blocks = [text(link("page", page.pk)), text(link("document", document.pk)), text(outside)]
    assert found(*blocks) == []


def test_a_link_to_a_page_that_is_gone_or_not_public() -> None:
    hidden = SectionPageFactory(title="Appendix 3", live=False)
    issues = found(
        text("<p>First</p>"),
        text(link("page", 999_999, "our <b>plan</b>") + link("page", hidden.pk, "the words")),
    )
    assert issues == [
        ("The link “our plan” leads to a page that has been deleted.", "Block 2, Text"),
        (
            "The link “the words” leads to “Appendix 3”, which is not public: readers cannot "
            "open it.",
            "Block 2, Text",
        ),
    ]


def test_documents_that_are_gone_from_links_and_blocks(document: Any) -> None:
    gone = document.pk
    block = {"type": "document", "value": {"document": gone, "title": "", "description": ""}}
    blocks = [text(link("document", gone, "the report")), block]
    assert found(*blocks) == []
    with on_purpose("Behind the admin’s back"):
        document.delete()
    assert found(*blocks) == [
        ("The link “the report” leads to a document that has been deleted.", "Block 1, Text"),
        ("The block leads to a document that has been deleted.", "Block 2, Document"),
    ]


@pytest.mark.parametrize(
    "block",
    [
        {"type": "callout", "value": {"kind": "information", "title": "", "text": "{}"}},
        {"type": "details", "value": {"items": [{"summary": "More", "text": "{}"}]}},
        {
            "type": "table",
            "value": {
                "caption": "Numbers",
                "row_headers": False,
                "table": {
                    "columns": [{"type": "rich_text", "heading": "A"}],
                    "rows": [{"values": ["{}"]}],
                    "caption": "",
                },
            },
        },
        feedback_form(thank_you="{}"),
    ],
    ids=lambda block: block["type"],
)
def test_links_are_found_in_every_kind_of_text(block: dict[str, Any]) -> None:
    def filled(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: filled(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [filled(inner) for inner in value]
        return link("page", 999_999) if value == "{}" else value

    assert [sentence for sentence, _ in found(filled(block))] == [
        "The link “here” leads to a page that has been deleted."
    ]


def test_links_in_footnotes_and_in_the_fields_of_a_consultation() -> None:
    page = ConsultationPageFactory(contact=link("page", 999_999, "us"))
    page.footnotes = [Footnote(text=link("page", 999_998, "source"))]
    assert [(each.sentence, each.place) for each in check_page(page).issues] == [
        ("The link “us” leads to a page that has been deleted.", "Contact"),
        ("The link “source” leads to a page that has been deleted.", "Footnote"),
    ]


def test_pictures_need_words_or_the_mark_of_decoration(image: Any) -> None:
    assert found(picture(image.pk, "A loop"), picture(image.pk, decorative=True)) == []
    ((sentence, place),) = found(picture(image.pk, "A loop"), picture(image.pk, "  "))
    assert sentence.startswith("An image has no alternative text.")
    assert place == "Block 2, Image"


def test_a_picture_that_is_gone(image: Any) -> None:
    page = SectionPageFactory(blocks=[picture(image.pk, "A loop")])
    with on_purpose("Behind the admin’s back"):
        image.delete()
    page = SectionPage.objects.get(pk=page.pk)
    assert [each.sentence for each in check_page(page).issues] == [
        "An image has been deleted from the library."
    ]


def test_the_reading_level_is_that_of_what_editors_wrote() -> None:
    hard = "Interoperable infrastructural capabilities necessitate reconfiguration. " * 30
    quote = {"type": "quote", "value": {"quote": hard, "attribution": "", "source": ""}}
    heading = {"type": "heading", "value": {"text": "Accountability", "level": "h2"}}
    easy = text("<p>We want to know what you think. Tell us.</p>" * 15)
    assert checked(easy, quote, heading).level == checked(easy).level
    level = checked(easy).level.age
    assert level is not None and level < 10
    assert checked(easy, text(f"<ul><li>{hard}</li></ul>")).level.age == 22
    assert checked(easy, summary=hard[:500]).level.age > level


def test_three_queries_however_long_the_page_is(image: Any, document: Any) -> None:
    for number in (1, 10):
        page = SectionPageFactory(
            blocks=[
                *[text(link("page", 1) + link("document", document.pk))] * number,
                *[picture(image.pk, "x")] * number,
            ]
        )
        page = SectionPage.objects.get(pk=page.pk)
        list(page.body)
        with CaptureQueriesContext(connection) as captured:
            check_page(page)
        # Besides: the footnotes.
        assert len(captured) == 4


# The view behind the panel.


def checks_url(page: Any) -> str:
    return reverse("page_checks", args=[page.pk])


def words(response: Any) -> str:
    assert response.status_code == 200
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


@pytest.fixture
def desk() -> Client:
    return sign_in("Editor")


def test_the_panel_asks_for_the_checks_of_its_page(desk: Client) -> None:
    page = SectionPageFactory()
    response = desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    panel = BeautifulSoup(response.content, "html.parser").select_one('[data-side-panel="checks"]')
    assert panel.select_one("#page-checks")
    asking = panel.select_one("[data-w-swap-src-value]")
    assert asking["data-w-swap-src-value"] == checks_url(page)
    assert desk.get(checks_url(page)).status_code == 200


def test_a_new_page_is_not_looked_through_yet(desk: Client) -> None:
    parent = ConsultationPageFactory()
    response = desk.get(
        reverse("wagtailadmin_pages:add", args=["consultation", "sectionpage", parent.pk])
    )
    assert response.status_code == 200
    assert "page-checks" not in response.content.decode()


def test_without_a_preview_it_looks_at_the_newest_draft(desk: Client) -> None:
    page = SectionPageFactory()
    page.body = page.body.stream_block.to_python([text(link("page", 999_999, "lost"))])
    page.save_revision()
    assert "The link “lost” leads to a page that has been deleted. Block 1, Text" in words(
        desk.get(checks_url(page))
    )


def test_it_looks_at_what_is_being_written(desk: Client) -> None:
    page = SectionPageFactory(blocks=[text("<p>Fine</p>")])
    body = [*stream_data(page, "body"), text(link("page", 999_999, "just typed"))]
    sent = desk.post(
        reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]),
        editor_form(desk, page, body=body),
    )
    assert sent.json()["is_valid"]
    assert "“just typed” leads to a page that has been deleted" in words(desk.get(checks_url(page)))
    page.refresh_from_db()
    assert "just typed" not in str(page.body)
    # Another editor sees the draft, not what this one is writing.
    other = Client()
    other.force_login(make_user("Publisher"))
    assert "just typed" not in words(other.get(checks_url(page)))


def test_nothing_found_is_said_too(desk: Client) -> None:
    said = words(desk.get(checks_url(SectionPageFactory(blocks=[text("<p>A word.</p>")]))))
    assert "No broken links." in said
    assert "Not enough text to judge." in said


def test_who_may_not_change_the_page_is_told_nothing(client: Client) -> None:
    page = SectionPageFactory()
    assert was_refused(sign_in("Analyst").get(checks_url(page)))
    assert client.get(checks_url(page))["Location"].startswith("/admin/login/")
    assert sign_in("Editor").get("/admin/page-checks/999999/").status_code == 404
    assert sign_in("Reviewer").post(checks_url(page)).status_code == 405
