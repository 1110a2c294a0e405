"""SQLite on one machine, PostgreSQL on one or many."""

from pathlib import Path
from typing import Any

from coe_site.settings.environment import ENVIRONMENT

SQLITE = "django.db.backends.sqlite3"

_database: dict[str, Any] = dict(ENVIRONMENT.database)
# The respond endpoint has a transaction of its own, and acknowledges only after its commit.
_database["ATOMIC_REQUESTS"] = False

if _database["ENGINE"] == SQLITE:
    _database["OPTIONS"] = {
        # Readers go on while one writes; IMMEDIATE makes writers queue for up to `timeout`
        # seconds. Without the two, parallel answers fail with "database is locked".
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: a commit returns when it is on the disk. With NORMAL a power cut would take
        # responses whose receipts have been shown.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        **_database.get("OPTIONS", {}),
    }
    if not ENVIRONMENT.is_production:
        Path(_database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
else:
    # gunicorn's threads live long: each keeps its connection, tested before it is used again.
    _database["CONN_MAX_AGE"] = 60
    _database["CONN_HEALTH_CHECKS"] = True
    _database["OPTIONS"] = {"connect_timeout": 10, **_database.get("OPTIONS", {})}

DATABASES = {"default": _database}
