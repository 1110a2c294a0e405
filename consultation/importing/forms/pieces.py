"""Where the texts of a form go that no question has claimed."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from bs4 import Tag

from .elements import attribute, classes
from .labels import is_hint
from .outcomes import is_failure, is_thanks
from .questions import Asked
from .remarks import Remarks, quoted
from .rich import Piece
from .texts import same
from .tree import FormTree

_STARRED = re.compile(
    r"[*\u2217].{0,60}\b(?:required|mandatory|must)\b|\b(?:required|mandatory)\b.{0,60}[*\u2217]",
    re.I,
)


@dataclass(slots=True)
class Around:
    """Texts of a form by what they are for.

    Args:
        heading: the form's heading, or "".
        introduction: what stands before the questions, and what found no other place.
        thank_you: what is said after sending.
    """

    heading: str = ""
    introduction: list[Piece] = field(default_factory=list)
    thank_you: list[Piece] = field(default_factory=list)


def leftover(tree: FormTree, asked: list[Asked]) -> list[Piece]:
    """Return the texts that no question has claimed, line by line.

    A piece does not reach across a control.
    """
    stops = sorted(tree.spot(tag).position for each in asked for tag in each.control.tags)
    pieces: list[Piece] = []
    gap = -1
    for node in tree.texts:
        if id(node) in tree.claimed:
            continue
        spot = tree.spot(node)
        gap_before, gap = gap, bisect_left(stops, spot.position)
        if pieces and gap == gap_before and pieces[-1].block is spot.block:
            pieces[-1].strings.append(node)
        else:
            pieces.append(Piece(spot.block, [node]))
    return pieces


def place_pieces(
    pieces: list[Piece], asked: list[Asked], around: Around, tree: FormTree, remarks: Remarks
) -> None:
    """Give each piece its place: heading, introduction, thank-you text, or help of a question.

    Args:
        pieces: the leftover texts, in reading order.
        asked: the questions; none for texts outside the form.
        around: what there is already; it is added to.
        tree: the form, or the element outside it.
        remarks: where it is said what was left out or moved.
    """
    for piece in pieces:
        told, text = _told_by(piece, tree), piece.text
        hidden = tree.spot(piece.strings[0]).hider is not None
        if is_thanks(text, told, hidden=hidden):
            around.thank_you.append(piece)
        elif is_failure(text, told, hidden=hidden):
            remarks.note(
                piece.block,
                f"The error text {quoted(text, 4000)} is not needed: forms here have their own.",
            )
        elif hidden:
            remarks.note(piece.block, f"The hidden text {quoted(text, 4000)} was left out.")
        elif re.search(r"\w", text):
            _place(piece, asked, around, tree, remarks)
            if _STARRED.search(text):
                remarks.doubt(
                    piece.block,
                    f"{quoted(text)} speaks of stars at required questions. Here the optional ones "
                    "are marked: change the sentence.",
                )


def _told_by(piece: Piece, tree: FormTree) -> str:
    """Return the classes and ids of the elements around a piece."""
    found: list[str] = []
    for number, parent in enumerate(piece.strings[0].parents):
        if parent is tree.form or number > 6 or (parent is tree.scope and tree.form is not None):
            break
        found += [*classes(parent), attribute(parent, "id")]
        if parent is tree.scope:
            break
    return " ".join(filter(None, found))


def _place(
    piece: Piece, asked: list[Asked], around: Around, tree: FormTree, remarks: Remarks
) -> None:
    position = tree.spot(piece.strings[0]).position
    starts = [tree.spot(each.control.first).position for each in asked]
    if piece.is_heading and asked:
        _place_title(piece, asked, starts, around, tree, remarks)
        return
    if _place_above_table(piece, asked, tree):
        return
    if not starts or position < starts[0] or _STARRED.search(piece.text):
        if not same(piece.text, around.heading):
            around.introduction.append(piece)
        return
    before = bisect_left(starts, position) - 1
    target = _asked_beside(piece, asked, before, tree)
    if target is not None:
        target.naming.help(tree.take(list(piece.strings)))
    elif before + 1 < len(asked):
        asked[before + 1].naming.help(tree.take(list(piece.strings)), first=True)
    else:
        around.introduction.append(piece)
        remarks.note(
            piece.block,
            f"{quoted(piece.text)} stood after the questions. It is in the introduction now.",
        )


def _place_above_table(piece: Piece, asked: list[Asked], tree: FormTree) -> bool:
    """Give what heads the rows of a table of questions to each of them."""
    if piece.block.name not in ("th", "caption"):
        return False
    table = piece.block.find_parent("table")
    if not isinstance(table, Tag) or id(table) not in tree.spots:
        return False
    rows = [each for each in asked if each.control.is_group and _is_in(each, table)]
    text = tree.take(list(piece.strings)) if rows else ""
    for each in rows:
        each.naming.help(text, first=True)
    return bool(rows)


def _asked_beside(piece: Piece, asked: list[Asked], before: int, tree: FormTree) -> Asked | None:
    """Return the question that a text stands beside; None where it may belong to the next."""
    for block in (piece.block, piece.block.parent):
        if block is None or block.name == "form" or block is tree.scope:
            continue
        inside = [
            each
            for each in asked[max(before - 1, 0) : before + 3]
            if any(parent is block for parent in each.control.first.parents)
        ]
        if len(inside) == 1:
            return inside[0]
    last = tree.spot(asked[before].control.tags[-1]).position
    parents = [piece.block]
    for parent in piece.strings[0].parents:
        if parent is piece.block:
            break
        parents.append(parent)
    hint = any(is_hint(parent) for parent in parents)
    within = tree.spot(piece.strings[0]).position < last
    return asked[before] if hint or within else None


def _place_title(
    piece: Piece,
    asked: list[Asked],
    starts: list[int],
    around: Around,
    tree: FormTree,
    remarks: Remarks,
) -> None:
    """Place the title of the form, or of a part of it."""
    text = piece.text
    position = tree.spot(piece.strings[0]).position
    following = bisect_left(starts, position)
    part = asked[following:]
    if piece.block.name == "legend":
        fieldset = tree.spot(piece.block).fieldset
        part = [each for each in part if _is_in(each, fieldset)]
    if following == 0 and len(part) == len(asked) and not around.heading:
        around.heading = text
    elif same(text, around.heading):
        return
    elif not part:
        around.introduction.append(piece)
    else:
        # Answers to the same options, line by line: each needs what is asked of all.
        offers = {tuple(each.offer.options) if each.offer else () for each in part}
        alike = len(part) > 1 and len(offers) == 1 and () not in offers
        tree.take(list(piece.strings))
        for each in part if alike and piece.block.name == "legend" else part[:1]:
            each.naming.help(text, first=True)
        remarks.note(
            piece.block,
            f"Forms here have no parts: the title {quoted(text)} stands as help with "
            f"{quoted(part[0].naming.label.text)}.",
        )


def _is_in(asked: Asked, fieldset: Tag | None) -> bool:
    return any(parent is fieldset for parent in asked.control.first.parents)
