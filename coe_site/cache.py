"""A Redis cache that may be down: the portal is slower without it and otherwise the same."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# What an empty cache answers; "add" says that the key was new, as no other process can have set it.
ANSWERS_OF_EMPTY_CACHE: dict[str, Callable[..., Any]] = {
    "add": lambda *args: True,
    "get": lambda key, default: default,
    "get_many": lambda keys: {},
    # Counts from nothing, rather than raise as for a key that is missing.
    "incr": lambda key, delta: delta,
    **dict.fromkeys(("touch", "delete", "has_key", "clear"), lambda *args: False),
    **dict.fromkeys(("set", "set_many", "delete_many"), lambda *args: None),
}


def _forgiving(operation: str, answer: Callable[..., Any]) -> Callable[..., Any]:
    original = getattr(RedisCacheClient, operation)

    def method(self: RedisCacheClient, *args: Any) -> Any:
        try:
            return original(self, *args)
        except (RedisError, OSError) as error:
            # Only the kind of error: its text and the key may hold what belongs in no log.
            logger.warning("Cache: %s failed: %s", operation, error.__class__.__name__)
            return answer(*args)

    return method


class ForgivingClient(RedisCacheClient):
    """Django's client for Redis, with an empty cache's answer for every failure."""


for operation, answer in ANSWERS_OF_EMPTY_CACHE.items():
    setattr(ForgivingClient, operation, _forgiving(operation, answer))


class ForgivingRedisCache(RedisCache):
    """The cache backend named in the settings."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ForgivingClient
