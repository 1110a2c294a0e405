"""A database and a cache as they were before."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.db import transaction

from tests.services.remembered import beginning_with


@contextmanager
def rolled_back(content: str | None = None) -> Iterator[None]:
    """Take back at the end whatever is written within, and begin and end with an empty cache.

    Not around tests that commit: they would commit it.

    Args:
        content: a name of what is written at first, if that is always the same and nothing is added
            to it later; tests in it may then copy what they create.
    """
    with transaction.atomic(), beginning_with(content):
        cache.clear()
        yield
        transaction.set_rollback(True)
    cache.clear()
