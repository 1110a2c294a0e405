"""Stop with one sentence where the port is taken: python .ci/port_is_free.py PORT."""

import contextlib
import socket
import sys

LARGEST = 65535


def main(port: str) -> None:
    """Try to listen where the portal is about to."""
    if not port.isdigit() or not 0 < int(port) <= LARGEST:
        sys.exit(f"PORT must be a number from 1 to {LARGEST}, not {port!r}.")
    with contextlib.closing(socket.socket()) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", int(port)))
        except OSError:
            sys.exit(f"Port {port} is taken: choose another, for example make run PORT=8001.")


main(sys.argv[1])
