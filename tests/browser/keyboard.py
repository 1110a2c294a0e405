"""Using a page by keyboard alone, and seeing at each stop where one is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page

from tests.browser.presses import repeat_until

# A control's mark of focus is drawn on itself or, for boxes and circles that are drawn
# by their label, on that label. What it has without the focus as well is no mark of focus.
_MARKS = """
window.portalMarks = (stop) => {
    const hidden = getComputedStyle(stop).opacity === "0"
    const parts = hidden ? [] : [[stop, null], [stop, "::before"], [stop, "::after"]]
    const label = stop.nextElementSibling
    if (label && label.matches("label")) parts.push([label, null], [label, "::before"])
    const styles = parts.map(([element, pseudo]) => getComputedStyle(element, pseudo))
    return {
        outline: styles.map((style) => style.outlineStyle !== "none"
            && parseFloat(style.outlineWidth) > 0 ? style.outline : "").join("; "),
        shadow: styles.map((style) => style.boxShadow).join("; "),
    }
}
window.portalUnfocused ||= new Map([...document.querySelectorAll("body *")].map(
    (element) => [element, window.portalMarks(element)]
))
"""
_DESCRIBE = """
() => {
    const stop = document.activeElement
    if (!stop || stop === document.body) return null
    const now = window.portalMarks(stop)
    const before = window.portalUnfocused.get(stop)
    // The first line of a link that runs over several.
    const box = stop.getClientRects()[0] || stop.getBoundingClientRect()
    const middle = [box.left + box.width / 2, box.top + Math.min(box.height, 40) / 2]
    const top = document.elementFromPoint(...middle)
    return {
        name: stop.id || stop.textContent.trim().slice(0, 40),
        tag: stop.tagName.toLowerCase(),
        // The button in a date control, say, which the browser draws and marks itself.
        inner: !stop.matches(":focus"),
        outlined: now.outline !== before.outline && /[a-z]/.test(now.outline),
        shadowed: now.shadow !== before.shadow,
        in_sight: box.width > 0 && box.height > 0
            && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        covered: !!top && !stop.contains(top) && !top.contains(stop)
            && top !== stop.nextElementSibling ? top.outerHTML.slice(0, 80) : "",
    }
}
"""


@dataclass(frozen=True)
class Stop:
    """What has the focus, and how that is shown."""

    name: str
    tag: str
    inner: bool
    outlined: bool
    shadowed: bool
    in_sight: bool
    covered: str

    def problem(self, *, shadows_count: bool = True) -> str:
        """Return what is wrong with how the focus is shown, or an empty text."""
        if not self.in_sight:
            return f"{self.tag} {self.name}: out of sight"
        if self.covered:
            return f"{self.tag} {self.name}: covered by {self.covered}"
        if not (self.inner or self.outlined or (shadows_count and self.shadowed)):
            return f"{self.tag} {self.name}: no mark of focus"
        return ""


def _focused(page: Page) -> Stop | None:
    """Return what has the focus now; None for the page itself."""
    found: dict[str, Any] | None = page.evaluate(_DESCRIBE)
    return Stop(**found) if found else None


def stops(page: Page, most: int = 200) -> Iterator[Stop]:
    """Press Tab until the focus leaves the page, and tell every stop on the way."""
    page.evaluate(_MARKS)
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = _focused(page)
        if stop is None:
            return
        yield stop
    raise AssertionError(f"The focus is still on the page after {most} stops")


def tab_to(page: Page, name: str) -> Stop:
    """Press Tab until the control with this id, or text, has the focus."""
    for stop in stops(page):
        if stop.name == name:
            return stop
    raise AssertionError(f"Tab never comes to {name}")


def tab_onto(page: Page, control: Locator, most: int = 120) -> None:
    """Press Tab until a control has the focus, and see that it shows.

    Args:
        page: the page.
        control: where to go; it may come into being on the way.
        most: how many presses are too many.
    """
    for _ in range(most):
        page.keyboard.press("Tab")
        if control.count() == 1 and control.evaluate("e => e === document.activeElement"):
            assert control.evaluate("e => e.matches(':focus-visible')")
            return
    raise AssertionError(f"Tab never comes to {control}")


def press(page: Page, control: Locator, opens: Locator | None = None) -> None:
    """Go to a link or button by Tab, and press Enter.

    Args:
        page: the page.
        control: what to press.
        opens: what it opens, where a script does that: it may be late, and the press in vain.
    """
    tab_onto(page, control)
    if opens is None:
        page.keyboard.press("Enter")
    else:
        repeat_until(lambda: page.keyboard.press("Enter"), opens)
