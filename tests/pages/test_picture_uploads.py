"""A picture that a server cannot hold or read is refused in a sentence, wherever it comes in."""

import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.models import Collection
from wagtail_factories import ImageFactory

from tests.factories import make_user

pytestmark = pytest.mark.django_db

# Above the portal's limit, above the one from which Pillow does not even tell the size, and torn.
PICTURES = [(9_000, "too many pixels"), (20_000, "too many pixels"), (100, "is damaged")]


def square_picture(side: int, rows: int) -> SimpleUploadedFile:
    """Return a black PNG, of which some rows are there."""
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(bytes(rows * (side // 8 + 1)))),
        (b"IEND", b""),
    ]
    content = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
    return SimpleUploadedFile("square.png", content, "image/png")


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(make_user("Editor"))
    return client


@pytest.mark.parametrize(("side", "reason"), PICTURES)
@pytest.mark.parametrize("way", ["add", "add_multiple", "chooser"])
def test_what_cannot_be_shown_is_refused_in_a_sentence(
    editor: Client, way: str, side: int, reason: str
) -> None:
    files = Collection.get_first_root_node()
    kept = ImageFactory(collection=files)
    addresses = {
        "add": reverse("wagtailimages:add"),
        "add_multiple": reverse("wagtailimages:add_multiple"),
        "chooser": reverse("wagtailimages_chooser:create"),
    }
    picture = square_picture(side, rows=side if side == 9_000 else 1)
    data = {"title": "Large", "file": picture, "collection": files.pk}
    if way == "add_multiple":
        data = {"files[]": picture, "collection": files.pk}
    elif way == "chooser":
        data = {f"image-chooser-upload-{name}": value for name, value in data.items()}
    answer = editor.post(addresses[way], data, headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.status_code == 200
    assert reason in answer.content.decode()
    assert list(get_image_model().objects.values_list("title", flat=True)) == [kept.title]
