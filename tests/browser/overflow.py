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

# Elements whose text is cut off, without what is hidden on purpose.
_CUT_OFF = """
() => [...document.querySelectorAll("body *")].filter((element) => {
    const style = getComputedStyle(element)
    const box = element.getBoundingClientRect()
    return style.overflow !== "visible" && element.textContent.trim()
        && !["SELECT", "TEXTAREA"].includes(element.tagName)
        && box.width > 1 && box.height > 1
        && !["auto", "scroll"].includes(style.overflowX)
        && (element.scrollWidth > element.clientWidth + 2
            || element.scrollHeight > element.clientHeight + 2)
}).map((each) => each.outerHTML.slice(0, 100))
"""
# Pairs of texts, or of a text and a control, one on top of the other. The letters of two lines may
# touch, so that only the middle of each line counts.
_OVERLAPPING = r"""
() => {
    const shown = (element) => {
        const box = element.getBoundingClientRect()
        return box.width > 2 && box.height > 2 && element.checkVisibility(
            { opacityProperty: true, visibilityProperty: true })
    }
    const boxes = []
    const add = (element, rect, words) => rect.width > 2 && boxes.push({
        element, words, left: rect.left + 1, right: rect.right - 1,
        top: rect.top + rect.height * 0.3, bottom: rect.bottom - rect.height * 0.3,
    })
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
        const node = walker.currentNode, parent = node.parentElement
        if (!node.data.trim() || parent.closest("script, style, select, textarea")) continue
        if (!shown(parent) || parent.closest(".govuk-visually-hidden")) continue
        const range = document.createRange()
        range.selectNodeContents(node)
        for (const rect of range.getClientRects()) add(parent, rect, node.data.trim())
    }
    for (const control of document.querySelectorAll("input, select, textarea")) {
        if (shown(control)) add(control, control.getBoundingClientRect(), control.outerHTML)
    }
    boxes.sort((one, other) => one.top - other.top)
    const found = []
    boxes.forEach((one, place) => {
        for (const other of boxes.slice(place + 1)) {
            if (other.top >= one.bottom) break
            const apart = other.left >= one.right || other.right <= one.left
            const inside = one.element.contains(other.element)
                || other.element.contains(one.element)
            if (!apart && !inside) found.push(`${one.words} | ${other.words}`.slice(0, 160))
        }
    })
    return found
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


def cut_off(page: Page) -> list[str]:
    """Return the elements whose text is cut off, without what is hidden on purpose."""
    found: list[str] = page.evaluate(_CUT_OFF)
    return found


def overlapping(page: Page) -> list[str]:
    """Return the texts and controls that are on top of each other."""
    found: list[str] = page.evaluate(_OVERLAPPING)
    return found
