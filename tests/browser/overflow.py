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

# Words without a space, as editors write them: an address, and a compound of eighty letters.
LONG_WORDS = (
    "https://www.example.gov.uk/government/consultations/2026-harbour",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
)
# Every text with a letter in it, however it came onto the page.
_LENGTHEN = r"""
(words) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    let number = 0
    while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement
        if (parent.closest("script, style, svg")) continue
        if (!/\p{L}/u.test(walker.currentNode.data)) continue
        walker.currentNode.data = words[number++ % words.length]
    }
    return number
}
"""


def lengthen_words(page: Page) -> int:
    """Put a very long word in place of every text of a page, and return the number of texts."""
    count: int = page.evaluate(_LENGTHEN, list(LONG_WORDS))
    return count


def too_wide(page: Page) -> list[str]:
    """Return the width of a page and what makes it scroll sideways; nothing where it fits."""
    found: list[str] = page.evaluate(_TOO_WIDE)
    return found
