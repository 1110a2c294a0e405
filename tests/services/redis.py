"""A Redis of the tests' own, on a socket in a temporary folder."""

import contextlib
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.services.processes import stop, wait_until


def find_redis() -> str | None:
    """Return the server's program, if it is installed."""
    return shutil.which("redis-server")


@contextlib.contextmanager
def redis_server() -> Iterator[str]:
    """Run Redis and give its PORTAL_CACHE_URL."""
    program = find_redis()
    if program is None:
        raise RuntimeError("redis-server is not installed.")
    with tempfile.TemporaryDirectory(prefix="portal-redis-", dir="/tmp") as folder:
        socket = Path(folder) / "redis.sock"
        command = [program, "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir"]
        process = subprocess.Popen(
            [*command, folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            wait_until(socket.exists, process, "Redis")
            yield f"unix://{socket}"
        finally:
            stop(process, signal.SIGTERM)
