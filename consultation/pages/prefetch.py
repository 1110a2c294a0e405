"""Links and images, rendered from what was fetched for the whole page at once."""

import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from copy import copy
from typing import Any

from django.core.signals import request_started
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.html import escape
from wagtail.admin.rich_text.converters.contentstate import link_entity
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    ExternalLinkElementHandler,
    PageLinkElementHandler,
)
from wagtail.blocks import StreamValue
from wagtail.documents import get_document_model
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage, AbstractRendition, Filter
from wagtail.models import Page
from wagtail.rich_text import LinkHandler
from wagtail.rich_text.pages import PageLinkHandler

logger = logging.getLogger(__name__)

# Addresses by kind of target and id; None if the target is gone.
_targets: ContextVar[dict[tuple[str, str | None], str | None]] = ContextVar("link_targets")


@receiver(request_started)
def _forget_link_targets(**kwargs: Any) -> None:
    # A server thread keeps its context: one request's targets are not the next one's.
    _targets.set({})


class FetchedLinkHandler(LinkHandler):
    """Links by fetched addresses; queries the database only for those that were not fetched."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """Return the opening tags of links, to a place on the page if one is named."""
        targets = _targets.get({})
        names = [(cls.identifier, attrs.get("id")) for attrs in attrs_list]
        if any(name not in targets for name in names):
            found = cls.get_many(attrs_list)
            targets = {
                name: item.url if item else None for name, item in zip(names, found, strict=True)
            }
        tags = []
        for name, attrs in zip(names, attrs_list, strict=True):
            address, place = targets[name], attrs.get("anchor")
            whole = f"{address}#{place}" if place else address
            tags.append(f'<a href="{escape(whole)}">' if address else "<a>")
        return tags


class FetchedPageLinkHandler(FetchedLinkHandler, PageLinkHandler):
    """Links to pages."""


class FetchedDocumentLinkHandler(FetchedLinkHandler, DocumentLinkHandler):
    """Links to documents."""


class PageLinkWithPlaceHandler(PageLinkElementHandler):
    """Keeps, while a text is edited, the place on the page that a link leads to."""

    def get_attribute_data(self, attrs: dict[str, str]) -> dict[str, Any]:
        data: dict[str, Any] = super().get_attribute_data(attrs)
        return data | {"anchor": attrs["anchor"]} if attrs.get("anchor") else data


def page_link_with_place(props: dict[str, Any]) -> Any:
    """Return a link as it is stored, with the place that it leads to."""
    link = link_entity(props)
    if props.get("id") is not None and props.get("anchor"):
        link.attr["anchor"] = props["anchor"]
    return link


# Wagtail's own rule for links, with places.
LINK_RULE = {
    "from_database_format": {
        "a[href]": ExternalLinkElementHandler("LINK"),
        'a[linktype="page"]': PageLinkWithPlaceHandler("LINK"),
    },
    "to_database_format": {"entity_decorators": {"LINK": page_link_with_place}},
}


_LINK = re.compile(r'<a\b[^>]*\blinktype="(page|document)"[^>]*>')
_ID = re.compile(r'\bid="(\d+)"')


def _strings(raw: Any) -> Iterator[str]:
    """Yield every text in a body's raw data."""
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, dict | list | tuple):
        for value in raw.values() if isinstance(raw, dict) else raw:
            yield from _strings(value)


def fetch_link_targets(texts: Iterable[str], request: HttpRequest | None) -> None:
    """Fetch the addresses that rich texts link to, by at most one query per kind of target."""
    ids: dict[str, set[int]] = {"page": set(), "document": set()}
    for text in texts:
        for tag in _LINK.finditer(text):
            if number := _ID.search(tag[0]):
                ids[tag[1]].add(int(number[1]))
    # Without ids there is no query.
    pages = Page.objects.only("id", "path", "depth", "slug", "url_path").in_bulk(ids["page"])
    documents = get_document_model().objects.in_bulk(ids["document"])
    targets: dict[tuple[str, str | None], str | None] = {}
    for pk in ids["page"]:
        targets["page", str(pk)] = pages[pk].get_url(request) if pk in pages else None
    for pk in ids["document"]:
        targets["document", str(pk)] = documents[pk].url if pk in documents else None
    _targets.set(targets)


# What browsers choose from: the newest format that they know, in the width (pixels) that they
# need. The template names the same.
RASTER_SPECS = tuple(Filter.expand_spec(["format-{avif,webp,jpeg}", "width-{400,800}"]))
# A drawing, which can only come from an import, stays one.
SVG_SPECS = tuple(Filter.expand_spec(["width-{400,800}"]))

# For links shared on other services, some of which do not know the newer formats.
SHARED_RENDITION_SPEC = "format-jpeg|width-800"


def _specs(image: AbstractImage) -> tuple[str, ...]:
    """Return the renditions that pages show of an image."""
    return SVG_SPECS if image.is_svg() else RASTER_SPECS


def pictures(body: StreamValue) -> list[AbstractImage]:
    """Return the images of a body's image blocks."""
    images = [block.value["image"] for block in body if block.block_type == "image"]
    return [image for image in images if image]


def _not_found(image: AbstractImage, spec: str) -> AbstractRendition:
    """Return a rendition without a file: only its alternative text is shown."""
    rendition = image.get_rendition_model()(image=image, filter_spec=spec, width=0, height=0)
    rendition.file.name = "not-found"
    return rendition


def fetch_renditions(images: list[AbstractImage]) -> None:
    """Give images the renditions that pages show, by one query; make those that are missing.

    An image that is on a page twice is two objects, each with an alternative text of its own, and
    so with renditions of its own. One whose file is gone or broken does not break the page.
    """
    made = defaultdict(list)
    kept = get_image_model().get_rendition_model().objects
    for rendition in kept.filter(image__in=images, filter_spec__in=(*RASTER_SPECS, *SVG_SPECS)):
        made[rendition.image_id].append(rendition)
    for image in images:
        image.prefetched_renditions = [copy(rendition) for rendition in made[image.pk]]
        for rendition in image.prefetched_renditions:
            rendition.image = image
        try:
            image.get_renditions(*_specs(image))
        except OSError:
            logger.warning("No rendition could be made of image %s", image.pk)
            image.prefetched_renditions = [_not_found(image, spec) for spec in _specs(image)]


def share_picture(body: StreamValue) -> AbstractRendition | None:
    """Return the first image of a body that is no SVG, for links; renditions were fetched."""
    photos = (image for image in pictures(body) if not image.is_svg())
    renditions = (photo.get_rendition(SHARED_RENDITION_SPEC) for photo in photos)
    return next((rendition for rendition in renditions if rendition.width), None)


def prefetch_body(page: Page, body: StreamValue, request: HttpRequest | None) -> None:
    """Fetch footnotes, link targets and renditions of a page's body before it is rendered."""
    texts = list(_strings(list(body.raw_data)))
    if any("<footnote" in text for text in texts):
        # Holds the page's footnotes in memory, where each text block looks for its own.
        footnotes = page.footnotes.get_object_list()
        texts.extend(footnote.text for footnote in footnotes)
    fetch_link_targets(texts, request)
    fetch_renditions(pictures(body))
