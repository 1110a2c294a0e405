"""Waiting for a service that was just started."""

import socket
import subprocess
import time
from collections.abc import Callable


def wait_until(
    is_ready: Callable[[], bool], process: subprocess.Popen[bytes], name: str, seconds: float = 30
) -> None:
    """Return once the service answers; raise where it has ended or stays silent."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{name} ended at once, with code {process.returncode}.")
        if is_ready():
            return
        time.sleep(0.05)
    process.kill()
    raise RuntimeError(f"{name} was not ready within {seconds} seconds.")


def stop(process: subprocess.Popen[bytes], signal_number: int, seconds: float = 20) -> None:
    """Ask a service to end, and insist after a while."""
    if process.poll() is None:
        process.send_signal(signal_number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """Return a port that nothing on this machine listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def answers_at(port: int) -> bool:
    """Tell whether something listens."""
    with socket.socket() as caller:
        caller.settimeout(0.5)
        return caller.connect_ex(("127.0.0.1", port)) == 0
