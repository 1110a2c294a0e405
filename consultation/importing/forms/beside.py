"""What stands beside a radio button or a box."""

from typing import TYPE_CHECKING

from bs4 import NavigableString, Tag

from .elements import attribute
from .texts import Wording, one_line
from .tree import FormTree

if TYPE_CHECKING:
    from .questions import Asked

# More columns than anybody reads.
MOST_CELLS = 200
_CELLS = ("td", "th")


def option_text(tag: Tag, tree: FormTree) -> str:
    """Return what a radio button or a box is labelled with; "" where nothing is."""
    around = tree.spot(tag).label
    labels = [*tree.labels_for.get(attribute(tag, "id") or "\0", []), *filter(None, [around])]
    for label in labels:
        text = tree.take(list(tree.strings(label, own_label=True)))
        text = one_line(
            " ".join([text, *(attribute(each, "alt") for each in pictures(label, tree))])
        )
        if text:
            return text
    told = attribute(tag, "aria-label") or one_line(
        " ".join(
            tree.take(list(tree.strings(each)))
            for each in tree.find(attribute(tag, "aria-labelledby"))
        )
    )
    return told or text_after(tag, tree) or column_heading(tag, tree) or attribute(tag, "title")


def pictures(label: Tag, tree: FormTree) -> list[Tag]:
    """Return the pictures in a label; their alternative texts are part of its wording."""
    found = [each for each in label.find_all("img") if tree.spot(each).label is label]
    tree.read_pictures.update(id(each) for each in found if attribute(each, "alt"))
    return found


def text_after(tag: Tag, tree: FormTree) -> str:
    """Return the text that follows a button or a box in its line."""
    block = tree.spot(tag).block
    found: list[NavigableString] = []
    for node in tag.next_elements:
        if id(node) not in tree.spots or tree.spot(node).block is not block:
            break
        if isinstance(node, Tag) and (
            node.name in ("input", "select", "textarea", "button") or (node.name == "br" and found)
        ):
            break
        if isinstance(node, NavigableString) and tree.is_free(node):
            found.append(node)
    return tree.take(found)


def column_heading(tag: Tag, tree: FormTree) -> str:
    """Return what stands above a button in a table of questions and answers."""
    cell = tag.find_parent(_CELLS)
    row = cell.find_parent("tr") if isinstance(cell, Tag) else None
    table = row.find_parent("table") if isinstance(row, Tag) else None
    if not isinstance(table, Tag) or not isinstance(row, Tag) or id(table) not in tree.spots:
        return ""
    first = table.find("tr")
    if len(row.contents) > MOST_CELLS:
        return ""
    number = next((index for index, each in enumerate(_cells(row)) if each is cell), None)
    if not isinstance(first, Tag) or first is row or number is None:
        return ""
    heads = _cells(first)
    if number >= len(heads) or heads[number].find(("input", "select", "textarea")):
        return ""
    # The same heading is read for each row.
    tree.take(list(tree.strings(heads[number])))
    return one_line(heads[number].get_text(" "))


def _cells(row: Tag) -> list[Tag]:
    return [each for each in row.children if isinstance(each, Tag) and each.name in _CELLS]


def name_lines_of_options(asked: "list[Asked]", tree: FormTree) -> None:
    """Name lines of text that stand in an option, like "Other: ______", after their question."""
    by_label = {
        id(label): (each, option)
        for each in asked
        for tag, option in zip(each.control.tags, each.control.texts, strict=False)
        if (label := tree.spot(tag).label) is not None
    }
    for each in asked:
        label = tree.spot(each.control.first).label
        if each.control.is_group or label is None or id(label) not in by_label:
            continue
        question, option = by_label[id(label)]
        if each.naming.guessed:
            text = f"{option.rstrip(' :')} – {question.naming.label.text}"
            each.naming.label, each.naming.guessed = Wording(text), False
