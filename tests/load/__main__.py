"""Measures pages, answers, lists and exports on a scratch database.

Usage: python -m tests.load [responses]

Seconds depend on the machine; the ratios within one table are what counts.
"""

import os
import sys
import tempfile
from pathlib import Path

SCRATCH = Path(tempfile.mkdtemp(prefix="portal-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coe_site.settings")
os.environ.setdefault("DATABASE_URL", f"sqlite:///{SCRATCH / 'bench.sqlite3'}")
os.environ.setdefault("PORTAL_LOG_LEVEL", "ERROR")


def main(count: int) -> None:
    """Set a database up, fill it and measure."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("setup_portal", verbosity=0)
    from tests.load.subjects import measure_all

    measure_all(count)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
