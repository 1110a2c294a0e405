"""Elements that were never closed, closed where browsers close them."""

from bs4 import Tag
from bs4.element import PageElement

from .elements import BLOCKS

# Nobody forgets more ends than this.
MOST_HOLDERS = 500
_CONTROLS = frozenset(("input", "select", "textarea", "button", "label", "datalist"))
# What a list or a button cannot hold: it ends there.
_ENDING = {
    "select": _CONTROLS | BLOCKS - {"hr"},
    "button": _CONTROLS | BLOCKS,
    "datalist": _CONTROLS | BLOCKS,
}


def mend(form: Tag) -> None:
    """Take out of lists and buttons what only an end that is missing has put into them.

    Elements are moved within the form; nothing is lost or added.
    """
    for holder in form.find_all(list(_ENDING), limit=MOST_HOLDERS):
        foreign = holder.find(list(_ENDING[holder.name]))
        if not isinstance(foreign, Tag):
            continue
        moved: list[PageElement] = [foreign]
        node: Tag = foreign
        while node is not holder and node.parent is not None:
            moved += list(node.next_siblings)
            node = node.parent
        last: PageElement = holder
        for each in moved:
            last.insert_after(each)
            last = each
