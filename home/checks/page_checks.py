"""The checks of a draft for the editor's side panel; nothing outside the portal is asked."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any, NamedTuple

from bs4 import BeautifulSoup
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import strip_tags
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.admin.views.pages.preview import PreviewOnEdit
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page

from consultation.common.addresses import parse_id
from consultation.common.block_values import visit_values
from consultation.common.drafts import guidance_left
from home.checks import axe_rules as axe
from home.checks.reading_level import ReadingLevel, read_level

# What ends a passage: its last sentence may go without a full stop.
_PASSAGE_END = re.compile(r"</(?:p|li|h[1-6]|td|th|blockquote)>|<br\s*/?>|<hr\s*/?>")
# By what the link is to, and whether it is a link in a text.
_DELETED = {
    ("page", True): _("The link “%(link)s” leads to a page that has been deleted."),
    ("page", False): _("The block leads to a page that has been deleted."),
    ("document", True): _("The link “%(link)s” leads to a document that has been deleted."),
    ("document", False): _("The block leads to a document that has been deleted."),
}
_NOT_PUBLIC = {
    True: _(
        "The link “%(link)s” leads to “%(page)s”, which is not public: readers cannot open it."
    ),
    False: _("The block leads to “%(page)s”, which is not public: readers cannot open it."),
}


class AllRulesItem(ContentCheckerItem):
    """Wagtail's accessibility checker, with every rule it knows and words for editors.

    It is shown only to people who are signed in, and runs from the portal's own files.
    """

    # Wagtail's own tools, which it draws into a preview, are no part of the page.
    axe_exclude = ["wagtail-userbar", "wagtail-inline-userbar"]
    axe_run_only = None
    # Rules that axe leaves off as experimental, deprecated, of level AAA, or too new. Off stays the
    # contrast of level AAA, which the portal's colours do not promise and no editor can change.
    axe_rules = {rule: {"enabled": True} for rule in axe.OFF_BY_DEFAULT} | {
        "color-contrast-enhanced": {"enabled": False}
    }
    axe_messages: dict[str, Any] = ContentCheckerItem.axe_messages | axe.MESSAGES


class BlockValue(NamedTuple):
    """One value as an editor typed or chose it, and its place, such as "Block 3, Text"."""

    block: blocks.Block
    value: Any
    place: str

    @property
    def rich_text(self) -> str:
        """The HTML of a text with links and lists; "" for other values."""
        return (self.value or "") if isinstance(self.block, blocks.RichTextBlock) else ""


class Issue(NamedTuple):
    """A problem in a draft: a sentence for editors, and its place."""

    sentence: str
    place: str


class PageChecks(NamedTuple):
    """The issues of a draft, and how hard it is to read."""

    issues: list[Issue]
    level: ReadingLevel


def check_page(page: Page) -> PageChecks:
    """Check a page as it is in memory, saved or not.

    Three queries at most, however long the page is.
    """
    values = _page_values(page)
    return PageChecks(
        issues=[*_broken_links(values), *_image_issues(values), *_guidance(page)],
        level=read_level(_passages(page, values)),
    )


def _page_values(page: Page) -> list[BlockValue]:
    """Return every value of a page's streams, rich texts and footnotes."""
    values = []

    def note(block: blocks.Block, value: Any, place: str) -> Any:
        values.append(BlockValue(block, value, place))
        return value

    visit_values(page, note)
    return values


def _links(values: Sequence[BlockValue]) -> Iterator[tuple[str, int, str | None, str]]:
    """Yield the links to pages and documents: kind, id, text (None for a block), place."""
    for each in values:
        # Most texts have no link: only the others are worth reading as HTML.
        if "linktype=" in each.rich_text:
            soup = BeautifulSoup(each.rich_text, "html.parser")
            for link in soup.find_all("a", linktype=["page", "document"]):
                pk, text = parse_id(str(link.get("id"))) or 0, link.get_text().strip()
                yield str(link["linktype"]), pk, text, each.place
        elif isinstance(each.block, DocumentChooserBlock):
            yield "document", each.value, None, each.place
        elif isinstance(each.block, blocks.PageChooserBlock):
            yield "page", each.value, None, each.place


def _existing(model: type[Model], ids: set[int]) -> set[int]:
    return set(model._default_manager.filter(pk__in=ids).values_list("pk", flat=True))


def _broken_links(values: Sequence[BlockValue]) -> Iterator[Issue]:
    """Yield an issue for each link to a page or document that is gone, or that is not public."""
    links = list(_links(values))
    ids = {kind: {pk for each, pk, *_ in links if each == kind} for kind in ("page", "document")}
    pages = Page.objects.only("title", "draft_title", "live").in_bulk(ids["page"])
    found = {"page": pages, "document": _existing(get_document_model(), ids["document"])}
    for kind, pk, link, place in links:
        is_text = link is not None
        if pk not in found[kind]:
            yield Issue(_DELETED[kind, is_text] % {"link": link}, place)
        elif kind == "page" and not pages[pk].live:
            names = {"link": link, "page": pages[pk].get_admin_display_title()}
            yield Issue(_NOT_PUBLIC[is_text] % names, place)


def _image_issues(values: Sequence[BlockValue]) -> Iterator[Issue]:
    """Yield an issue for each image without alternative text, or that is gone."""
    images = [
        each for each in values if isinstance(each.block, ImageBlock) and each.value.get("image")
    ]
    existing = _existing(get_image_model(), {each.value["image"] for each in images})
    for _block, value, place in images:
        if value["image"] not in existing:
            yield Issue(gettext("An image has been deleted from the library."), place)
        elif not value.get("decorative") and not (value.get("alt_text") or "").strip():
            text = gettext(
                "An image has no alternative text. Say what it shows, or mark it as decorative."
            )
            yield Issue(text, place)


def _guidance(page: Page) -> Iterator[Issue]:
    """Yield an issue for each text of a template that was not replaced."""
    text = gettext("Replace the text in square brackets: “%(words)s”.")
    for place, found in guidance_left(page).items():
        for words in found:
            yield Issue(text % {"words": words}, place)


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

    It checks what the editor sent for the preview; Wagtail decides who may see that and where it
    is kept. Without it, or while it cannot be read, it checks the newest draft.
    """

    http_method_names = ("get",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form(self._get_form_data(self._get_form_state()))
        page = form.save(commit=False) if self.validate_form(form) else self.get_object()
        context = {"checks": check_page(page)}
        return TemplateResponse(request, "home/admin/page_checks.html", context)
