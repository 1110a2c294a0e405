"""Pictures: their texts, their sizes, and what happens when a file is gone or broken."""

from io import BytesIO
from typing import Any

import pytest
import wagtail_factories
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.test import Client
from PIL import Image as PillowImage
from wagtail.images.models import Image
from wagtail.models import Page

from ideas.deletion import on_purpose
from tests.factories import SectionPageFactory
from tests.factories.editor import edit_page

pytestmark = pytest.mark.django_db


def picture(image: Image, **fields: Any) -> dict[str, Any]:
    caption = fields.pop("caption", "")
    value = {"image": image.pk, "decorative": False, "alt_text": "A picture", **fields}
    return {"type": "image", "value": {"image": value, "caption": caption}}


def pictures(client: Client, page: Page) -> list[Any]:
    response = client.get(page.url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").select("figure.picture")


def broken_image() -> Image:
    """Return an image whose file is no picture."""
    image = wagtail_factories.ImageFactory()
    name = image.file.name
    image.file.storage.delete(name)
    image.file.storage.save(name, ContentFile(b"This is not a picture."))
    return image


def image_without_a_file() -> Image:
    image = wagtail_factories.ImageFactory()
    image.file.storage.delete(image.file.name)
    return image


def test_picture_has_alt_text_caption_two_widths_and_three_formats(client: Client) -> None:
    image = wagtail_factories.ImageFactory(file__width=1000, file__height=500)
    page = SectionPageFactory(blocks=[picture(image, alt_text="A ring", caption="How it goes")])
    (figure,) = pictures(client, page)
    assert figure.img["alt"] == "A ring"
    assert figure.figcaption.get_text() == "How it goes"
    assert figure.img["loading"] == "lazy"
    assert (figure.img["width"], figure.img["height"]) == ("400", "200")
    served = []
    for element in [*figure.select("source"), figure.img]:
        sizes = [size.split() for size in element["srcset"].split(",")]
        assert [width for _, width in sizes] == ["400w", "800w"]
        for address, _ in sizes:
            response = client.get(address)
            assert response.status_code == 200
            served.append(response["Content-Type"])
    assert served == ["image/avif"] * 2 + ["image/webp"] * 2 + ["image/jpeg"] * 2


@pytest.mark.parametrize("file_format", ["AVIF", "WEBP"])
def test_modern_format_is_kept_when_a_picture_is_resized(file_format: str) -> None:
    image = image_of_format(file_format)
    rendition = image.get_rendition("width-400")
    assert rendition.file.name.endswith(f".{file_format.lower()}")


def test_every_rendition_is_smaller_than_the_uploaded_photograph(client: Client) -> None:
    image = image_of_format("WEBP")
    page = SectionPageFactory(blocks=[picture(image)])
    assert len(pictures(client, page)) == 1
    for rendition in image.renditions.filter(filter_spec__contains="format-"):
        assert rendition.file.size < image.file.size, rendition.filter_spec


def test_its_sizes_are_made_when_it_is_published() -> None:
    image = wagtail_factories.ImageFactory(file__width=1000, file__height=500)
    SectionPageFactory(blocks=[picture(image)])
    assert sorted(image.renditions.values_list("filter_spec", flat=True)) == [
        f"format-{file_format}|width-{width}"
        for file_format in ("avif", "jpeg", "webp")
        for width in (400, 800)
    ]


def image_of_format(file_format: str) -> Image:
    """Return an image of 1,200 × 800 pixels with the unevenness of a photograph."""
    content = BytesIO()
    PillowImage.effect_noise((1200, 800), 40).convert("RGB").save(content, file_format)
    name = f"photograph.{file_format.lower()}"
    return Image.objects.create(title="Photograph", file=ContentFile(content.getvalue(), name))


def test_decoration_has_an_empty_text(client: Client) -> None:
    image = wagtail_factories.ImageFactory(title="A title no one wants to hear")
    page = SectionPageFactory(blocks=[picture(image, decorative=True, alt_text="")])
    (figure,) = pictures(client, page)
    assert figure.img["alt"] == ""


def test_one_picture_may_say_two_things(client: Client) -> None:
    image = wagtail_factories.ImageFactory()
    page = SectionPageFactory(
        blocks=[
            picture(image, alt_text="Before"),
            picture(image, alt_text="After"),
            picture(image, decorative=True, alt_text=""),
        ]
    )
    assert [figure.img["alt"] for figure in pictures(client, page)] == ["Before", "After", ""]


def test_a_picture_that_was_deleted_leaves_the_page_readable(client: Client) -> None:
    image = wagtail_factories.ImageFactory()
    page = SectionPageFactory(
        blocks=[picture(image), {"type": "rich_text", "value": "<p>Still here</p>"}]
    )
    with on_purpose("Behind the admin’s back"):
        image.delete()
    assert pictures(client, page) == []
    assert "Still here" in client.get(page.url).content.decode()


@pytest.mark.parametrize("make", [broken_image, image_without_a_file])
def test_a_page_with_a_bad_file_can_be_published_and_read(
    publisher: Client, client: Client, make: Any
) -> None:
    page = SectionPageFactory()
    text = {"type": "rich_text", "value": "<p>Still here</p>"}
    good = wagtail_factories.ImageFactory()
    body = [picture(make()), text, picture(good, alt_text="The good one")]
    assert edit_page(publisher, page, body=body).status_code == 302
    figures = pictures(client, page)
    assert figures[-1].img["alt"] == "The good one"
    assert "Still here" in client.get(page.url).content.decode()
