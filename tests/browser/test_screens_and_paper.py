"""Large letters, a forced palette and paper: nothing is lost on any of them."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenBrowser
from tests.browser.content import made_once
from tests.browser.overflow import cut_off, too_wide
from tests.browser.pages import page_with_everything
from tests.browser.screens import SCREENS, demo_addresses

pytestmark = pytest.mark.django_db(transaction=True)

# Controls without an outline, which a palette without backgrounds would not show.
_WITHOUT_BORDER = """
() => [...document.querySelectorAll("main input:not([type=hidden]), main select, main textarea,"
        + " main button")].filter((control) => {
    if (control.closest("[aria-hidden=true]")) return false
    const own = getComputedStyle(control)
    // The browser's own boxes and circles follow the palette.
    if (control.matches("[type=radio], [type=checkbox]") && own.opacity !== "0") {
        return own.appearance === "none" && parseFloat(own.borderTopWidth) === 0
    }
    const none = (style) =>
        style.borderTopStyle === "none" || parseFloat(style.borderTopWidth) === 0
    if (own.opacity !== "0") return none(own)
    // An unseen control is drawn by its label, or by the element before the label.
    const label = control.nextElementSibling, before = getComputedStyle(label, "::before")
    return none(getComputedStyle(label)) && (before.content === "none" || none(before))
}).map((control) => control.outerHTML)
"""


@pytest.mark.parametrize("name", ["every_block_and_question", "form_with_errors", "receipt"])
def test_letters_twice_as_large_lose_nothing(open_browser: OpenBrowser, name: str) -> None:
    page = open_browser()
    SCREENS[name](page)
    size = "parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
    for width in (640, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate("document.documentElement.style.fontSize = ''")
        before = page.evaluate(size)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate(size) == pytest.approx(2 * before, rel=0.1)
        assert too_wide(page) == [], width
        assert cut_off(page) == [], width


def test_controls_keep_their_outline_in_a_forced_palette(open_browser: OpenBrowser) -> None:
    page = open_browser(forced_colors="active")
    page.goto(made_once(page_with_everything).url)
    assert page.evaluate(_WITHOUT_BORDER) == []


def lines(page: Page, selector: str) -> set[str]:
    """Return the texts of the elements that show."""
    shown: list[Any] = page.locator(selector).all()
    return {each.inner_text().strip() for each in shown if each.is_visible()} - {""}


def test_paper_has_the_text_the_questions_and_their_options(open_browser: OpenBrowser) -> None:
    page = open_browser()
    page.goto(made_once(page_with_everything).url)
    texts = "main h1, main h2, main h3, main p, main th, main td, main li, main figcaption"
    questions = "form label, form legend, form .govuk-hint"
    # The ways through the document are of no use on paper.
    page.evaluate(
        "document.querySelectorAll('main nav, .footnotes__back').forEach((each) => each.remove())"
    )
    on_screen = lines(page, texts), lines(page, questions)
    page.emulate_media(media="print")
    on_paper = lines(page, texts), lines(page, questions)
    assert on_screen[0] - on_paper[0] == set()
    assert on_screen[1] - on_paper[1] == set()
    assert "A colour" in on_paper[1]
    assert "Training" in " ".join(on_paper[1])


def test_paper_has_what_is_folded_away_on_the_screen(open_browser: OpenBrowser) -> None:
    page = open_browser()
    page.goto(made_once(page_with_everything).url)
    folded = page.get_by_text("Routes 4 and 12.")
    expect(folded).not_to_be_visible()
    page.emulate_media(media="print")
    expect(folded).to_be_visible()


# What an A4 sheet has between its margins, in the pixels of print.
PAPER_WIDTH = 673


def sheets(page: Page) -> int:
    """Return how many A4 sheets a page takes."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))


def test_results_on_paper_are_short_and_no_table_is_cut_off(open_browser: OpenBrowser) -> None:
    results = [address for address in made_once(demo_addresses) if "others-said" in address]
    assert len(results) == 2
    for address, most in zip(results, (20, 6), strict=True):
        page = open_browser()
        page.goto(address)
        assert sheets(page) <= most, address
        page.emulate_media(media="print")
        page.set_viewport_size({"width": PAPER_WIDTH, "height": 900})
        assert too_wide(page) == [], address
        cut = "() => [...document.querySelectorAll('table')]"
        cut += ".filter((each) => each.getBoundingClientRect().right > innerWidth).length"
        assert page.evaluate(cut) == 0, address
