"""A worker in a process of its own, on any database, which may pause in the middle of a task.

python -m tests.services.worker [the function after which it pauses]
"""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import wraps
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils.module_loading import import_string

PAUSED = "It pauses."


def database_url() -> str:
    """Return the address of the database of the test that is running."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    host = str(found["HOST"]).replace("/", "%2F")
    port = f":{found['PORT']}" if found["PORT"] else ""
    return f"postgres://{found['USER']}@{host}{port}/{found['NAME']}"


@contextlib.contextmanager
def worker(url: str, media: Path | str, pause_after: str = "") -> Iterator[subprocess.Popen[str]]:
    """Run a worker; what it writes can be read line by line.

    Args:
        url: the DATABASE_URL.
        media: where files are kept.
        pause_after: the function after which it pauses, by its dotted name.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.services.worker", pause_after],
        env=_environment(url, media),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def run_python(code: str, url: str, media: Path | str) -> None:
    """Run code in a process of its own, as a worker would be run."""
    subprocess.run([sys.executable, "-c", code], env=_environment(url, media), check=True)


def _environment(url: str, media: Path | str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "coe_site.settings",
        "DATABASE_URL": url,
        "PORTAL_MEDIA_ROOT": str(media),
    }


def wait_for_line(process: subprocess.Popen[str], words: str) -> None:
    """Return once a process has written a line with these words; raise if it ends before."""
    assert process.stdout is not None
    seen = []
    for line in process.stdout:
        seen.append(line)
        if words in line:
            return
    raise AssertionError(f"It ended without “{words}”:\n{''.join(seen)}")


def _pause_after(name: str) -> None:
    """Put a function in the place of another that does the same and never returns."""
    module_name, _, attribute = name.rpartition(".")
    module: Any = sys.modules.get(module_name) or __import__(module_name, fromlist=["_"])
    real = import_string(name)

    @wraps(real)
    def slow(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        print(PAUSED, flush=True)
        while True:
            time.sleep(60)

    setattr(module, attribute, slow)


def main(pause_after: str) -> None:
    """Work until the end."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    django.setup()
    if pause_after:
        _pause_after(pause_after)
    call_command("run_worker", interval=0.1, startup_delay=False, reload=False)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
