"""The list of contents of one page, from its heading blocks."""

from dataclasses import dataclass, field

from django.utils.text import slugify
from wagtail.blocks import StreamValue


@dataclass(slots=True)
class ContentsEntry:
    """A heading with the smaller ones under it."""

    text: str
    anchor: str
    children: list["ContentsEntry"] = field(default_factory=list)


def unique_anchor(text: str, taken: set[str]) -> str:
    """Return an anchor for a heading and note that it is taken."""
    base = slugify(text) or "section"
    anchor, number = base, 2
    while anchor in taken:
        anchor, number = f"{base}-{number}", number + 1
    taken.add(anchor)
    return anchor


def list_contents(body: StreamValue, reserved: set[str]) -> list[ContentsEntry]:
    """Give every heading of a body its anchor and return the list of contents.

    Args:
        body: the page's blocks; values of headings get a `shown_anchor`, those of outcomes an
            `anchor`.
        reserved: ids that the page's template uses itself.
    """
    taken = set(reserved)
    # Headings that ask for an anchor get it before others get it by chance.
    for block in body:
        if block.block_type == "heading":
            wish = block.value.get("anchor") or ""
            block.value.shown_anchor = "" if wish in taken else wish
            taken.add(wish)
    contents: list[ContentsEntry] = []
    chapter: ContentsEntry | None = None
    for block in body:
        value = block.value
        if block.block_type == "heading":
            value.shown_anchor = value.shown_anchor or unique_anchor(value["text"], taken)
            entry = ContentsEntry(value["text"], value.shown_anchor)
            if value["level"] == "h3" and contents:
                contents[-1].children.append(entry)
            elif value["level"] != "h4":
                contents.append(entry)
                chapter = entry
        elif block.block_type == "outcome":
            value.anchor = unique_anchor(value["subject"], taken)
            # Below a heading its own is a smaller one.
            value.level = "h3" if chapter else "h2"
            entry = ContentsEntry(value["subject"], value.anchor)
            (chapter.children if chapter else contents).append(entry)
        elif block.block_type == "feedback_form":
            contents.append(ContentsEntry(value["heading"], "feedback"))
    return contents
