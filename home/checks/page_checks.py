"""Links that lead nowhere and images without words in a draft; nothing outside is asked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any

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

from home.checks.block_values import BlockValue, page_values
from home.checks.reading_level import ReadingLevel, read_level

_LINK = re.compile(r'<a\b([^>]*\blinktype="(page|document)"[^>]*)>(.*?)</a>', re.DOTALL)
_ID = re.compile(r'\bid="(\d+)"')
# What ends a passage: its last sentence may go without a full stop.
_PASSAGE_END = re.compile(r"</(?:p|li|h[1-6]|td|th|blockquote)>|<br\s*/?>|<hr\s*/?>")


@dataclass(frozen=True, slots=True)
class Issue:
    """Something in a draft that readers would stumble over: a sentence for editors, and where."""

    sentence: str
    place: str


@dataclass(frozen=True, slots=True)
class PageChecks:
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
        if each.is_rich_text:
            for attributes, kind, wording in _LINK.findall(each.value or ""):
                number = _ID.search(attributes)
                subject = f"The link “{strip_tags(wording).strip()}”"
                yield kind, int(number[1]) if number else 0, subject, each.place
        elif isinstance(each.block, DocumentChooserBlock) and each.value:
            yield "document", each.value, "The block", each.place
        elif isinstance(each.block, PageChooserBlock) and each.value:
            yield "page", each.value, "The block", each.place


def _existing(model: type[Model], ids: set[int]) -> set[int]:
    found = model._default_manager.filter(pk__in=ids).values_list("pk", flat=True)
    return set(found) if ids else set()


def _broken_links(values: Sequence[BlockValue]) -> Iterator[Issue]:
    """Yield what leads to a page that is gone or not public, or to a document that is gone."""
    links = list(_links(values))
    ids = {kind: {pk for each, pk, *_ in links if each == kind} for kind in ("page", "document")}
    pages = Page.objects.only("title", "draft_title", "live").in_bulk(ids["page"])
    documents = _existing(get_document_model(), ids["document"])
    for kind, pk, subject, place in links:
        page = pages.get(pk)
        if kind == "document":
            if pk not in documents:
                yield Issue(f"{subject} leads to a document that is gone.", place)
        elif page is None:
            yield Issue(f"{subject} leads to a page that is gone.", place)
        elif not page.live:
            yield Issue(
                f"{subject} leads to “{page.get_admin_display_title()}”, which is not public: "
                "readers would find nothing there.",
                place,
            )


def _image_issues(values: Sequence[BlockValue]) -> Iterator[Issue]:
    """Yield the images that say nothing to whoever cannot see them, and those that are gone."""
    images = [
        (each.value if isinstance(each.value, dict) else {"image": each.value}, each.place)
        for each in values
        if isinstance(each.block, ImageBlock) and each.value
    ]
    images = [(value, place) for value, place in images if value.get("image")]
    existing = _existing(get_image_model(), {value["image"] for value, _ in images})
    for value, place in images:
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
        if each.is_rich_text and each.value:
            for part in _PASSAGE_END.split(each.value):
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
