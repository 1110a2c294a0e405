"""The database of the tests: really PostgreSQL when it is asked for, and gone afterwards."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.services.postgres import find_programs

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.skipif(find_programs() is None, reason="PostgreSQL is not installed")
def test_the_runner_passes_the_exit_code_on_and_cleans_up() -> None:
    command = [sys.executable, "-m", "tests.services.postgres", "--", "sh", "-c"]
    script = "echo $DATABASE_URL; exit 7"
    result = subprocess.run([*command, script], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 7
    folder = Path(result.stdout.strip().removeprefix("postgres://portal@/")).parent
    assert folder.name.startswith("portal-pg-")
    assert not folder.exists()


@pytest.mark.django_db
@pytest.mark.database
def test_the_tests_use_the_database_they_are_given() -> None:
    url = os.environ.get("DATABASE_URL", "sqlite://")
    assert connection.vendor == ("postgresql" if url.startswith("postgres") else "sqlite")


@pytest.mark.django_db
def test_sqlite_is_set_up_for_writers_side_by_side() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("SQLite only")
    with connection.cursor() as cursor:
        pragmas = {}
        for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys"):
            cursor.execute(f"PRAGMA {name}")
            pragmas[name] = cursor.fetchone()[0]
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 1,
        "busy_timeout": 20_000,
        "foreign_keys": 1,
    }
    assert getattr(connection, "transaction_mode", None) == "IMMEDIATE"
