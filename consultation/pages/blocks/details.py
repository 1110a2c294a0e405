from wagtail import blocks

from .rich_text import NotedTextBlock


class DetailsItemBlock(blocks.StructBlock):
    """One heading with the text that opens under it."""

    summary = blocks.CharBlock(max_length=200, label="Always visible")
    text = NotedTextBlock(label="Opens below")

    class Meta:
        icon = "collapse-down"
        label = "Item"


class DetailsBlock(blocks.StructBlock):
    """Text that readers open when they want it."""

    items = blocks.ListBlock(DetailsItemBlock(), min_num=1)

    class Meta:
        icon = "collapse-down"
        label = "Details"
        description = "One or more lines that open to show more: background, definitions, examples."
        template = "components/blocks/details.html"
        preview_value = {
            "items": [
                {"summary": "What is a Centre of Excellence?", "text": "<p>A shared team.</p>"}
            ]
        }
