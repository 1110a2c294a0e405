"""What many tests create first is created once in each process, and its rows are copied after that.

Creating a page or an idea takes a hundred queries, and copying its rows takes ten. This is possible
in a test that is rolled back, as long as everything that is in its database is known: what each
test begins with, and what was created by `remember` since.
"""

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import time_machine
from django.apps import apps
from django.db import connection, transaction

from tests.services.lazy_indexes import Waiting, refer_to_all, waiting_tasks

WRITE = re.compile(r'\s*(?:INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM) "(\w+)"')
READ = re.compile(r"\s*(?:SELECT|SAVEPOINT|RELEASE|ROLLBACK|PRAGMA|SET|EXPLAIN)\b")
UNKNOWN = "?"
# No page and no idea depends on who there is and who is signed in.
PEOPLE = {"auth_user", "auth_user_groups", "django_session", "wagtailusers_userprofile"}

Row = tuple[Any, ...]
Rows = dict[str, dict[Any, Row]]


@dataclass
class Content:
    """What is known of the database that a test uses.

    Args:
        steps: what was created, beginning with what the test began with; None where it is unknown.
        written: the tables that were written to.
    """

    steps: tuple[Any, ...] | None
    written: set[str] = field(default_factory=set)

    def before_query(self, execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        """Note what a query changes."""
        if not READ.match(sql):
            found = WRITE.match(sql)
            self.written.add(found[1] if found else UNKNOWN)
            if not found or found[1] not in PEOPLE:
                self.steps = None
        return execute(sql, *args)


@dataclass(frozen=True)
class Change:
    """The rows that creating something inserts and updates, and what it leaves to the indexes."""

    model: Any
    pk: Any
    inserted: Rows
    updated: Rows
    waiting: Waiting

    def apply(self) -> Any:
        """Change the rows, and return what was created."""
        quote = connection.ops.quote_name
        with connection.cursor() as cursor:
            for table, rows in self.inserted.items():
                columns = _columns(table)
                cursor.executemany(
                    f"INSERT INTO {quote(table)} ({', '.join(map(quote, columns))}) "
                    f"VALUES ({', '.join(['%s'] * len(columns))})",
                    list(rows.values()),
                )
            for table, rows in self.updated.items():
                columns = _columns(table)
                cursor.executemany(
                    f"UPDATE {quote(table)} SET {', '.join(f'{quote(c)} = %s' for c in columns)} "
                    f"WHERE {quote(_key(table))} = %s",
                    [(*row, pk) for pk, row in rows.items()],
                )
        for table, tasks in self.waiting.items():
            waiting_tasks()[table].update(tasks)
        return self.model._default_manager.get(pk=self.pk)


# What modules and the process begin their tests with. None: unknown.
_beginnings: list[Any] = ["process"]
_content = Content(None)
# By what was there and what was asked for; None where it has been asked for once.
_changes: dict[Any, Change | None] = {}


@contextlib.contextmanager
def beginning_with(content: Any) -> Iterator[None]:
    """Name what tests begin with, or say by None that it is not known."""
    _beginnings.append(content)
    try:
        yield
    finally:
        _beginnings.pop()


@contextlib.contextmanager
def known_content() -> Iterator[None]:
    """Follow what a test that is rolled back does to its database."""
    global _content
    beginning = _beginnings[-1]
    _content = Content(None if beginning is None else (beginning,))
    try:
        with connection.execute_wrapper(lambda *args: _content.before_query(*args)):
            yield
    finally:
        _content = Content(None)


def remember(key: Any, create: Callable[[], Any]) -> Any:
    """Create something, or copy what was created in the same database before.

    Args:
        key: what is created. The same key creates the same.
        create: creates it and returns it.
    """
    content = _content
    is_counted = connection.queries_logged or time_machine.escape_hatch.is_travelling()
    if content.steps is None or is_counted:
        return create()
    steps = (*content.steps, key)
    # The first time may be the last.
    if steps in _changes:
        _changes[steps] = _changes[steps] or _record(content, create)
    else:
        _changes[steps] = None
    change = _changes[steps]
    created = change.apply() if change else create()
    content.steps = steps
    return created


def _record(content: Content, create: Callable[[], Any]) -> Change | None:
    """Create something, take it back, and return what it changed; None if that cannot be copied."""
    # What waits would be done while the rows are read, and seem to be a part of this.
    refer_to_all()
    waited = {table: dict(tasks) for table, tasks in waiting_tasks().items()}
    content.written, others = set(), content.written
    with transaction.atomic():
        created = create()
        tables, content.written = content.written, others
        rows = {table: _rows(table) for table in tables} if UNKNOWN not in tables else {}
        waiting: Waiting = {}
        for table, tasks in waiting_tasks().items():
            waiting[table] = {key: do for key, do in tasks.items() if key not in waited[table]}
            waiting_tasks()[table] = waited[table]
        transaction.set_rollback(True)
    change = Change(type(created), created.pk, {}, {}, waiting)
    for table, after in rows.items():
        before = _rows(table)
        change.inserted[table] = {pk: row for pk, row in after.items() if pk not in before}
        change.updated[table] = {
            pk: row for pk, row in after.items() if pk in before and before[pk] != row
        }
        if before.keys() - after.keys():
            return None
    return change if rows else None


def _rows(table: str) -> dict[Any, Row]:
    """Return the rows of a table by primary key."""
    place = _columns(table).index(_key(table))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        return {row[place]: row for row in cursor.fetchall()}


@cache
def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [
            column.name for column in connection.introspection.get_table_description(cursor, table)
        ]


@cache
def _key(table: str) -> str:
    """Return the name of a table's primary key."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.db_table == table:
            return str(model._meta.pk.column)
    raise LookupError(table)
