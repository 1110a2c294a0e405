"""The database of the tests: really PostgreSQL when it is asked for, and gone afterwards."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.db import connection

from consultation.responses.database import durability_errors
from tests.services.postgres import find_programs

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.skipif(find_programs() is None, reason="PostgreSQL is not installed")
def test_the_runner_passes_the_exit_code_on_and_cleans_up() -> None:
    command = [sys.executable, "-m", "tests.services.postgres", "--", "sh", "-c"]
    script = "echo $DATABASE_URL; exit 7"
    result = subprocess.run([*command, script], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 7
    folder = Path(unquote(urlsplit(result.stdout.strip()).netloc.removeprefix("portal@")))
    assert folder.name.startswith("portal-pg-")
    assert not folder.exists()


@pytest.mark.django_db
@pytest.mark.database
def test_the_tests_use_the_database_they_are_given() -> None:
    url = os.environ.get("DATABASE_URL", "sqlite://")
    assert connection.vendor == ("postgresql" if url.startswith("postgres") else "sqlite")


@pytest.mark.django_db
def test_sqlite_commits_are_on_the_disk_and_writers_wait_for_each_other() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only")
    with connection.cursor() as cursor:
        pragmas = {}
        for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys"):
            cursor.execute(f"PRAGMA {name}")
            pragmas[name] = cursor.fetchone()[0]
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "busy_timeout": 20_000,
        "foreign_keys": 1,
    }
    assert getattr(connection, "transaction_mode", None) == "IMMEDIATE"


@pytest.mark.django_db
@pytest.mark.database
def test_database_that_could_lose_commits_is_reported() -> None:
    is_sqlite = connection.vendor == "sqlite"
    durable = "PRAGMA synchronous=FULL" if is_sqlite else "SET synchronous_commit = on"
    weak = "PRAGMA synchronous=NORMAL" if is_sqlite else "SET synchronous_commit = off"
    # A connection of its own, since SQLite keeps this setting during a transaction.
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(durable)
        assert durability_errors(other) == []
        with other.cursor() as cursor:
            cursor.execute(weak)
        assert [error.id for error in durability_errors(other)] == ["responses.E001"]
    finally:
        other.close()
