"""Whether a page fits its window."""

from playwright.sync_api import Page

# Elements that reach beyond the window, without those in a frame that scrolls by itself.
_TOO_WIDE = """
() => {
    const root = document.documentElement
    if (root.scrollWidth <= root.clientWidth) return []
    const scrolls = (element) => element !== root && element !== document.body && (
        ["auto", "scroll"].includes(getComputedStyle(element).overflowX)
        || scrolls(element.parentElement)
    )
    const wide = [...document.querySelectorAll("body *")].filter((element) =>
        element.getBoundingClientRect().right > root.clientWidth + 1
        && (element === root || !scrolls(element.parentElement || root)))
    return [`${root.scrollWidth} pixels`, ...wide.map((each) => each.outerHTML.slice(0, 100))]
}
"""


def too_wide(page: Page) -> list[str]:
    """Return the width of a page and what makes it scroll sideways; nothing where it fits."""
    found: list[str] = page.evaluate(_TOO_WIDE)
    return found
