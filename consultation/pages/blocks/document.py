from typing import Any

from wagtail import blocks
from wagtail.documents import get_document_model
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

    def get_preview_value(self) -> Any:
        """Show a document as a page would, though the library may have none yet."""
        value = super().get_preview_value()
        value["document"] = get_document_model()(
            pk=0, title="The full report", file="full-report.pdf", file_size=1_200_000
        )
        return value

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
