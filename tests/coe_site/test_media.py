"""Only pictures made for publishing are served by name; documents and originals are not."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client


def store(name: str, content: bytes = b"content") -> str:
    default_storage.delete(name)
    return default_storage.save(name, ContentFile(content))


def test_a_picture(client: Client) -> None:
    response = client.get(f"/media/{store('images/bridge.width-400.png')}")
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"] == "public, max-age=86400"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    ["documents/plan.pdf", "original_images/bridge.png", "images/page.html", "secret.png"],
)
def test_everything_else_is_not_there(client: Client, name: str) -> None:
    assert client.get(f"/media/{store(name)}").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "images/../documents/plan.pdf",
        "images/%2e%2e/documents/plan.pdf",
        "images/..%2fdocuments/plan.png",
        "images//etc/passwd",
        "images/",
        "images",
        "",
    ],
)
def test_no_way_out_of_the_folder(client: Client, path: str) -> None:
    store("documents/plan.pdf")
    store("documents/plan.png")
    assert client.get(f"/media/{path}").status_code in (400, 404)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["images/under.png/picture.png", f"images/{'a' * 300}.png"])
def test_a_name_that_no_file_can_have_is_not_there(client: Client, name: str) -> None:
    store("images/under.png")
    assert client.get(f"/media/{name}").status_code == 404
