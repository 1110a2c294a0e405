"""Pages and data leave compressed; what could give a secret away by its length does not."""

import gzip
import io
from typing import Any

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.test.utils import override_settings

from coe_site.middleware import CompressionMiddleware
from tests.factories import SectionPageFactory, answer, feedback_form
from tests.factories.people import make_user

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


def get(client: Client, path: str, **headers: str) -> HttpResponse:
    return client.get(path, headers=GZIP | headers)  # type: ignore[return-value]


def is_compressed(response: Any) -> bool:
    return bool(response.get("Content-Encoding") == "gzip")


@pytest.fixture
def page(db: None) -> Any:
    return SectionPageFactory(blocks=[feedback_form()])


@pytest.mark.parametrize(
    "path",
    ["{page}", "{page}?print=1", "/", "/nowhere/", "/api/v1/openapi.json", "/respond/counted/"],
)
def test_what_everybody_may_read_is_compressed(client: Client, page: Any, path: str) -> None:
    path = path.replace("{page}", page.url)
    plain, compressed = client.get(path), get(client, path)
    assert not is_compressed(plain)
    assert is_compressed(compressed)
    # Caches have to keep the two apart.
    for response in (plain, compressed):
        assert "Accept-Encoding" in response["Vary"]
        assert "Cookie" not in response["Vary"]
    assert int(compressed["Content-Length"]) == len(compressed.content)
    unpacked = gzip.decompress(compressed.content).decode()
    assert "<html" in unpacked or unpacked.startswith("{")
    assert len(compressed.content) < len(unpacked) * 0.6


def test_a_form_that_comes_back_with_errors_is_compressed(client: Client, page: Any) -> None:
    sent = client.post(f"/respond/{page.pk}/", {"summary": "Hey"}, headers=GZIP)
    assert (sent.status_code, is_compressed(sent)) == (422, True)


def test_a_receipt_is_compressed_and_kept_by_no_one(client: Client, page: Any) -> None:
    receipt = get(client, f"/respond/receipt/{answer(client, page).reference_text}/")
    assert is_compressed(receipt)
    assert "no-store" in receipt["Cache-Control"]


@pytest.mark.usefixtures("db")
def test_the_same_page_has_another_length_each_time(client: Client) -> None:
    # Random padding: who measures lengths needs many more of them.
    lengths = {len(get(client, "/nowhere/").content) for _ in range(20)}
    assert len(lengths) > 1


def test_someone_signed_in_gets_pages_compressed_but_for_what_a_stranger_may_have_worded(
    client: Client, page: Any
) -> None:
    client.force_login(make_user("superuser"))
    assert is_compressed(get(client, f"/admin/pages/{page.pk}/edit/"))
    assert is_compressed(get(client, page.url))
    for path in ("/admin/all-responses/?q=a-guess", "/admin/pages/?q=a-guess", f"{page.url}?a=b"):
        response = get(client, path)
        assert response.status_code == 200
        assert not is_compressed(response), path


@override_settings(SESSION_COOKIE_NAME="other")
def test_the_session_cookie_counts_under_the_name_it_has(client: Client, page: Any) -> None:
    client.cookies["other"] = "x"
    assert not is_compressed(get(client, f"{page.url}?a=b"))
    client.cookies.clear()
    client.cookies["sessionid"] = "x"
    assert is_compressed(get(client, f"{page.url}?a=b"))


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(b"x" * 1000, content_type="image/png"),
        HttpResponse(b"x" * 1000, content_type="application/pdf"),
        HttpResponse(b"x" * 1000, content_type="application/zip"),
        StreamingHttpResponse([b"x" * 1000], content_type="text/html"),
        StreamingHttpResponse([b"x" * 1000], content_type="text/csv"),
        FileResponse(io.BytesIO(b"x" * 1000), content_type="image/svg+xml"),
    ],
    ids=lambda response: response["Content-Type"],
)
def test_files_and_streams_go_out_as_they_are(response: Any) -> None:
    request = RequestFactory().get("/", headers=GZIP)
    sent: Any = CompressionMiddleware(lambda _: response)(request)
    assert not is_compressed(sent)
    assert b"".join(sent) == b"x" * 1000


def test_an_etag_of_a_compressed_answer_is_a_weak_one() -> None:
    plain = HttpResponse("x" * 1000, headers={"ETag": '"1"'})
    sent: Any = CompressionMiddleware(lambda _: plain)(RequestFactory().get("/", headers=GZIP))
    assert (sent["ETag"], sent["Content-Encoding"]) == ('W/"1"', "gzip")
