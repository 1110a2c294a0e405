"""Blocks as data that mean the same in another portal: no ids, but paths and codes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wagtail import blocks
from wagtail.blocks import ChooserBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from consultation.importing.archive.rich_text import parse, stored


@dataclass(frozen=True, slots=True)
class Names:
    """How an archive names what a portal knows by ids.

    Args:
        page: returns the path of a page by its id, or its full address; "" where it is gone.
        chosen: returns the name of what a block chose, by its model and id; None where it is gone.
        footnote: returns the name of a footnote of this page by its id, or "".
    """

    page: Callable[[str], str]
    chosen: Callable[[Any, Any], str | None]
    footnote: Callable[[str], str]


def portable_html(html: str, names: Names) -> str:
    """Return a rich text whose links name files, without the keys of its paragraphs.

    The link to a page has its path in `page`, that to a document in `document`, and a
    footnote its number on the page. A link that leads nowhere is only its text.
    """
    soup = parse(html or "")
    for tag in soup.find_all(True):
        tag.attrs.pop("data-block-key", None)
        if tag.name == "footnote":
            name = names.footnote(str(tag.get("id") or ""))
            tag.attrs = {"id": name} if name else {}
            tag.clear()
        if tag.name != "a":
            continue
        kind, number = tag.get("linktype"), tag.get("id")
        if kind == "page":
            path = names.page(str(number))
            anchor = str(tag.get("anchor") or "")
            tag.attrs = {"href": path} if "://" in path else {"page": path}
            if anchor:
                tag["anchor"] = anchor
        elif kind == "document":
            tag.attrs = {"document": _document(number, names) or ""}
        if not any(tag.attrs.values()):
            tag.unwrap()
    return stored(soup)


def _document(number: Any, names: Names) -> str | None:
    from wagtail.documents import get_document_model

    return names.chosen(get_document_model(), number)


def portable_block(block: blocks.Block, raw: Any, names: Names) -> Any:
    """Return a block's raw value as JSON-ready data that means the same elsewhere.

    Args:
        block: its definition.
        raw: its value as the block itself prepares it for the database.
        names: how things are named.
    """
    if isinstance(block, blocks.StreamBlock):
        return [
            {
                "type": child["type"],
                "value": portable_block(block.child_blocks[child["type"]], child["value"], names),
            }
            for child in raw or ()
        ]
    if isinstance(block, blocks.StructBlock):
        return {
            name: portable_block(child, (raw or {}).get(name), names)
            for name, child in block.child_blocks.items()
        }
    if isinstance(block, blocks.ListBlock):
        return [portable_block(block.child_block, item["value"], names) for item in raw or ()]
    if isinstance(block, TypedTableBlock):
        return _portable_table(block, raw, names)
    if isinstance(block, blocks.RichTextBlock):
        return portable_html(raw or "", names)
    if isinstance(block, ChooserBlock):
        return names.chosen(block.model_class, raw)
    return raw


def _portable_table(block: TypedTableBlock, raw: Mapping[str, Any], names: Names) -> dict[str, Any]:
    kinds = [block.child_blocks[column["type"]] for column in raw["columns"]]
    return {
        "columns": list(raw["columns"]),
        "rows": [
            [
                portable_block(kind, cell, names)
                for kind, cell in zip(kinds, row["values"], strict=True)
            ]
            for row in raw["rows"]
        ],
    }
