"""What the database holds when a test begins, put back after each test that commits."""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction


@dataclass(frozen=True)
class FirstContent:
    """The rows of the tables that have any, by table, each with the names of its columns.

    Django's own way is to save one object after the other, which takes as long as a short test.
    """

    columns: dict[str, list[str]]
    rows: dict[str, list[tuple[Any, ...]]]

    @classmethod
    def read(cls) -> "FirstContent":
        """Remember what is there now."""
        content = cls({}, {})
        with connection.cursor() as cursor:
            for table in _tables():
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                if rows := cursor.fetchall():
                    content.columns[table] = [column[0] for column in cursor.description]
                    content.rows[table] = rows
        return content

    def put_back(self) -> None:
        """Put back what was there, and remove everything else."""
        quote = connection.ops.quote_name
        # Constraints are looked at in the end, so the order of the tables does not matter.
        with transaction.atomic(), connection.cursor() as cursor:
            for table in _tables():
                cursor.execute(f"DELETE FROM {quote(table)}")
            for table, rows in self.rows.items():
                names = self.columns[table]
                cursor.executemany(
                    f"INSERT INTO {quote(table)} ({', '.join(map(quote, names))}) "
                    f"VALUES ({', '.join(['%s'] * len(names))})",
                    rows,
                )


def _tables() -> list[str]:
    """Return the tables, but for SQLite's index for search, which follows by triggers."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return [table for table in tables if not table.endswith("_fts")]
