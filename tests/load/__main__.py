"""Measures pages, answers, lists, exports and imports on a scratch database.

Usage: python -m tests.load [responses] [part ...]

The parts are pages, lists, exports, results and sites; without any, all are measured. On SQLite
unless DATABASE_URL names another database, an empty one; for PostgreSQL:
python -m tests.services.postgres -- .venv/bin/python -m tests.load 1000000 exports

Seconds depend on the machine; the ratios within one table are what counts.
"""

import os
import sys
import tempfile
from pathlib import Path

SCRATCH = Path(tempfile.mkdtemp(prefix="portal-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coe_site.settings")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{SCRATCH / 'bench.sqlite3'}")
os.environ.setdefault("PORTAL_LOG_LEVEL", "ERROR")


def main(count: int, names: list[str]) -> None:
    """Set a database up, fill it and measure."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment(debug=False)
    ensure_database()
    call_command("migrate", verbosity=0)
    call_command("setup_portal", verbosity=0)
    from tests.load.exports import measure_exports
    from tests.load.lists import measure_lists
    from tests.load.results import measure_results
    from tests.load.sites import measure_sites
    from tests.load.subjects import measure_pages

    parts = {
        "pages": measure_pages,
        "lists": measure_lists,
        "exports": measure_exports,
        "results": measure_results,
        "sites": measure_sites,
    }
    unknown = set(names) - set(parts)
    if unknown:
        sys.exit(f"There is no part {unknown.pop()}: choose from {', '.join(parts)}.")
    print(f"{connection.vendor}, {count:,} responses")
    for name in names or parts:
        parts[name](count)


def ensure_database() -> None:
    """Make the database, where a cluster was started that has none yet."""
    import psycopg
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    settings = connection.settings_dict
    name = settings["NAME"]
    with psycopg.connect(
        host=settings["HOST"], user=settings["USER"], dbname="postgres", autocommit=True
    ) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(f'CREATE DATABASE "{name}"')


if __name__ == "__main__":
    numbers = [argument for argument in sys.argv[1:] if argument.isdecimal()]
    words = [argument for argument in sys.argv[1:] if not argument.isdecimal()]
    main(int(numbers[0]) if numbers else 20_000, words)
