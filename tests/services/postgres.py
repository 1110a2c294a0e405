"""A PostgreSQL cluster in a temporary folder, for as long as it is needed.

Around a command: python -m tests.services.postgres -- pytest -m database
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import quote

from tests.services.processes import stop, wait_until

# PostgreSQL refuses to run as root; started as root, it runs as the first of these that exists.
UNPRIVILEGED_USERS = ("postgres", "nobody")
MISSING = "PostgreSQL is not installed (on Debian: apt-get install postgresql)."


def find_programs() -> Path | None:
    """Return the folder with initdb and postgres, of the newest version there is.

    Debian keeps them off the path; what is called postgres there may be a wrapper.
    """
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parent.parent.name),
    )
    if versions:
        return versions[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def unprivileged() -> dict[str, Any]:
    """Return what makes subprocess run a command as someone other than root."""
    if os.geteuid() != 0:
        return {}
    for name in UNPRIVILEGED_USERS:
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise RuntimeError("No unprivileged user to run PostgreSQL as.")


@dataclass
class Cluster:
    """A cluster that can be stopped and started again.

    Args:
        programs: the folder with postgres.
        folder: holds its data, its log and its socket.
        options: of subprocess, such as the user that it runs as.
        process: the server while it runs.
    """

    programs: Path
    folder: Path
    options: dict[str, Any]
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its DATABASE_URL. The tests make this database themselves."""
        return self.admin_url.removesuffix("postgres") + "portal"

    @property
    def admin_url(self) -> str:
        """The address of the database that every cluster has."""
        return f"postgres://portal@{quote(str(self.folder), safe='')}/postgres"

    def start(self) -> None:
        """Start it, and return once it answers."""
        # No data here has to outlive a power cut, so commits do not wait for the disk.
        # "synchronous_commit" stays on, since the portal checks it.
        fast = ("fsync=off", "full_page_writes=off")
        settings = [*fast, "listen_addresses=", f"unix_socket_directories={self.folder}"]
        command: list[Any] = [self.programs / "postgres", "-D", self.folder / "data"]
        command += [part for setting in settings for part in ("-c", setting)]
        with (self.folder / "log").open("ab") as log:
            # A session of its own: Ctrl+C first ends the tests, then this.
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, start_new_session=True, **self.options
            )
        ready: list[Any] = [self.programs / "pg_isready", "-q", "-h", self.folder, "-U", "portal"]
        wait_until(lambda: subprocess.run(ready).returncode == 0, self.process, "PostgreSQL")

    def stop(self) -> None:
        """End link now, without waiting for those connected."""
        if self.process:
            stop(self.process, signal.SIGINT)


@contextlib.contextmanager
def cluster() -> Iterator[Cluster]:
    """Run a new cluster. It listens on a socket in its folder only."""
    programs = find_programs()
    if programs is None:
        raise RuntimeError(MISSING)
    as_user = unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-", dir="/tmp"))
    try:
        if as_user:
            os.chown(folder, as_user["user"], as_user["group"])
        # Its working folder too: the one we are in may be closed to that user.
        common: dict[str, Any] = {"cwd": folder, "stdin": subprocess.DEVNULL, **as_user}
        data = folder / "data"
        initdb: list[Any] = [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "portal",
            "--auth=trust",
            "--no-sync",
        ]
        initdb += ["--encoding=UTF8", "--locale=C.UTF-8"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, **common)
        made = Cluster(programs, folder, common)
        try:
            made.start()
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """Run a new cluster and give its DATABASE_URL."""
    with cluster() as made:
        yield made.url


def main(arguments: list[str]) -> int:
    """Run one command with DATABASE_URL set, and return its exit code."""
    if arguments[:1] != ["--"] or len(arguments) == 1:
        sys.exit("Usage: python -m tests.services.postgres -- COMMAND …")
    if find_programs() is None:
        sys.exit(MISSING)

    def leave(number: int, _frame: FrameType | None) -> None:
        """Turn a signal into an ordinary exit, so that the cluster is stopped."""
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGHUP, leave)
    with postgres() as url:
        return subprocess.call(arguments[1:], env={**os.environ, "DATABASE_URL": url})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
