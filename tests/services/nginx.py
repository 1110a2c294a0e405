"""A real nginx with the configuration of docs/nginx.conf, on a port of its own."""

import contextlib
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.services.processes import answers_at, free_port, stop, wait_until

CONFIGURATION = Path(__file__).resolve().parent.parent.parent / "docs" / "nginx.conf"


def find_nginx() -> str | None:
    """Return the server's program, if it is installed."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


@contextlib.contextmanager
def nginx_before(address: str) -> Iterator[int]:
    """Run nginx in front of a server and give its port; only TLS is left out.

    Args:
        address: host and port of the server behind.
    """
    program = find_nginx()
    if program is None:
        raise RuntimeError("nginx is not installed.")
    port = free_port()
    server = "server {" + CONFIGURATION.read_text().split("\nserver {")[1]
    server = re.sub(r"ssl_certificate\S* .*", "", server)
    server = server.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    server = server.replace("http://127.0.0.1:8000", f"http://{address}")
    server = server.replace("Host $host;", "Host localhost;")
    with tempfile.TemporaryDirectory(prefix="portal-nginx-", dir="/tmp") as folder:
        temporary = "".join(
            f"{kind}_temp_path {folder}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        whole = Path(folder) / "nginx.conf"
        whole.write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/error.log;"
            f"events {{}} http {{ {temporary} {server} }}"
        )
        process = subprocess.Popen(
            [program, "-c", str(whole), "-p", folder], stderr=subprocess.DEVNULL
        )
        try:
            wait_until(lambda: answers_at(port), process, "nginx")
            yield port
        finally:
            stop(process, signal.SIGTERM)
