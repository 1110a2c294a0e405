"""Using a page by keyboard alone, and seeing at each stop where one is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

# A control's mark of focus is drawn on itself, or, for boxes and radios that are
# drawn by their label, on a pseudo-element of the label behind them.
_DESCRIBE = """
() => {
    const stop = document.activeElement
    if (!stop || stop === document.body) return null
    const marks = (style) => ({
        outline: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
            ? style.outline : "",
        shadow: style.boxShadow === "none" ? "" : style.boxShadow,
    })
    const parts = [[stop, null], [stop, "::before"], [stop, "::after"]]
    const label = stop.nextElementSibling
    if (label && label.matches("label")) parts.push([label, null], [label, "::before"])
    const all = parts.map(([element, pseudo]) => marks(getComputedStyle(element, pseudo)))
    // The first line of a link that runs over several.
    const box = stop.getClientRects()[0] || stop.getBoundingClientRect()
    const middle = [box.left + box.width / 2, box.top + Math.min(box.height, 40) / 2]
    const top = document.elementFromPoint(...middle)
    return {
        name: stop.id || stop.textContent.trim().slice(0, 40),
        tag: stop.tagName.toLowerCase(),
        // The button in a date control, say, which the browser draws and marks itself.
        inner: !stop.matches(":focus"),
        outline: all.map((mark) => mark.outline).filter(Boolean).join("; "),
        shadow: all.map((mark) => mark.shadow).filter(Boolean).join("; "),
        in_sight: box.width > 0 && box.height > 0
            && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        covered: !!top && !stop.contains(top) && !top.contains(stop) && top !== label
            ? top.outerHTML.slice(0, 80) : "",
    }
}
"""


@dataclass(frozen=True)
class Stop:
    """What has the focus, and how that is shown."""

    name: str
    tag: str
    inner: bool
    outline: str
    shadow: str
    in_sight: bool
    covered: str

    def problem(self, *, shadows_count: bool = True) -> str:
        """Return what is wrong with how the focus is shown, or an empty text."""
        if not self.in_sight:
            return f"{self.tag} {self.name}: out of sight"
        if self.covered:
            return f"{self.tag} {self.name}: covered by {self.covered}"
        if not (self.inner or self.outline or (shadows_count and self.shadow)):
            return f"{self.tag} {self.name}: no mark of focus"
        return ""


def focused(page: Page) -> Stop | None:
    """Return what has the focus now; None for the page itself."""
    found: dict[str, Any] | None = page.evaluate(_DESCRIBE)
    return Stop(**found) if found else None


def stops(page: Page, most: int = 200) -> Iterator[Stop]:
    """Press Tab until the focus leaves the page, and tell every stop on the way."""
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = focused(page)
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
