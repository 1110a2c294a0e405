"""A real S3 endpoint that checks signatures: `rclone serve s3` over a temporary folder."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.services.processes import answers_at, free_port, stop, wait_until


@dataclass(frozen=True)
class S3Service:
    """Where the endpoint is, its one bucket, and who may use it."""

    endpoint_url: str
    bucket: str
    access_key_id: str
    secret_access_key: str
    folder: Path


def find_rclone() -> str | None:
    """Return the program; the test requirements bring it into the virtual environment."""
    next_to_python = Path(sys.executable).parent / "rclone"
    return str(next_to_python) if next_to_python.exists() else shutil.which("rclone")


@contextlib.contextmanager
def s3_service() -> Iterator[S3Service]:
    """Run the endpoint with one empty bucket."""
    program = find_rclone()
    if program is None:
        raise RuntimeError("rclone is not installed (requirements-dev.txt has it).")
    with tempfile.TemporaryDirectory(prefix="portal-s3-") as folder:
        bucket = Path(folder) / "files"
        bucket.mkdir()
        port = free_port()
        service = S3Service(
            f"http://127.0.0.1:{port}", bucket.name, "portal", "a-secret-of-the-tests", bucket
        )
        process = subprocess.Popen(
            [
                program,
                "serve",
                "s3",
                folder,
                f"--addr=127.0.0.1:{port}",
                f"--auth-key={service.access_key_id},{service.secret_access_key}",
                "--vfs-cache-mode=off",
                "--dir-cache-time=0",
            ],
            # A configuration on this machine must not reach the tests.
            env={"PATH": os.environ["PATH"], "HOME": folder, "RCLONE_CONFIG": "/dev/null"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_until(lambda: answers_at(port), process, "rclone")
            yield service
        finally:
            stop(process, signal.SIGTERM)
