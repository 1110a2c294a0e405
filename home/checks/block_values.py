"""The single values of a page: what an editor typed or chose, with the place where it stands."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page


class BlockValue(NamedTuple):
    """One value as it is stored, and where it stands, as "block 3, Text"."""

    block: blocks.Block
    value: Any
    place: str

    @property
    def rich_text(self) -> str:
        """The HTML of a text with links and lists; "" of anything else."""
        return (self.value or "") if isinstance(self.block, blocks.RichTextBlock) else ""


def page_values(page: Page) -> Iterator[BlockValue]:
    """Yield every value of a page's streams, rich texts and footnotes."""
    rich_text = blocks.RichTextBlock()
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            for number, child in enumerate(getattr(page, field.name).raw_data, 1):
                if block := field.stream_block.child_blocks.get(child["type"]):
                    yield from _values(block, child["value"], f"block {number}, {block.label}")
        elif isinstance(field, RichTextField):
            yield BlockValue(rich_text, getattr(page, field.name), str(field.verbose_name))
    footnotes = getattr(page, "footnotes", None)
    for footnote in footnotes.all() if footnotes else ():
        yield BlockValue(rich_text, footnote.text, "a footnote")


def _values(block: blocks.Block | None, value: Any, place: str) -> Iterator[BlockValue]:
    """Yield the values within a block, from its raw data; none of a block that is no more."""
    if block is None or value is None:
        return
    below: list[tuple[Any, Any]]
    if isinstance(block, blocks.StreamBlock):
        below = [(block.child_blocks.get(child["type"]), child["value"]) for child in value]
    elif isinstance(block, TypedTableBlock):
        kinds = [block.child_blocks.get(column["type"]) for column in value["columns"]]
        below = [cell for row in value["rows"] for cell in zip(kinds, row["values"], strict=False)]
    elif isinstance(block, blocks.ListBlock):
        # Lists that programs made may hold the bare values.
        is_wrapped = block._item_is_in_block_format
        below = [(block.child_block, i["value"] if is_wrapped(i) else i) for i in value]
    elif isinstance(block, blocks.StructBlock) and not isinstance(block, ImageBlock):
        below = [(child, value.get(name)) for name, child in block.child_blocks.items()]
    else:
        yield BlockValue(block, value, place)
        return
    for child, child_value in below:
        yield from _values(child, child_value, place)
