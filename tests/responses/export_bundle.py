"""Making exports on their screen, and reading what comes."""

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client
from wagtail.models import Page

from tests.responses.actions import list_url
from tests.responses.export_readers import content

ALL = "/admin/all-responses/"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A downloaded export.

    Args:
        raw: the ZIP file.
        data: the file of responses within it.
        manifest: the manifest, read.
        readme: the page that explains both.
    """

    raw: bytes
    data: bytes
    manifest: dict[str, Any]
    readme: str


def open_bundle(raw: bytes) -> Bundle:
    """Return the parts of a ZIP file, each held against its checksum."""
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        assert file.testzip() is None
        data, readme, manifest = file.namelist()
        assert (readme, manifest) == ("README.txt", "manifest.json")
        return Bundle(
            raw,
            file.read(data),
            json.loads(file.read(manifest)),
            file.read(readme).decode(),
        )


def screen_url(page: Page | None, query: str = "") -> str:
    """Return the address of the screen for an export; None means all pages."""
    return f"{list_url(page) if page else ALL}?export=choose{query}"


def post_export(
    client: Client,
    page: Page | None,
    export_format: str,
    *,
    personal: bool = False,
    query: str = "",
) -> HttpResponse:
    """Send the form of the screen."""
    data = {"export_format": export_format, **({"personal": "on"} if personal else {})}
    return client.post(screen_url(page, query), data)


def make_bundle(
    client: Client,
    page: Page | None,
    export_format: str = "csv",
    *,
    personal: bool = False,
    query: str = "",
) -> Bundle:
    """Make an export and return its parts."""
    response = post_export(client, page, export_format, personal=personal, query=query)
    assert response["Content-Type"] == "application/zip"
    return open_bundle(content(response))
