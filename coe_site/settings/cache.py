"""Memory of this process in development; Redis, which may fail without harm, where there is one."""

from typing import Any

from coe_site.settings.environment import ENVIRONMENT

_memory: dict[str, Any] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
_redis: dict[str, Any] = {
    "BACKEND": "coe_site.cache.ForgivingRedisCache",
    "LOCATION": ENVIRONMENT.cache_url,
    "KEY_PREFIX": "portal",
    # A cache that does not answer at once is worth less than the page without it.
    "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
}

CACHES = {"default": _redis if ENVIRONMENT.cache_url else _memory}

# Sessions are for signed-in staff. In the database they survive a cache that is emptied or down.
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# How long a cache in front of the portal may keep a page without a form. It is told less where
# the page will change by itself before that: a consultation opens or closes.
PORTAL_PAGE_CACHE_SECONDS = ENVIRONMENT.page_cache_seconds
