"""Behind the documented nginx each reader has a limit of their own, whatever they claim to be."""

import http.client
import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from ninja.conf import settings as ninja_settings

from consultation.pages.open_data import MinuteThrottle
from tests.services.nginx import find_nginx, nginx_before

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(find_nginx() is None, reason="nginx is not installed"),
]

LIMIT = 3
OFFSETS = itertools.count()


@pytest.fixture
def nginx(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    # As PORTAL_TRUST_PROXY=true sets it.
    monkeypatch.setattr(ninja_settings, "NUM_PROXIES", 1)
    limit = property(lambda self: LIMIT, lambda self, most: None)
    monkeypatch.setattr(MinuteThrottle, "most", limit, raising=False)
    with nginx_before(live_server.url.removeprefix("http://")) as port:
        yield port


def status(port: int, reader: str, **headers: str) -> int:
    """Ask for open data as a reader with an address of their own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, source_address=(reader, 0))
    # Another address each time: what was asked before is answered from the cache.
    connection.request("GET", f"/api/v1/consultations?offset={next(OFFSETS)}", headers=headers)
    answer = connection.getresponse().status
    connection.close()
    return answer


def test_each_reader_has_a_limit_of_their_own(nginx: int) -> None:
    assert [status(nginx, "127.0.0.1") for _ in range(LIMIT)] == [200] * LIMIT
    assert status(nginx, "127.0.0.1") == 429
    assert status(nginx, "127.0.0.2") == 200


def test_claimed_address_gives_no_limit_of_its_own(nginx: int) -> None:
    for number in range(LIMIT):
        forged = {"X-Forwarded-For": f"203.0.113.{number}"}
        assert status(nginx, "127.0.0.3", **forged) == 200
    assert status(nginx, "127.0.0.3", **{"X-Forwarded-For": "203.0.113.9"}) == 429
