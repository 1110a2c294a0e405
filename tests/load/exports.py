"""Exports of many responses: rows a second, growth of the process, when the first byte comes."""

import json
import subprocess
import sys
import time

from django.contrib.auth import get_user_model
from django.db import connections
from wagtail.models import Page

from tests.factories import ConsultationPageFactory, SectionPageFactory, feedback_form
from tests.load.generate import generate_responses

# Wagtail's own way holds every row: more would fill the machine.
STOCK_ROWS = 50_000
SMALL = 100


def _run(name: str, way: str, export_format: str, page: Page, rows: int, small: Page) -> None:
    """Measure one export in a process of its own and print how it went."""
    # The database of this process is asked nothing meanwhile, and holds nothing open.
    connections.close_all()
    command = [sys.executable, "-m", "tests.load.one_export", way, export_format]
    command += [str(page.pk), str(small.pk)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    run = json.loads(done.stdout.splitlines()[-1])
    print(
        f"  {name:<24} {rows:>9,} rows {rows / run['seconds']:>9,.0f} rows/s "
        f"({rows / run['busy']:>7,.0f} by its own processor time), "
        f"{run['growth']:>7.1f} MB more, first byte after {run['first']:>6.2f} s, "
        f"{run['size']:>6.1f} MB in all"
    )


def measure_exports(count: int) -> None:
    """Measure exports of `count` responses, compared with Wagtail's own of fewer."""
    consultation = ConsultationPageFactory()
    small, few, many = (
        SectionPageFactory(parent=consultation, blocks=[feedback_form()]) for _ in range(3)
    )
    fewer = min(count, STOCK_ROWS)
    generate_responses(small, SMALL, seed=5)
    generate_responses(few, fewer, seed=3)
    begin = time.perf_counter()
    generate_responses(many, count, seed=4)
    print(f"\n{count:,} responses made in {time.perf_counter() - begin:.0f} s")
    get_user_model()._default_manager.create_superuser("exporter", password="bench")  # type: ignore[attr-defined]
    for ending in ("csv", "xlsx", "parquet"):
        print(f"\n{ending.upper()}")
        if ending != "parquet":
            _run("ours", "ours", ending, many, count, small)
        _run("ours, ZIP with manifest", "screen", ending, many, count, small)
        if ending != "parquet":
            _run("stock Wagtail", "stock", ending, few, fewer, small)
