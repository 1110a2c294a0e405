"""A process of its own that reads the portal at given times.

Each line that comes in is a time and an address; each that goes out is the
state that the page tells, and what it says to caches.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent


def database_url() -> str:
    """Return the address of the database that the tests are using."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    # The tests' own database is next to the one in the environment.
    return f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"


class Looker:
    """Asks a process to look."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def look(self, moment: datetime, address: str) -> dict[str, Any]:
        """Return what the process sees there and then."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{moment.isoformat()} {address}\n")
        self.process.stdin.flush()
        return dict(json.loads(self.process.stdout.readline()))


@contextmanager
def looker() -> Iterator[Looker]:
    """Start a process that looks, and end it."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PORTAL_")}
    environment |= {"PORTAL_ENVIRONMENT": "development", "DATABASE_URL": database_url()}
    command = [sys.executable, "-m", "tests.pages.reader_process"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Looker(process)
        assert process.stdin
        process.stdin.close()


def _look_at_each() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coe_site.settings")
    import django

    django.setup()
    from bs4 import BeautifulSoup
    from django.test import Client
    from time_machine import travel

    for line in sys.stdin:
        moment, address = line.split()
        with travel(datetime.fromisoformat(moment), tick=False):
            response = Client(SERVER_NAME="localhost").get(address)
        page = BeautifulSoup(response.content, "html.parser")
        seen = {
            "status": response.status_code,
            "tags": [tag.get_text() for tag in page.select(".state-tag")],
            "has_form": bool(page.select("#feedback form")),
            "notes": len(page.select(".date-note")),
            "cache": response.get("Cache-Control", ""),
        }
        print(json.dumps(seen), flush=True)


if __name__ == "__main__":
    _look_at_each()
