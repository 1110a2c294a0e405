"""Pressing what a script acts on: the press may come before the script, and open nothing."""

import contextlib
from collections.abc import Callable

from playwright.sync_api import Locator, TimeoutError, expect

# Milliseconds in which something opens even on a busy machine, once the press was noticed.
PRESS_AGAIN_AFTER = 8_000
PRESSES = 5


def repeat_until(press: Callable[[], object], opened: Locator) -> None:
    """Do something until what it opens is there, and fail where it never comes."""
    for _ in range(PRESSES):
        press()
        with contextlib.suppress(AssertionError):
            expect(opened).to_be_visible(timeout=PRESS_AGAIN_AFTER)
            return
    expect(opened).to_be_visible()


def press_until(button: Locator, opened: Locator) -> None:
    """Press a button until what it opens is there.

    Args:
        button: what to press.
        opened: what is then to be seen, and is not before.
    """
    expect(button).to_be_visible()

    def press() -> None:
        # What has opened in the meantime may lie over the button.
        with contextlib.suppress(TimeoutError):
            button.click(timeout=PRESS_AGAIN_AFTER)

    repeat_until(press, opened)
