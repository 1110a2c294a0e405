"""Links that lead nowhere and images without words in a draft; nothing outside is asked."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any, NamedTuple

from bs4 import BeautifulSoup
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import strip_tags
from wagtail.admin.views.pages.preview import PreviewOnEdit
from wagtail.blocks import PageChooserBlock
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page

from consultation.common.addresses import parse_id
from home.checks.block_values import BlockValue, page_values
from home.checks.reading_level import ReadingLevel, read_level

# What ends a passage: its last sentence may go without a full stop.
_PASSAGE_END = re.compile(r"</(?:p|li|h[1-6]|td|th|blockquote)>|<br\s*/?>|<hr\s*/?>")


class Issue(NamedTuple):
    """Something in a draft that readers would stumble over: a sentence for editors, and where."""

    sentence: str
    place: str


class PageChecks(NamedTuple):
    """What was found in a draft, and how hard it is to read."""

    issues: list[Issue]
    level: ReadingLevel


def check_page(page: Page) -> PageChecks:
    """Look through a page as it stands in memory, saved or not.

    Three queries at most, however long the page is.
    """
    values = list(page_values(page))
    return PageChecks(
        issues=[*_broken_links(values), *_image_issues(values)],
        level=read_level(_passages(page, values)),
    )


def _links(values: Sequence[BlockValue]) -> Iterator[tuple[str, int, str, str]]:
    """Yield what leads to pages and documents: kind, id, subject of a sentence, place."""
    for each in values:
        # Most texts have no link: only the others are worth reading as HTML.
        if "linktype=" in each.rich_text:
            soup = BeautifulSoup(each.rich_text, "html.parser")
            for link in soup.find_all("a", linktype=["page", "document"]):
                subject = f"The link “{link.get_text().strip()}”"
                yield str(link["linktype"]), parse_id(str(link.get("id"))) or 0, subject, each.place
        elif isinstance(each.block, DocumentChooserBlock):
            yield "document", each.value, "The block", each.place
        elif isinstance(each.block, PageChooserBlock):
            yield "page", each.value, "The block", each.place


def _existing(model: type[Model], ids: set[int]) -> set[int]:
    return set(model._default_manager.filter(pk__in=ids).values_list("pk", flat=True))


def _broken_links(values: Sequence[BlockValue]) -> Iterator[Issue]:
    """Yield what leads to a page that is gone or not public, or to a document that is gone."""
    links = list(_links(values))
    ids = {kind: {pk for each, pk, *_ in links if each == kind} for kind in ("page", "document")}
    pages = Page.objects.only("title", "draft_title", "live").in_bulk(ids["page"])
    found = {"page": pages, "document": _existing(get_document_model(), ids["document"])}
    for kind, pk, subject, place in links:
        if pk not in found[kind]:
            yield Issue(f"{subject} leads to a {kind} that is gone.", place)
        elif kind == "page" and not pages[pk].live:
            yield Issue(
                f"{subject} leads to “{pages[pk].get_admin_display_title()}”, which is not "
                "public: readers would find nothing there.",
                place,
            )


def _image_issues(values: Sequence[BlockValue]) -> Iterator[Issue]:
    """Yield the images that say nothing to whoever cannot see them, and those that are gone."""
    images = [
        each for each in values if isinstance(each.block, ImageBlock) and each.value.get("image")
    ]
    existing = _existing(get_image_model(), {each.value["image"] for each in images})
    for _, value, place in images:
        if value["image"] not in existing:
            yield Issue("A picture is gone from the library.", place)
        elif not value.get("decorative") and not (value.get("alt_text") or "").strip():
            yield Issue(
                "A picture has no alternative text. Say in words what it shows, or mark it "
                "as decorative.",
                place,
            )


def _passages(page: Page, values: Sequence[BlockValue]) -> Iterator[str]:
    """Yield the paragraphs and list items that a page's editors wrote.

    Headings and labels are no sentences, and quotes are in the words of others.
    """
    yield getattr(page, "summary", "") or ""
    for each in values:
        for part in _PASSAGE_END.split(each.rich_text):
            yield " ".join(unescape(strip_tags(part)).split())


class PageChecksView(PreviewOnEdit):
    """The issues of a page as it is being edited, for the side panel of the editor.

    It looks at what the editor sent for the preview; who may see that, and where it is
    kept, is Wagtail's own rule. Without it, or while it cannot be read, it looks at the
    newest draft.
    """

    http_method_names = ("get",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form(self._get_form_data(self._get_form_state()))
        page = form.save(commit=False) if self.validate_form(form) else self.get_object()
        context = {"checks": check_page(page)}
        return TemplateResponse(request, "home/admin/page_checks.html", context)
