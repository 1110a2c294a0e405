"""The blocks of text, images and files."""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail_footnotes.blocks import RichTextBlockWithFootnotes

# Examples of what blocks look like, for the list that editors choose them from.
PREVIEWS: dict[str, Any] = json.loads(Path(__file__).with_name("previews.json").read_text())

# Headings have a block of their own, so that the list of contents is complete.
FEATURES = [
    "bold", "italic", "superscript", "subscript", "code", "link", "document-link", "ol", "ul",
    "blockquote", "hr", "footnotes",
]  # fmt: skip
# In boxes, folds and tables; a horizontal rule would divide the box, not the text.
SMALLER_FEATURES = [each for each in FEATURES if each not in ("blockquote", "hr")]


class NotedTextBlock(RichTextBlockWithFootnotes):
    """A text with footnotes inside another block; only `include_block` renders it."""

    features = SMALLER_FEATURES

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", list(self.features))
        super().__init__(**kwargs)

    def render_footnote_tag(self, index: int, reference_index: int) -> str:
        # No line break may separate it from the word before a comma.
        return str(super().render_footnote_tag(index, reference_index)).strip()

    def replace_footnote_tags(self, value: Any, html: str, context: Any = None) -> str:
        # Looks for footnotes only where the text has some.
        if "<footnote" not in html:
            return html
        return super().replace_footnote_tags(value, html, context=context)


class TextBlock(NotedTextBlock):
    """Paragraphs, lists and links, with footnotes."""

    features = FEATURES

    class Meta:
        icon = "pilcrow"
        label = "Text"
        description = "Paragraphs, lists and links, with footnotes."
        template = "components/blocks/rich_text.html"
        preview_value = PREVIEWS["rich_text"]


class HeadingBlock(blocks.StructBlock):
    """A heading; the larger ones make up the page's list of contents."""

    text = blocks.CharBlock(max_length=200)
    level = blocks.ChoiceBlock(
        choices=[("h2", "Heading"), ("h3", "Smaller heading"), ("h4", "Smallest heading")],
        default="h2",
        help_text="Use a smaller heading only below a larger one.",
    )
    anchor = blocks.CharBlock(
        required=False,
        max_length=200,
        label="Anchor",
        help_text=(
            "The part after # in links to this heading. Leave blank to have it made from the text. "
            "If you change it, existing links stop working."
        ),
        search_index=False,
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        # Any letters, but no spaces and no character that would end the address.
        if re.search(r"""[\s"'<>#]""", cleaned.get("anchor") or ""):
            error = ValidationError("Use only letters, digits and hyphens.")
            raise StructBlockValidationError(block_errors={"anchor": error})
        return cleaned

    class Meta:
        icon = "title"
        description = "A heading. Headings also form the list of contents at the top of the page."
        template = "components/blocks/heading.html"
        preview_value = {"text": "What we heard", "level": "h2"}


class QuoteBlock(blocks.StructBlock):
    """A quote, with its author."""

    quote = blocks.TextBlock()
    attribution = blocks.CharBlock(required=False, max_length=250, label="Who said it")
    source = blocks.URLBlock(required=False, label="Link to the source")

    class Meta:
        icon = "openquote"
        description = "A quote, with the name or role of the person who said it."
        template = "components/blocks/quote.html"
        preview_value = PREVIEWS["quote"]


class CalloutBlock(blocks.StructBlock):
    """A box that is set apart from the text."""

    kind = blocks.ChoiceBlock(
        choices=[("information", "Information"), ("important", "Important")], default="information"
    )
    title = blocks.CharBlock(required=False, max_length=150)
    text = NotedTextBlock()

    class Meta:
        icon = "info-circle"
        description = "A box for information that readers must not miss."
        template = "components/blocks/callout.html"
        preview_value = PREVIEWS["callout"]


class DetailsItemBlock(blocks.StructBlock):
    """One heading with the text that opens below it."""

    summary = blocks.CharBlock(max_length=200, label="Always visible")
    text = NotedTextBlock(label="Opens below")

    class Meta:
        icon = "collapse-down"
        label = "Item"


class DetailsBlock(blocks.StructBlock):
    """Text that readers can open."""

    items = blocks.ListBlock(DetailsItemBlock(), min_num=1)

    class Meta:
        icon = "collapse-down"
        description = "Headings that open to show more, such as background or examples."
        template = "components/blocks/details.html"
        preview_value = PREVIEWS["details"]


class CodeBlock(blocks.StructBlock):
    """Lines shown exactly as they were written, spaces included."""

    code = blocks.TextBlock(label="Code", help_text="Shown exactly as you enter it.")
    language = blocks.CharBlock(
        required=False,
        max_length=40,
        help_text="Such as “SQL”. Screen readers read it aloud; it is not shown.",
    )

    class Meta:
        icon = "code"
        label = "Code"
        description = "Program code, a formula or the content of a file, with all its spaces."
        template = "components/blocks/code.html"
        preview_value = {"code": "if answered:\n    thank(respondent)", "language": "Python"}


class TableBlock(blocks.StructBlock):
    """A table with a caption and column headings."""

    caption = blocks.CharBlock(
        required=False,
        max_length=250,
        help_text="What the table shows, in a few words. Leave it empty only if a heading says it.",
    )
    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(label="Text", required=False)),
            ("rich_text", NotedTextBlock(label="Text with links", required=False)),
            ("numeric", blocks.FloatBlock(label="Number", required=False)),
        ]
    )
    row_headers = blocks.BooleanBlock(
        required=False, label="The first column is the heading of each row"
    )

    class Meta:
        icon = "table"
        description = "Rows and columns with a caption, for phones and screen readers too."
        template = "components/blocks/table.html"
        preview_value = PREVIEWS["table"]


class PictureBlock(blocks.StructBlock):
    """An image with its alternative text, or marked as decorative."""

    image = ImageBlock(
        help_text=(
            "Describe what the image shows in the alternative text. "
            "Mark it as decorative only if it adds no information."
        )
    )
    caption = blocks.CharBlock(required=False, max_length=500)

    class Meta:
        icon = "image"
        label = "Image"
        description = "An image with alternative text and an optional caption."
        template = "components/blocks/image.html"
        preview_template = "components/blocks/image_preview.html"
        preview_value: dict[str, Any] = {"image": None, "caption": "The caption of the image"}


class CycleValue(blocks.StructValue):
    """Steps that lead to each other in a ring."""

    @property
    def steps_with_next(self) -> list[tuple[Any, Any]]:
        """Each step with the next one; the last leads to the first."""
        steps = list(self["steps"])
        return list(zip(steps, steps[1:] + steps[:1], strict=True))


class CycleStepBlock(blocks.StructBlock):
    """One step of the ring."""

    title = blocks.CharBlock(max_length=80)
    text = blocks.CharBlock(required=False, max_length=200)

    class Meta:
        icon = "rotate"
        label = "Step"


class CycleBlock(blocks.StructBlock):
    """Three to six steps that lead to each other, as a ring of real text."""

    title = blocks.CharBlock(max_length=150)
    introduction = blocks.TextBlock(required=False)
    steps = blocks.ListBlock(CycleStepBlock(), min_num=3, max_num=6)

    class Meta:
        icon = "rotate"
        label = "Cycle diagram"
        description = "Three to six steps, each leading to the next and the last to the first."
        template = "components/blocks/cycle.html"
        value_class = CycleValue
        preview_value = PREVIEWS["cycle"]


class DocumentBlock(blocks.StructBlock):
    """A document to download."""

    document = DocumentChooserBlock()
    title = blocks.CharBlock(
        required=False,
        max_length=200,
        help_text="Leave blank to use the document’s own title.",
    )
    description = blocks.TextBlock(required=False)

    def get_preview_value(self) -> Any:
        value = super().get_preview_value()
        # The library may have none yet.
        value["document"] = get_document_model()(
            pk=0, title="The full report", file="full-report.pdf", file_size=1_200_000
        )
        return value

    class Meta:
        icon = "doc-full"
        description = "A document to download, with its type and size."
        template = "components/blocks/document.html"
        preview_value = PREVIEWS["document"]


class EmbedValue(blocks.StructValue):
    """The value of a link to a video or audio file, with its host."""

    @property
    def host(self) -> str:
        return urlsplit(self.get("url") or "").netloc.removeprefix("www.")


class EmbedBlock(blocks.StructBlock):
    """A video or audio file on another website, as a link.

    Nothing is loaded from there: readers are not reported to a video platform, and the page needs
    no consent banner.
    """

    title = blocks.CharBlock(max_length=200)
    url = blocks.URLBlock(label="Web address")
    description = blocks.TextBlock(required=False)
    transcript = blocks.RichTextBlock(
        required=False,
        features=["bold", "italic", "ol", "ul"],
        help_text="What is said and shown, for people who cannot hear, see or load it.",
    )

    class Meta:
        icon = "media"
        label = "Video or audio"
        description = "A video or audio on another website, as a link with a transcript."
        template = "components/blocks/embed.html"
        value_class = EmbedValue
        preview_value = PREVIEWS["embed"]
