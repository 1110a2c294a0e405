"""Measures one export in a process of its own, whose memory nothing else has grown before.

Usage: python -m tests.load.one_export ours|screen|stock FORMAT PAGE SMALL_PAGE, where the small
page is exported first, so that what is needed for any export is there.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_STATUS = Path("/proc/self/status")


def memory() -> tuple[float, float]:
    """Return the memory that this process holds now, and the most it ever held, in MB."""
    if not _STATUS.exists():
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return most, most
    lines = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines())
    now, most = (int(lines[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return now, most


def _ask(way: str, export_format: str, page: int) -> Any:
    from django.contrib.auth import get_user_model
    from django.test import Client
    from wagtail.models import Page

    from tests.load.stock import stock_view

    user = get_user_model()._default_manager.get(username="exporter")
    if way == "stock":
        return stock_view(Page.objects.get(pk=page).specific, user, f"export={export_format}")()
    client = Client()
    client.force_login(user)
    address = f"/admin/forms/submissions/{page}/"
    if way == "screen":
        data = {"export_format": export_format, "personal": "on"}
        return client.post(f"{address}?export=choose", data)
    return client.get(f"{address}?export={export_format}")


def measure(way: str, export_format: str, page: int) -> dict[str, float]:
    """Ask for an export, read it to its end and say how it went."""
    before, _ = memory()
    begin, busy, first, size = time.perf_counter(), time.process_time(), 0.0, 0
    response = _ask(way, export_format, page)
    pieces: Iterable[bytes]
    pieces = response.streaming_content if response.streaming else [response.content]
    for piece in pieces:
        first = first or time.perf_counter() - begin
        size += len(piece)
    seconds, busy = time.perf_counter() - begin, time.process_time() - busy
    response.close()
    _, most = memory()
    return {
        "seconds": seconds,
        "busy": busy,
        "first": first,
        "growth": most - before,
        "size": size / 1e6,
    }


def main(way: str, export_format: str, page: int, small: int) -> None:
    """Measure and print the result as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coe_site.settings")
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment(debug=False)
    measure(way, export_format, small)
    print(json.dumps(measure(way, export_format, page)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
