"""The tests' database: a copy of one that is migrated once, since that takes as long as 200 tests.

What is copied is kept for the next run, in var/ or in the PostgreSQL cluster, until a migration
changes.
"""

import contextlib
import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from coe_site.settings.environment import VAR_DIR

TEMPLATES = VAR_DIR / "test-databases"
PREFIX = "test_migrated_"
# Any number that nothing else locks by.
LOCK = 7_190_412


@contextlib.contextmanager
def migrated_database() -> Iterator[None]:
    """Let the connection use a database of this process's own, which is migrated."""
    creation: Any = connection.creation
    name, before = creation._get_test_db_name(), connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        _copy_file(Path(name))
    else:
        _copy_in_cluster(name)
    _use(name)
    # Looks whether anything is missing, and does what belongs after every migration.
    _migrate()
    yield
    _use(before)
    if connection.vendor != "sqlite":
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")


def _copy_file(copy: Path) -> None:
    template = TEMPLATES / f"{PREFIX}{_fingerprint()}.sqlite3"
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    with (TEMPLATES / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            for old in TEMPLATES.glob(f"{PREFIX}*"):
                old.unlink()
            unfinished = TEMPLATES / f"{PREFIX}unfinished.sqlite3"
            _use(str(unfinished))
            _migrate()
            connection.close()
            unfinished.rename(template)
        shutil.copyfile(template, copy)


def _copy_in_cluster(copy: str) -> None:
    template, unfinished = f"{PREFIX}{_fingerprint()}", f"{PREFIX}unfinished"
    with connection._nodb_cursor() as cursor:
        # Until this cursor's connection is closed.
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        found = [name for (name,) in cursor.fetchall()]
        if template not in found:
            for old in found:
                cursor.execute(f"DROP DATABASE {_quoted(old)} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {_quoted(unfinished)}")
            _use(unfinished)
            _migrate()
            connection.close()
            cursor.execute(f"ALTER DATABASE {_quoted(unfinished)} RENAME TO {_quoted(template)}")
        cursor.execute(f"DROP DATABASE IF EXISTS {_quoted(copy)} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {_quoted(copy)} TEMPLATE {_quoted(template)}")


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _use(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)


def _fingerprint() -> str:
    """Return what changes with any migration of any app."""
    content = hashlib.sha256(django.get_version().encode())
    for app in apps.get_app_configs():
        content.update(app.label.encode())
        for path in sorted(Path(app.path).glob("migrations/*.py")):
            content.update(path.name.encode() + path.read_bytes())
    return content.hexdigest()[:16]
