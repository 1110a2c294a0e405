"""Everything that a body refers to, fetched at once.

Stock Wagtail asks three times per text block for its links and once per
picture for its rendition. Here a page of 250 blocks asks as often as one of 25.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from copy import copy
from typing import TYPE_CHECKING, Any

from wagtail.documents import get_document_model
from wagtail.models import Page

from consultation.pages.blocks.media import (
    RASTER_SPECS,
    SHARED_RENDITION_SPEC,
    SVG_SPECS,
    rendition_specs,
)
from consultation.pages.links import LinkTargets, use_link_targets

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.blocks import StreamValue
    from wagtail.images.models import AbstractImage, AbstractRendition

_LINK = re.compile(r'<a\b[^>]*\blinktype="(page|document)"[^>]*>')
_ID = re.compile(r'\bid="(\d+)"')


def _strings(raw: Any) -> Iterator[str]:
    """Yield every text in a body's raw data."""
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, dict):
        for value in raw.values():
            yield from _strings(value)
    elif isinstance(raw, list | tuple):
        for value in raw:
            yield from _strings(value)


def linked_ids(texts: Iterable[str]) -> dict[str, set[int]]:
    """Return the ids of pages and documents that rich texts link to."""
    found: dict[str, set[int]] = {"page": set(), "document": set()}
    for text in texts:
        for tag in _LINK.finditer(text):
            number = _ID.search(tag.group(0))
            if number:
                found[tag.group(1)].add(int(number.group(1)))
    return found


def fetch_link_targets(texts: Iterable[str], request: "HttpRequest | None") -> LinkTargets:
    """Return the addresses that rich texts link to, by at most one query per kind of target."""
    ids = linked_ids(texts)
    pages = (
        Page.objects.only("id", "path", "depth", "slug", "url_path").in_bulk(ids["page"])
        if ids["page"]
        else {}
    )
    documents = get_document_model().objects.in_bulk(ids["document"]) if ids["document"] else {}
    return LinkTargets(
        pages={str(pk): pages[pk].get_url(request) if pk in pages else None for pk in ids["page"]},
        documents={
            str(pk): documents[pk].url if pk in documents else None for pk in ids["document"]
        },
    )


def pictures(body: "StreamValue") -> list["AbstractImage"]:
    """Return the images of a body's picture blocks."""
    images = [block.value["image"] for block in body if block.block_type == "image"]
    return [image for image in images if image]


def _not_found(image: "AbstractImage", spec: str) -> "AbstractRendition":
    """Return a rendition without a file: what is left of it is the alternative text."""
    rendition = image.get_rendition_model()(image=image, filter_spec=spec, width=0, height=0)
    rendition.file.name = "not-found"
    return rendition


def fetch_renditions(images: list["AbstractImage"]) -> None:
    """Give images the renditions that pages show, by one query; make those that are missing.

    An image that stands on a page twice is two objects, each with an alternative
    text of its own, and so with renditions of its own. One whose file is gone or
    broken does not take the page with it.
    """
    if not images:
        return
    made = defaultdict(list)
    kept = images[0].get_rendition_model().objects
    for rendition in kept.filter(image__in=images, filter_spec__in=(*RASTER_SPECS, *SVG_SPECS)):
        made[rendition.image_id].append(rendition)
    for image in images:
        image.prefetched_renditions = [copy(rendition) for rendition in made[image.pk]]
        for rendition in image.prefetched_renditions:
            rendition.image = image
        try:
            image.get_renditions(*rendition_specs(image))
        except OSError:
            image.prefetched_renditions = [
                _not_found(image, spec) for spec in rendition_specs(image)
            ]


def share_picture(body: "StreamValue") -> "AbstractRendition | None":
    """Return the first picture of a body that is no SVG, for links; renditions were fetched."""
    for image in pictures(body):
        if image.is_svg():
            continue
        rendition = image.get_rendition(SHARED_RENDITION_SPEC)
        if rendition.width:
            return rendition
    return None


def prefetch_body(page: Page, body: "StreamValue", request: "HttpRequest | None") -> None:
    """Fetch footnotes, link targets and renditions of a page's body before it is drawn."""
    texts = list(_strings(list(body.raw_data)))
    if any("<footnote" in text for text in texts):
        # Holds the page's footnotes in memory, where each text block looks for its own.
        footnotes = page.footnotes.get_object_list()
        texts.extend(footnote.text for footnote in footnotes)
    use_link_targets(fetch_link_targets(texts, request))
    fetch_renditions(pictures(body))
