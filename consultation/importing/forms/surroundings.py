"""What stands in and right around a form besides its questions."""

import re
from dataclasses import dataclass, field

from bs4 import NavigableString, Tag

from .labels import is_hint
from .questions import Asked
from .remarks import Remarks, quoted
from .rich import Piece
from .texts import one_line, same
from .tree import HEADINGS, FormTree, attribute, classes

_ABOUT = re.compile(
    r"feedback|form|survey|respon|comment|contact|consult|question|views|have your say|tell us"
    r"|submit",
    re.I,
)
_WRAPPERS = frozenset(("div", "section", "aside", "details", "center", "fieldset", "p"))
_FOREIGN = ("img", "table", "pre", "iframe", "video", "audio", "svg", "figure")
_SUCCESS = re.compile(
    r"success|thank|(?:^|[-_ ])(?:ok|done|sent|confirm(?:ation)?)(?:$|[-_ ])", re.I
)
_FAILURE = re.compile(r"error|fail|invalid|(?:^|[-_ ])(?:err|alert|warn(?:ing)?)(?:$|[-_ ])", re.I)
_THANKS = re.compile(
    r"^\W*(?:thank|your (?:\w+ ){1,2}(?:has been|was|is) (?:received|sent|saved|recorded)|success"
    r"|(?:feedback|response|message) (?:received|sent))",
    re.I,
)
_SORRY = re.compile(
    r"^\W*(?:sorry|error|oops|something went wrong|failed|please (?:fix|correct))", re.I
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


def scope_of(form: Tag) -> Tag:
    """Return the largest element that holds this form with nothing but its own texts."""
    scope = form
    for parent in form.parents:
        if parent.name not in _WRAPPERS or len(parent.find_all("form", limit=2)) > 1:
            break
        if not _belongs(parent, form):
            break
        scope = parent
    return scope


def _belongs(parent: Tag, form: Tag) -> bool:
    inside = {id(each) for each in form.find_all(_FOREIGN)}
    if any(id(each) not in inside for each in parent.find_all(_FOREIGN)):
        return False
    outside = len(parent.get_text()) - len(form.get_text())
    headings = len(parent.find_all(list(HEADINGS))) - len(form.find_all(list(HEADINGS)))
    told = " ".join((*classes(parent), attribute(parent, "id"), attribute(parent, "aria-label")))
    return outside < 3000 if _ABOUT.search(told) else outside < 500 and headings < 2


def before_scope(scope: Tag) -> list[Tag]:
    """Return the heading right before a form, with what stands between, where it is the form's."""
    found: list[Tag] = []
    for sibling in scope.previous_siblings:
        if isinstance(sibling, NavigableString):
            if type(sibling) is NavigableString and sibling.strip():
                return []
            continue
        if not isinstance(sibling, Tag):
            continue
        if sibling.name in ("script", "style", "hr", "br", "link"):
            continue
        if sibling.name in HEADINGS:
            if found and not _ABOUT.search(sibling.get_text()):
                return []
            return [sibling, *found]
        if sibling.name not in ("p", "ul", "ol") or len(found) > 2 or sibling.find(_FOREIGN):
            return []
        found.insert(0, sibling)
    return []


def after_scope(scope: Tag) -> list[Tag]:
    """Return hidden texts right after a form: what its script says after sending."""
    found: list[Tag] = []
    for sibling in scope.next_siblings:
        if isinstance(sibling, NavigableString):
            if type(sibling) is NavigableString and sibling.strip():
                break
        elif isinstance(sibling, Tag) and sibling.name not in ("script", "style"):
            if sibling.name in ("form", *_FOREIGN, *HEADINGS) or not _says_outcome(sibling):
                break
            found.append(sibling)
    return found


def _says_outcome(tag: Tag) -> bool:
    told = " ".join((*classes(tag), attribute(tag, "id")))
    hidden = tag.has_attr("hidden") or "none" in attribute(tag, "style")
    return bool(
        hidden
        and (_SUCCESS.search(told) or _FAILURE.search(told) or _THANKS.search(tag.get_text()))
    ) or (bool(_SUCCESS.search(told)) and bool(_THANKS.search(tag.get_text())))


def leftover(tree: FormTree, stops: list[int]) -> list[Piece]:
    """Return the texts that no question has claimed, line by line.

    Args:
        tree: the form.
        stops: where controls stand, in order; a piece does not reach across one.
    """
    pieces: list[Piece] = []
    borders, last = iter([*stops, 10**12]), -1
    border = next(borders)
    for node in tree.texts:
        if id(node) in tree.claimed:
            continue
        spot = tree.spot(node)
        crossed = False
        while spot.position > border:
            crossed, border = True, next(borders)
        if pieces and not crossed and pieces[-1].block is spot.block and last >= 0:
            pieces[-1].strings.append(node)
        else:
            pieces.append(Piece(spot.block, [node]))
        last = spot.position
    return pieces


def place_pieces(
    pieces: list[Piece], asked: list[Asked], tree: FormTree, remarks: Remarks
) -> Around:
    """Give each leftover text its place in the block."""
    around = Around()
    starts = [tree.spot(each.control.tags[0]).position for each in asked]
    ends = [tree.spot(each.control.tags[-1]).position for each in asked]
    for piece in pieces:
        told = _told_by(piece, tree)
        text = piece.text
        hider = tree.spot(piece.strings[0]).hider
        if (hider is not None or _SUCCESS.search(told)) and (
            _SUCCESS.search(told) or _THANKS.search(text)
        ):
            around.thank_you.append(piece)
            continue
        if (_FAILURE.search(told) and (hider is not None or _SORRY.search(text))) or (
            hider is not None and _SORRY.search(text)
        ):
            remarks.note(
                piece.block,
                f"The error text {quoted(text)} is not needed: forms here have their own.",
            )
            continue
        if hider is not None:
            remarks.note(piece.block, f"The hidden text {quoted(text)} was left out.")
            continue
        position = tree.spot(piece.strings[0]).position
        _place(piece, text, position, around, (starts, ends, asked), tree)
    return around


def _told_by(piece: Piece, tree: FormTree) -> str:
    """Return the classes and ids of the elements around a piece, inside the form."""
    found: list[str] = []
    first = piece.strings[0]
    for number, parent in enumerate(first.parents):
        if parent is tree.scope or parent.name == "form" or number > 6:
            break
        found += [*classes(parent), attribute(parent, "id"), attribute(parent, "role")]
    return " ".join(filter(None, found))


def _place(
    piece: Piece,
    text: str,
    position: int,
    around: Around,
    questions: tuple[list[int], list[int], list[Asked]],
    tree: FormTree,
) -> None:
    starts, ends, asked = questions
    if not starts or position < starts[0]:
        if piece.is_heading and not around.heading:
            around.heading = text
        elif not same(text, around.heading):
            around.introduction.append(piece)
        return
    if not re.search(r"\w", text):
        return
    before = max(index for index, start in enumerate(starts) if start < position)
    following = before + 1 if before + 1 < len(asked) else None
    # One control alone in the element that holds the text: it belongs to that control.
    block = piece.block
    near = [index for index, each in enumerate(asked) if _within(each, block)]
    near = near or [index for index, each in enumerate(asked) if _within(each, block.parent)]
    if len(near) == 1 and not piece.is_heading:
        asked[near[0]].naming.help(text)
    elif not piece.is_heading and any(is_hint(each) for each in _inner(piece)):
        asked[before].naming.help(text)
    elif following is not None and position > ends[before]:
        asked[following].naming.helps.insert(0, one_line(text))
    elif position < ends[before]:
        asked[before].naming.help(text)
    else:
        around.introduction.append(piece)


def _within(asked: Asked, block: Tag | None) -> bool:
    return (
        block is not None
        and block.name != "form"
        and any(parent is block for parent in asked.control.first.parents)
    )


def _inner(piece: Piece) -> list[Tag]:
    parents: list[Tag] = [piece.block]
    for parent in piece.strings[0].parents:
        if parent is piece.block:
            break
        parents.append(parent)
    return parents
