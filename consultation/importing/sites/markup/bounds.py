"""How much work a page can make: a hostile one could keep its readers busy for hours."""

import re

from bs4 import Tag

# Readers of Markdown look for the end of each bracket anew, up to the end of the paragraph.
MOST_CHARACTERS_IN_BRACKETS = 10_000_000
# Readers of HTML look through all elements that are open, at each further one.
MOST_OPEN_ELEMENTS = 20_000_000
# Deeper than anybody writes.
DEEPEST = 150
_TAG = re.compile(r"<(/?)[a-zA-Z]")


def is_readable(text: str) -> bool:
    """Say whether a Markdown text can be read in reasonable time."""
    return all(_reach(text, *pair) <= MOST_CHARACTERS_IN_BRACKETS for pair in ("[]", "()", "<>"))


def _reach(text: str, opening: str, closing: str) -> int:
    """Return the number of characters between all brackets and their ends."""
    total, began = 0, list[int]()
    for found in re.finditer(rf"\n\n|[{re.escape(opening + closing)}]", text):
        if found[0] == opening:
            began.append(found.start())
        elif found[0] == closing:
            total += found.start() - began.pop() if began else 0
        else:
            total += sum(found.start() - each for each in began)
            began = []
    return total + sum(len(text) - each for each in began)


def is_parsable(html: str) -> bool:
    """Say whether HTML can be parsed in reasonable time."""
    total = opened = 0
    for found in _TAG.finditer(html):
        opened = max(opened + (-1 if found[1] else 1), 0)
        total += opened
    return total <= MOST_OPEN_ELEMENTS


def is_deep(soup: Tag) -> bool:
    """Say whether elements stand in each other more deeply than can be followed."""
    depths = {id(soup): 0}
    for tag in soup.find_all(True):
        depths[id(tag)] = depths[id(tag.parent)] + 1
    return max(depths.values()) > DEEPEST
