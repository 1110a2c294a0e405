"""The system's Chromium, driven by Playwright."""

import contextlib
import os
import shutil
import threading
from collections.abc import Iterator

from django.db import connections
from playwright.sync_api import Browser, sync_playwright

# The first two are the same without a window's machinery, and take two thirds of the time.
PROGRAMS = (
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
)
UNSAFE = "DJANGO_ALLOW_ASYNC_UNSAFE"
# The sandbox cannot be had as root or in most containers; the rest keeps it from calling home.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No page stays long enough for what the compiler makes of its scripts to be worth it.
    "--js-flags=--no-opt,--no-maglev",
]


def find_chromium() -> str | None:
    """Return the browser's program, if there is one."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def _share_connections() -> None:
    """Let this thread keep its database connections while Playwright's event loop runs in it.

    Django tells a thread with a loop from the same thread without one, and would open new
    connections that know nothing of the test database's first content.
    """
    known, plain = connections._connections, threading.local()  # type: ignore[attr-defined]
    for alias in connections:
        if hasattr(known, alias):
            setattr(plain, alias, getattr(known, alias))
    connections._connections = plain  # type: ignore[attr-defined]


@contextlib.contextmanager
def chromium_browser() -> Iterator[Browser]:
    """Run a browser without a window."""
    program = find_chromium()
    if program is None:
        raise RuntimeError("Chromium is not installed (on Debian: apt-get install chromium).")
    # Playwright keeps an event loop in this thread, in which Django else refuses its database.
    os.environ[UNSAFE] = "true"
    _share_connections()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
            del os.environ[UNSAFE]
