"""The single values of a page: what an editor typed or chose, with the place where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page


@dataclass(frozen=True, slots=True)
class BlockValue:
    """One value.

    Args:
        block: what it was typed into; None for a rich text that is no block.
        value: the value as it is stored.
        place: where it stands, as "block 3, Text".
    """

    block: blocks.Block | None
    value: Any
    place: str

    @property
    def is_rich_text(self) -> bool:
        """Whether it is text with links and lists."""
        return self.block is None or isinstance(self.block, blocks.RichTextBlock)


def page_values(page: Page) -> Iterator[BlockValue]:
    """Yield every value of a page's streams, rich texts and footnotes."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            for number, child in enumerate(getattr(page, field.name).raw_data, 1):
                block = field.stream_block.child_blocks.get(child["type"])
                if block is not None:
                    yield from _values(block, child["value"], f"block {number}, {block.label}")
        elif isinstance(field, RichTextField):
            yield BlockValue(None, getattr(page, field.name), str(field.verbose_name))
    footnotes = getattr(page, "footnotes", None)
    for footnote in footnotes.all() if footnotes else ():
        yield BlockValue(None, footnote.text, "a footnote")


def _values(block: blocks.Block | None, value: Any, place: str) -> Iterator[BlockValue]:
    """Yield the values below a block, from its value as raw data."""
    below = None if value is None else _below(block, value)
    if below is not None:
        for child, child_value in below:
            yield from _values(child, child_value, place)
    elif block is not None:
        yield BlockValue(block, value, place)


def _below(block: blocks.Block | None, value: Any) -> list[tuple[Any, Any]] | None:
    """Return the blocks within a block, with their values; None where it is a single value."""
    if isinstance(block, ImageBlock):
        return None
    if isinstance(block, blocks.StreamBlock):
        return [(block.child_blocks.get(child["type"]), child["value"]) for child in value]
    if isinstance(block, TypedTableBlock):
        kinds = [block.child_blocks.get(column["type"]) for column in value["columns"]]
        return [cell for row in value["rows"] for cell in zip(kinds, row["values"], strict=False)]
    if isinstance(block, blocks.ListBlock):
        return [
            (block.child_block, item["value"] if _is_list_item(item) else item) for item in value
        ]
    if isinstance(block, blocks.StructBlock):
        return [(child, value.get(name)) for name, child in block.child_blocks.items()]
    return None


def _is_list_item(item: Any) -> bool:
    return isinstance(item, dict) and item.get("type") == "item"
