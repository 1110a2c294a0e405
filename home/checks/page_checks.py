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
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.admin.views.pages.preview import PreviewOnEdit
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page

from consultation.common.addresses import parse_id
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
    values = list(_page_values(page))
    return PageChecks(
        issues=[*_broken_links(values), *_image_issues(values)],
        level=read_level(_passages(page, values)),
    )


def _page_values(page: Page) -> Iterator[BlockValue]:
    """Yield every value of a page's streams, rich texts and footnotes."""
    rich_text = blocks.RichTextBlock()
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            for number, child in enumerate(getattr(page, field.name).raw_data, 1):
                if block := field.stream_block.child_blocks.get(child["type"]):
                    place = gettext("Block %(number)d, %(label)s")
                    values = {"number": number, "label": block.label}
                    yield from _values(block, child["value"], place % values)
        elif isinstance(field, RichTextField):
            yield BlockValue(
                rich_text, getattr(page, field.name), str(capfirst(field.verbose_name))
            )
    footnotes = getattr(page, "footnotes", None)
    for footnote in footnotes.all() if footnotes else ():
        yield BlockValue(rich_text, footnote.text, gettext("Footnote"))


def _values(block: blocks.Block | None, value: Any, place: str) -> Iterator[BlockValue]:
    """Yield the values within a block, from its raw data; none if its type no longer exists."""
    if block is None or value is None:
        return
    below: list[tuple[Any, Any]]
    if isinstance(block, blocks.StreamBlock):
        below = [(block.child_blocks.get(child["type"]), child["value"]) for child in value]
    elif isinstance(block, TypedTableBlock):
        kinds = [block.child_blocks.get(column["type"]) for column in value["columns"]]
        below = [cell for row in value["rows"] for cell in zip(kinds, row["values"], strict=False)]
    elif isinstance(block, blocks.ListBlock):
        # Lists that programs made may hold the bare values.
        is_wrapped = block._item_is_in_block_format
        below = [(block.child_block, i["value"] if is_wrapped(i) else i) for i in value]
    elif isinstance(block, blocks.StructBlock) and not isinstance(block, ImageBlock):
        below = [(child, value.get(name)) for name, child in block.child_blocks.items()]
    else:
        yield BlockValue(block, value, place)
        return
    for child, child_value in below:
        yield from _values(child, child_value, place)


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
