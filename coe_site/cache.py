"""A Redis cache that may be down: the portal is slower without it and otherwise the same."""

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class ForgivingClient(RedisCacheClient):
    """Django's client for Redis, with an empty cache's answer for every failure."""

    def _try(self, operation: str, instead: Any, *args: Any) -> Any:
        """Run one operation of Django's client; where Redis fails, log it and answer `instead`."""
        try:
            return getattr(super(), operation)(*args)
        except (RedisError, OSError) as error:
            # Only the kind of error: its text and the key may hold what belongs in no log.
            logger.warning("Cache: %s failed: %s", operation, error.__class__.__name__)
            return instead

    def add(self, key: Any, value: Any, timeout: Any) -> bool:
        """Say the key was new: nobody else can have set it."""
        return bool(self._try("add", True, key, value, timeout))

    def get(self, key: Any, default: Any) -> Any:
        """Find nothing."""
        return self._try("get", default, key, default)

    def set(self, key: Any, value: Any, timeout: Any) -> None:
        """Keep nothing."""
        self._try("set", None, key, value, timeout)

    def touch(self, key: Any, timeout: Any) -> bool:
        """Find nothing to touch."""
        return bool(self._try("touch", False, key, timeout))

    def delete(self, key: Any) -> bool:
        """Find nothing to delete."""
        return bool(self._try("delete", False, key))

    def get_many(self, keys: Any) -> dict[Any, Any]:
        """Find nothing."""
        return dict(self._try("get_many", {}, keys))

    def has_key(self, key: Any) -> bool:
        """Find nothing."""
        return bool(self._try("has_key", False, key))

    def incr(self, key: Any, delta: int) -> int:
        """Count from nothing, rather than raise as for a key that is missing."""
        return int(self._try("incr", delta, key, delta))

    def set_many(self, data: Any, timeout: Any) -> None:
        """Keep nothing."""
        self._try("set_many", None, data, timeout)

    def delete_many(self, keys: Any) -> None:
        """Find nothing to delete."""
        self._try("delete_many", None, keys)

    def clear(self) -> bool:
        """Find nothing to clear."""
        return bool(self._try("clear", False))


class ForgivingRedisCache(RedisCache):
    """The cache backend named in the settings."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ForgivingClient
