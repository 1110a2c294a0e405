"""The values in a page's texts and blocks, as they are stored, each with the block it is of."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock

# Is given the block, its value and the place, such as "Block 3, Text"; returns the value to store.
Visit = Callable[[blocks.Block, Any, str], Any]

_RICH_TEXT = blocks.RichTextBlock()


def visit_values(page: Model, visit: Visit) -> bool:
    """Visit every value of a page's streams, rich texts and footnotes, and keep what is returned.

    Costs one query for the footnotes, however long the page is. Saves nothing.

    Returns:
        Whether anything is another value now.
    """
    changed = False
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            raw = list(getattr(page, field.name).raw_data)
            new = [
                _visit_child(field.stream_block, child, number, visit)
                for number, child in enumerate(raw, 1)
            ]
            if new != raw:
                setattr(page, field.name, field.to_python(new))
                changed = True
        elif isinstance(field, RichTextField):
            old = getattr(page, field.name)
            text = visit(_RICH_TEXT, old, str(capfirst(field.verbose_name)))
            if text != old:
                setattr(page, field.name, text)
                changed = True
    notes = list(page.footnotes.all()) if hasattr(page, "footnotes") else []
    texts = [visit(_RICH_TEXT, note.text, gettext("Footnote")) for note in notes]
    if texts != [note.text for note in notes]:
        for note, text in zip(notes, texts, strict=True):
            note.text = text
        page.footnotes.set(notes)  # type: ignore[attr-defined]
        changed = True
    return changed


def _visit_child(stream: blocks.StreamBlock, child: Any, number: int, visit: Visit) -> Any:
    block = stream.child_blocks.get(child["type"])
    if block is None:
        return child
    names = {"number": number, "label": block.label}
    place = gettext("Block %(number)d, %(label)s") % names
    return child | {"value": _visited(block, child["value"], place, visit)}


def _visited(block: blocks.Block | None, value: Any, place: str, visit: Visit) -> Any:
    """Return the value of a block after a visit; as it is if its type no longer exists."""
    if block is None or value is None:
        return value
    if isinstance(block, blocks.StreamBlock):
        kinds: Any = block.child_blocks
        return [
            child | {"value": _visited(kinds.get(child["type"]), child["value"], place, visit)}
            for child in value
        ]
    if isinstance(block, TypedTableBlock):
        kinds = [block.child_blocks.get(column["type"]) for column in value["columns"]]
        rows = [
            row
            | {
                "values": [
                    _visited(*cell, place, visit)
                    for cell in zip(kinds, row["values"], strict=False)
                ]
            }
            for row in value["rows"]
        ]
        return value | {"rows": rows}
    if isinstance(block, blocks.ListBlock):
        return list(_visited_items(block, value, place, visit))
    if isinstance(block, blocks.StructBlock) and not isinstance(block, ImageBlock):
        below = {name: block.child_blocks[name] for name in block.child_blocks if name in value}
        return value | {
            name: _visited(child, value[name], place, visit) for name, child in below.items()
        }
    return visit(block, value, place)


def _visited_items(block: blocks.ListBlock, value: Any, place: str, visit: Visit) -> Any:
    for item in value:
        # Lists that programs made may hold the bare values.
        is_wrapped = block._item_is_in_block_format(item)
        old = item["value"] if is_wrapped else item
        new = _visited(block.child_block, old, place, visit)
        # A list of choices has no empty ones.
        if new is not None or old is None:
            yield item | {"value": new} if is_wrapped else new
