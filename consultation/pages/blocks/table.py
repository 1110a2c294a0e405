from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock

from .rich_text import NotedTextBlock


class TableBlock(blocks.StructBlock):
    """A table with a caption and column headings."""

    caption = blocks.CharBlock(max_length=250, help_text="What the table shows, in a few words.")
    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(label="Text", required=False)),
            ("rich_text", NotedTextBlock(label="Text with links", required=False)),
            ("numeric", blocks.FloatBlock(label="Number", required=False)),
        ]
    )
    row_headers = blocks.BooleanBlock(
        required=False, label="The first column names what each row is about"
    )

    class Meta:
        icon = "table"
        label = "Table"
        description = "Rows and columns with a caption, readable on a phone and aloud."
        template = "components/blocks/table.html"
        preview_value = {
            "caption": "Answers by month",
            "row_headers": True,
            "table": {
                "columns": [
                    {"type": "text", "heading": "Month"},
                    {"type": "numeric", "heading": "Answers"},
                ],
                "rows": [{"values": ["October", 42]}, {"values": ["November", 57]}],
                "caption": "",
            },
        }
