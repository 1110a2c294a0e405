"""Images and documents that the tests of the review put onto pages."""

from io import BytesIO
from typing import Any

import wagtail_factories
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture
from wagtail.documents import get_document_model
from wagtail.models import (
    Collection,
)


def picture(colour: str) -> bytes:
    """Return a small picture."""
    out = BytesIO()
    Picture.new("RGB", (20, 10), colour).save(out, "PNG")
    return out.getvalue()


def picture_file(colour: str = "red") -> SimpleUploadedFile:
    """Return a picture as a browser sends it."""
    return SimpleUploadedFile("picture.png", picture(colour), "image/png")


def report_file(words: str) -> SimpleUploadedFile:
    """Return a document as a browser sends it."""
    return SimpleUploadedFile("report.txt", words.encode(), "text/plain")


def picture_block(image: Any) -> dict[str, Any]:
    """Return a picture as raw block data."""
    value = {"image": image.pk, "alt_text": "A bridge", "decorative": False}
    return {"type": "image", "value": {"image": value, "caption": ""}}


def document_block(document: Any) -> dict[str, Any]:
    """Return a document to download as raw block data."""
    return {"type": "document", "value": {"document": document.pk}}


def document_link(document: Any) -> dict[str, Any]:
    """Return a text that links to a document, as raw block data."""
    link = f'<p>See <a linktype="document" id="{document.pk}">the report</a></p>'
    return {"type": "rich_text", "value": link}


def make_document(words: str = "Approved", **fields: Any) -> Any:
    """Return a document in the library."""
    fields = {"title": "The report", "collection": Collection.get_first_root_node()} | fields
    return get_document_model().objects.create(file=ContentFile(words, "report.txt"), **fields)


def make_image(colour: str = "green") -> Any:
    """Return an image in the library."""
    return wagtail_factories.ImageFactory(
        title="A bridge", file=picture_file(colour), collection=Collection.get_first_root_node()
    )


def content(answer: Any) -> bytes:
    """Return what was answered, streamed or not."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content
