"""Uploads in S3, against an endpoint that checks who asks."""

import dataclasses
import secrets
from typing import Any

import pytest
from botocore.exceptions import ClientError
from django.core.files.base import ContentFile
from django.core.files.storage import InvalidStorageError, storages
from django.test import Client
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from coe_site.storage import PrivateS3Storage
from tests.services.s3 import S3Service


def storage_for(service: S3Service) -> PrivateS3Storage:
    return PrivateS3Storage(
        bucket_name=service.bucket,
        access_key=service.access_key_id,
        secret_key=service.secret_access_key,
        endpoint_url=service.endpoint_url,
        region_name="us-east-1",
    )


@pytest.fixture
def storage(s3: S3Service) -> PrivateS3Storage:
    return storage_for(s3)


@pytest.fixture
def portal_on_s3(s3: S3Service, settings: Any) -> S3Service:
    options = {
        "bucket_name": s3.bucket,
        "access_key": s3.access_key_id,
        "secret_key": s3.secret_access_key,
        "endpoint_url": s3.endpoint_url,
        "region_name": "us-east-1",
    }
    backend = {"BACKEND": "coe_site.storage.PrivateS3Storage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    return s3


def test_save_read_delete(storage: PrivateS3Storage, s3: S3Service) -> None:
    content = secrets.token_bytes(200_000)
    name = storage.save("documents/plan.pdf", ContentFile(content))
    assert storage.exists(name)
    assert storage.size(name) == len(content)
    assert (s3.folder / name).read_bytes() == content
    with storage.open(name) as file:
        assert file.read() == content
    storage.delete(name)
    assert not storage.exists(name)


def test_a_second_file_of_one_name_keeps_the_first(storage: PrivateS3Storage) -> None:
    first = storage.save("documents/same.txt", ContentFile(b"first"))
    second = storage.save("documents/same.txt", ContentFile(b"second"))
    assert first != second
    with storage.open(first) as file:
        assert file.read() == b"first"


@pytest.mark.parametrize("change", ["access_key_id", "secret_access_key"])
def test_wrong_credentials_are_refused(s3: S3Service, change: str) -> None:
    wrong: dict[str, Any] = {change: "wrong"}
    stranger = storage_for(dataclasses.replace(s3, **wrong))
    with pytest.raises(ClientError):
        stranger.save("documents/plan.pdf", ContentFile(b"text"))
    assert not (s3.folder / "documents" / "plan.pdf").exists()


def test_an_address_is_the_portals_own(storage: PrivateS3Storage) -> None:
    assert storage.url("images/a b.width-400.png") == "/media/images/a%20b.width-400.png"


@pytest.mark.django_db
def test_a_missing_file_is_a_plain_404(client: Client, portal_on_s3: S3Service) -> None:
    assert client.get("/media/images/nothing.png").status_code == 404


@pytest.mark.django_db
def test_a_picture_from_upload_to_reader(client: Client, portal_on_s3: S3Service) -> None:
    picture = get_image_model().objects.create(
        title="A bridge", file=get_test_image_file(filename="bridge.png")
    )
    rendition = picture.get_rendition("width-400")
    response = client.get(rendition.url)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert b"".join(response.streaming_content) == rendition.file.read()  # type: ignore[attr-defined]
    assert client.get(f"/media/{picture.file.name}").status_code == 404


def test_the_settings_name_an_existing_backend(portal_on_s3: S3Service) -> None:
    assert isinstance(storages["default"], PrivateS3Storage)
    with pytest.raises(InvalidStorageError):
        storages["renditions"]
