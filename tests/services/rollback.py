"""A database and a cache as they were before."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.db import transaction


@contextmanager
def rolled_back() -> Iterator[None]:
    """Take back at the end whatever is written within, and begin and end with an empty cache.

    Not around tests that commit: they would commit it.
    """
    with transaction.atomic():
        cache.clear()
        yield
        transaction.set_rollback(True)
    cache.clear()
