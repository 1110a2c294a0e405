from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


@register(Tags.database)
def check_durability(
    *, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Report databases that confirm a commit before it is on the disk; `migrate` runs this."""
    return [error for alias in databases or () for error in durability_errors(connections[alias])]


def durability_errors(connection: BaseDatabaseWrapper) -> list[CheckMessage]:
    """Return an error where a power cut could take responses that were acknowledged."""
    is_sqlite = connection.vendor == "sqlite"
    name, right = ("synchronous", "FULL") if is_sqlite else ("synchronous_commit", "on")
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}" if is_sqlite else f"SHOW {name}")
        value = cursor.fetchone()[0]
    # SQLite's numbers for FULL and EXTRA.
    if value in (2, 3) if is_sqlite else value != "off":
        return []
    return [
        Error(
            f"The database setting {name} is {value}: a power cut could lose responses whose "
            "receipts have been shown.",
            hint=f"Set {name} to {right}.",
            id="responses.E001",
        )
    ]
