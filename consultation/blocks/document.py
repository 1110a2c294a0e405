from typing import Any

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock


class DocumentBlock(blocks.StructBlock):
    """A document to download."""

    document = DocumentChooserBlock()
    title = blocks.CharBlock(
        required=False,
        max_length=200,
        help_text="Leave this empty to use the document’s own title.",
    )
    description = blocks.TextBlock(required=False)

    class Meta:
        icon = "doc-full"
        label = "Document"
        description = "A document to download, with its type and size."
        template = "components/blocks/document.html"
        preview_value: dict[str, Any] = {
            "document": None,
            "title": "The full report",
            "description": "All chapters and appendices in one file.",
        }
