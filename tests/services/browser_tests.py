"""The rule for browser tests. Its module needs no Django, so a small suite can use it quickly."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests that use the browser.

    A browser test that fails runs once more, and both results are reported. `--force-reruns=0`
    turns this off.
    """
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.flaky(reruns=1))
