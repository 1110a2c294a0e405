"""Redis is used while it answers, and missed by no one when it does not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.test import Client

from coe_site.settings import REDIS_CACHE
from tests.factories import SectionPageFactory, feedback_form, open_form, post_answer
from tests.factories.answers import STANDARD_ANSWERS
from tests.services.redis import redis_server


def use_redis(settings: Any, url: str) -> BaseCache:
    settings.CACHES = {"default": {**REDIS_CACHE, "LOCATION": url}}
    return caches["default"]


@pytest.fixture
def redis(settings: Any, redis_url: str) -> Iterator[BaseCache]:
    cache = use_redis(settings, redis_url)
    cache.clear()
    yield cache
    cache.clear()


@pytest.fixture
def no_redis(settings: Any, tmp_path: Path) -> BaseCache:
    return use_redis(settings, f"unix://{tmp_path}/no-one-listens.sock")


def test_redis_is_used(redis: BaseCache) -> None:
    redis.set("a", {"b": [1]})
    assert redis.get("a") == {"b": [1]}
    assert not redis.add("a", 2)
    redis.set_many({"c": 1, "d": 2})
    assert redis.get_many(["c", "d", "e"]) == {"c": 1, "d": 2}
    assert redis.incr("c") == 2
    assert redis.has_key("d")
    assert redis.touch("d", 5)
    assert redis.delete("d")
    redis.delete_many(["a", "c"])
    assert redis.get("a") is None


def test_a_missing_key_differs_from_a_missing_redis(redis: BaseCache) -> None:
    with pytest.raises(ValueError, match="not found"):
        redis.incr("nothing")


def test_every_operation_without_redis(
    no_redis: BaseCache, caplog: pytest.LogCaptureFixture
) -> None:
    no_redis.set("secret-key", 1)
    assert no_redis.get("secret-key", "default") == "default"
    assert no_redis.add("secret-key", 1) is True
    assert no_redis.get_many(["secret-key"]) == {}
    assert no_redis.set_many({"secret-key": 1}) == []
    assert no_redis.incr("secret-key", 3) == 3
    assert no_redis.get_or_set("secret-key", lambda: "made") == "made"
    assert "secret-key" not in no_redis
    assert not no_redis.touch("secret-key")
    assert not no_redis.delete("secret-key")
    no_redis.delete_many(["secret-key"])
    no_redis.clear()
    assert "Cache: get failed" in caplog.text
    assert "secret-key" not in caplog.text


def test_redis_that_goes_away_and_comes_back(settings: Any) -> None:
    with redis_server() as url:
        cache = use_redis(settings, url)
        cache.set("a", 1)
        assert cache.get("a") == 1
    assert cache.get("a") is None
    cache.set("a", 2)


@pytest.mark.django_db
def test_reading_and_answering_without_redis(client: Client, no_redis: BaseCache) -> None:
    page = SectionPageFactory(blocks=[feedback_form()])
    fields = open_form(client, page)
    assert post_answer(client, page, fields | STANDARD_ANSWERS).status_code == 303
