"""What axe finds on a page, with every rule it knows."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

# Level AAA, which the portal comes near to but does not promise.
BEYOND = ("color-contrast-enhanced",)

SCRIPT = Path(__file__).parent / "vendor" / "axe" / "axe.min.js"

_RUN = """
async ([inside, without, iframes]) => {
    const rules = Object.fromEntries(
        axe.getRules().map(({ ruleId }) => [ruleId, { enabled: !without.includes(ruleId) }])
    )
    const { violations } = await axe.run(inside || document, {
        rules, resultTypes: ["violations"], preload: false, iframes,
    })
    return violations.flatMap(({ id, help, nodes }) => nodes.map(
        (node) => `${id}: ${help} | ${node.target.join(" ")} | ${node.failureSummary}`
    ))
}
"""


@cache
def _script() -> str:
    return SCRIPT.read_text(encoding="utf-8")


def findings(
    page: Page, inside: str | None = None, without: Iterable[str] = BEYOND, frames: bool = True
) -> list[str]:
    """Return what axe finds fault with.

    Args:
        page: the page, loaded.
        inside: a selector, to look at a part alone.
        without: names of rules to leave out.
        frames: whether to look into frames, which may bring another axe along.
    """
    # A page that has just come may not be whole yet.
    page.wait_for_load_state()
    if inside:
        expect(page.locator(inside).first).to_be_attached()
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_script())
    found: list[Any] = page.evaluate(_RUN, [inside, list(without), frames])
    return [str(each) for each in found]
