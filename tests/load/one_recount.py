"""Counts all answers about ideas anew in a process of its own, and prints how it went as JSON.

Usage: python -m tests.load.one_recount
"""

import json
import os
import time


def main() -> None:
    """Measure one recount."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coe_site.settings")
    import django

    django.setup()
    from consultation.responses.models import Response
    from consultation.responses.results.idea_results import recount
    from tests.load.one_export import memory

    Response.objects.exists()
    before, _ = memory()
    begin, busy = time.perf_counter(), time.process_time()
    counted = recount()
    seconds, busy = time.perf_counter() - begin, time.process_time() - busy
    _, most = memory()
    print(
        json.dumps({"counted": counted, "seconds": seconds, "busy": busy, "growth": most - before})
    )


if __name__ == "__main__":
    main()
