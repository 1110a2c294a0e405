"""What responses need from the database: durable commits, and search by parts of words.

The indexes for search are made after each migration and not by one: SQLite changes a table by
making it again, and the triggers that keep its index up to date are then gone.
"""

import sys
from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

_POSTGRES = {
    "response_search_text": "search_text",
    "response_search_title": "UPPER(page_title::text)",
}
_ADD = "INSERT INTO responses_search(rowid, search_text) VALUES (new.id, new.search_text);"
_REMOVE = (
    "INSERT INTO responses_search(responses_search, rowid, search_text) "
    "VALUES ('delete', old.id, old.search_text);"
)
_TRIGGERS = {
    "responses_search_added": f"AFTER INSERT ON responses_response BEGIN {_ADD} END",
    "responses_search_removed": f"AFTER DELETE ON responses_response BEGIN {_REMOVE} END",
    "responses_search_changed": "AFTER UPDATE OF search_text ON responses_response "
    f"WHEN old.search_text IS NOT new.search_text BEGIN {_REMOVE} {_ADD} END",
}


@register(Tags.database)
def check_durability(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Report a database that confirms a commit before it is on the disk; `migrate` runs this."""
    return [error for alias in databases or () for error in durability_errors(connections[alias])]


def durability_errors(connection: BaseDatabaseWrapper) -> list[CheckMessage]:
    """Return an error if a power cut could lose acknowledged responses."""
    is_sqlite = connection.vendor == "sqlite"
    name, right = ("synchronous", "FULL") if is_sqlite else ("synchronous_commit", "on")
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}" if is_sqlite else f"SHOW {name}")
        value = cursor.fetchone()[0]
    # SQLite's numbers for FULL and EXTRA.
    if value in (2, 3) if is_sqlite else value != "off":
        return []
    message = (
        f"The database setting {name} is {value}: a power cut could lose responses whose "
        "receipts have been shown."
    )
    return [Error(message, hint=f"Set {name} to {right}.", id="responses.E001")]


def ensure_search_index(using: str = "default", **kwargs: Any) -> None:
    """Make the index and its triggers, if they are missing."""
    connection = connections[using]
    if "responses_response" in connection.introspection.table_names():
        make = _index_on_sqlite if connection.vendor == "sqlite" else _index_on_postgres
        make(using)


def _index_on_sqlite(using: str) -> None:
    """Use the full-text module with its trigram tokenizer."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        if {name for (name,) in cursor.fetchall()} >= _TRIGGERS.keys():
            return
        cursor.execute(
            "CREATE VIRTUAL TABLE IF NOT EXISTS responses_search USING fts5("
            "search_text, content='responses_response', content_rowid='id', tokenize='trigram')"
        )
        for name, rest in _TRIGGERS.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            cursor.execute(f"CREATE TRIGGER {name} {rest}")
        cursor.execute("INSERT INTO responses_search(responses_search) VALUES ('rebuild')")


def _index_on_postgres(using: str) -> None:
    """Use the trigram extension; without it, search finds the same, but slowly."""
    with connections[using].cursor() as cursor:
        # Looked up, since even "IF NOT EXISTS" keeps respondents waiting.
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'responses_response'")
        missing = _POSTGRES.keys() - {name for (name,) in cursor.fetchall()}
        if not missing:
            return
        try:
            with transaction.atomic(using=using):
                cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except DatabaseError:
            sys.stderr.write(
                "The extension pg_trgm could not be made, so searching many responses will be "
                "slow. Have a database administrator run “CREATE EXTENSION pg_trgm” and then run "
                "“migrate” again.\n"
            )
            return
        for name in sorted(missing):
            cursor.execute(
                f"CREATE INDEX {name} ON responses_response "
                f"USING gin ({_POSTGRES[name]} gin_trgm_ops)"
            )
