"""What several browser tests look at: made once in each process, and put back for each test."""

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db.models import Model

from tests.services.first_content import FirstContent

_MADE: dict[Callable[[], Any], tuple[FirstContent, Any]] = {}


def made_once(make: Callable[[], Any]) -> Any:
    """Return what a function makes in a portal in which nothing has been made yet."""
    if make in _MADE:
        content, made = _MADE[make]
        content.put_back()
        cache.clear()
    else:
        made = make()
        _MADE[make] = FirstContent.read(), made
    return type(made)._default_manager.get(pk=made.pk) if isinstance(made, Model) else made
