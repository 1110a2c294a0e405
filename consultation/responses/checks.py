"""System checks of what every acknowledged response depends on."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

# What each database calls "a commit returns when it is on the disk".
_DURABLE_SQLITE = (2, 3)
_LOSES_COMMITS = "off"


@register(Tags.database)
def check_durability(
    *, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Report databases that confirm a commit before it is on the disk; `migrate` runs this.

    Args:
        databases: aliases of the databases to check.
        kwargs: what else Django passes to checks.
    """
    return [error for alias in databases or () for error in durability_errors(connections[alias])]


def durability_errors(connection: BaseDatabaseWrapper) -> list[CheckMessage]:
    """Return an error where a power cut could take responses that were acknowledged."""
    is_sqlite = connection.vendor == "sqlite"
    name = "synchronous" if is_sqlite else "synchronous_commit"
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}" if is_sqlite else f"SHOW {name}")
        value = cursor.fetchone()[0]
    if value in _DURABLE_SQLITE if is_sqlite else value != _LOSES_COMMITS:
        return []
    return [
        Error(
            f"The database setting {name} is {value}: a power cut could lose responses whose "
            "receipts have been shown.",
            hint=f"Set {name} to {'FULL' if is_sqlite else 'on'}.",
            id="responses.E001",
        )
    ]
