"""Wagtail's two indexes, for search and of references, brought up to date when they are used.

In production a worker does that some time after each save. Done at once, as in development, it is
a third of what it takes to make a page, and few tests search or ask what refers to what.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any
from unittest import mock

from django.db import connection
from django_tasks.backends.immediate import ImmediateBackend
from modelsearch.backends.base import BaseSearchBackend
from modelsearch.index import insert_or_update_object
from modelsearch.tasks import insert_or_update_object_task
from wagtail.models import ReferenceIndex
from wagtail.search.models import IndexEntry
from wagtail.tasks import update_reference_index_task

SEARCH = IndexEntry._meta.db_table
REFERENCES = ReferenceIndex._meta.db_table
# The tasks that may wait until a table is used.
TABLES = {insert_or_update_object_task: SEARCH, update_reference_index_task: REFERENCES}

Execute = Callable[..., Any]
# Tasks by the table that they bring up to date, and by their arguments, which name an object.
Waiting = dict[str, dict[tuple[str, ...], Callable[[], Any]]]


class LazyIndexes:
    """Decides which tasks wait, and does them."""

    def __init__(self) -> None:
        """Begin with nothing that waits."""
        self.waiting: Waiting = {table: {} for table in TABLES.values()}
        self._enqueue = ImmediateBackend.enqueue
        self._refer = ReferenceIndex.create_or_update_for_object
        self._add_bulk = BaseSearchBackend.add_bulk

    def enqueue(self, backend: ImmediateBackend, task: Any, args: Any, kwargs: Any) -> Any:
        """Do a task at once, unless it brings an index up to date."""

        def do() -> Any:
            return self._enqueue(backend, task, args, kwargs)

        # Where queries are counted, those of the indexes count too.
        if TABLES.get(task) not in self.waiting or connection.queries_logged:
            return do()
        self.waiting[TABLES[task]][args] = do
        return None

    def before_query(self, execute: Execute, sql: str, *args: Any) -> Any:
        """Bring the indexes up to date that a query uses."""
        for table in [table for table, tasks in self.waiting.items() if tasks and table in sql]:
            self.catch_up(table)
        return execute(sql, *args)

    def catch_up(self, table: str) -> None:
        """Bring an index up to date."""
        tasks, self.waiting[table] = self.waiting[table], {}
        # None of those who are counting queries has asked for these.
        with mock.patch.object(connection, "force_debug_cursor", False):
            for do in tasks.values():
                do()

    def add_bulk(self, backend: BaseSearchBackend, model: Any, items: Iterable[Any]) -> None:
        """Let each of many objects wait that are put into the search index together."""
        if connection.queries_logged:
            self._add_bulk(backend, model, items)
            return
        for item in items:
            key = (model._meta.app_label, model._meta.model_name, str(item.pk))
            self.waiting[SEARCH][key] = partial(_put_into_search, model, item.pk)

    def refer(self, item: Any) -> None:
        """Note at once what an object refers to; as to others, it can wait."""
        others = self.waiting.pop(REFERENCES, {})
        others.pop((item._meta.app_label, item._meta.model_name, str(item.pk)), None)
        try:
            self._refer(item)
        finally:
            self.waiting[REFERENCES] = others


# Of the test that is running.
_lazy = LazyIndexes()


def waiting_tasks() -> Waiting:
    """Return what waits; it may be changed."""
    return _lazy.waiting


def refer_to_all() -> None:
    """Note what everything refers to that was created so far."""
    _lazy.catch_up(REFERENCES)


def _put_into_search(model: Any, pk: Any) -> None:
    for item in model._default_manager.filter(pk=pk):
        insert_or_update_object(item)


@contextlib.contextmanager
def lazy_indexes() -> Iterator[None]:
    """Let the tasks wait, in a transaction that is taken back: what still waits is forgotten."""
    global _lazy
    lazy = _lazy = LazyIndexes()

    def enqueue(*args: Any) -> Any:
        return lazy.enqueue(*args)

    def add_bulk(*args: Any) -> None:
        lazy.add_bulk(*args)

    with (
        connection.execute_wrapper(lazy.before_query),
        mock.patch.object(ImmediateBackend, "enqueue", enqueue),
        mock.patch.object(BaseSearchBackend, "add_bulk", add_bulk),
        mock.patch.object(ReferenceIndex, "create_or_update_for_object", lazy.refer),
    ):
        yield
