"""The blocks of texts, pictures and files."""

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
# In boxes, folds and tables; a rule would part the box, and not the text.
SMALLER_FEATURES = [each for each in FEATURES if each not in ("blockquote", "hr")]


class NotedTextBlock(RichTextBlockWithFootnotes):
    """A text with footnotes inside of another block, drawn by `include_block` alone."""

    features = SMALLER_FEATURES

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", list(self.features))
        super().__init__(**kwargs)

    def render_footnote_tag(self, index: int, reference_index: int) -> str:
        # No line end may part it from the word before a comma.
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
    """A heading within the page; the larger ones make up its list of contents."""

    text = blocks.CharBlock(max_length=200)
    level = blocks.ChoiceBlock(
        choices=[("h2", "Heading"), ("h3", "Smaller heading"), ("h4", "Smallest heading")],
        default="h2",
        help_text="Use a smaller heading only below a heading.",
    )
    anchor = blocks.CharBlock(
        required=False,
        max_length=200,
        label="End of its address",
        help_text=(
            "What stands after # in links to this heading. Leave it empty to have it made from "
            "the text; where it is filled in, other pages may link to it."
        ),
        search_index=False,
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        # An address ends with any letters, but no space and nothing that ends it.
        if re.search(r"""[\s"'<>#]""", cleaned.get("anchor") or ""):
            error = ValidationError("Use letters, digits and hyphens only.")
            raise StructBlockValidationError(block_errors={"anchor": error})
        return cleaned

    class Meta:
        icon = "title"
        description = "A heading. Headings also make the list of contents at the top of the page."
        template = "components/blocks/heading.html"
        preview_value = {"text": "What we heard", "level": "h2"}


class QuoteBlock(blocks.StructBlock):
    """What somebody said, and who."""

    quote = blocks.TextBlock()
    attribution = blocks.CharBlock(required=False, max_length=250, label="Who said it")
    source = blocks.URLBlock(required=False, label="Where it can be read")

    class Meta:
        icon = "openquote"
        description = "What somebody said, with their name or role."
        template = "components/blocks/quote.html"
        preview_value = PREVIEWS["quote"]


class CalloutBlock(blocks.StructBlock):
    """A box that stands out from the text."""

    kind = blocks.ChoiceBlock(
        choices=[("information", "Good to know"), ("important", "Important")], default="information"
    )
    title = blocks.CharBlock(required=False, max_length=150)
    text = NotedTextBlock()

    class Meta:
        icon = "info-circle"
        description = "A box for what readers must not miss."
        template = "components/blocks/callout.html"
        preview_value = PREVIEWS["callout"]


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
        description = "One or more lines that open to show more: background, definitions, examples."
        template = "components/blocks/details.html"
        preview_value = PREVIEWS["details"]


class CodeBlock(blocks.StructBlock):
    """Lines that are shown exactly as they were written, spaces included."""

    code = blocks.TextBlock(label="Lines", help_text="Shown as they stand here, letter by letter.")
    language = blocks.CharBlock(
        required=False,
        max_length=40,
        help_text="What kind of lines these are, such as “SQL”. Not shown; it is read aloud.",
    )

    class Meta:
        icon = "code"
        label = "Lines of code"
        description = "Code, a formula or a file’s content, with every space where it was."
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
        required=False, label="The first column names what each row is about"
    )

    class Meta:
        icon = "table"
        description = "Rows and columns with a caption, readable on a phone and aloud."
        template = "components/blocks/table.html"
        preview_value = PREVIEWS["table"]


class PictureBlock(blocks.StructBlock):
    """A picture with its alternative text, or marked as decoration."""

    image = ImageBlock(
        help_text=(
            "Describe what the picture says in the alternative text. "
            "Mark it as decorative only if nothing is lost without it."
        )
    )
    caption = blocks.CharBlock(required=False, max_length=500)

    class Meta:
        icon = "image"
        label = "Picture"
        description = "A picture with alternative text and, if you like, a caption."
        template = "components/blocks/image.html"
        preview_template = "components/blocks/image_preview.html"
        preview_value: dict[str, Any] = {"image": None, "caption": "Where the caption stands"}


class CycleValue(blocks.StructValue):
    """Steps that lead to each other in a ring."""

    @property
    def steps_with_next(self) -> list[tuple[Any, Any]]:
        """Each step with the one it leads to; the last leads to the first."""
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
    """Three to six steps that lead to each other, drawn as a ring of real text."""

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
        help_text="Leave this empty to use the document’s own title.",
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
    """Something that is shown elsewhere, on a site that a reader is told."""

    @property
    def host(self) -> str:
        return urlsplit(self.get("url") or "").netloc.removeprefix("www.")


class EmbedBlock(blocks.StructBlock):
    """A film or recording on another site, reached by a link.

    Nothing is loaded from there: whoever reads a consultation is not reported
    to a film platform, and the page needs no consent banner.
    """

    title = blocks.CharBlock(max_length=200)
    url = blocks.URLBlock(label="Address", help_text="Where the film or recording can be seen.")
    description = blocks.TextBlock(required=False)
    transcript = blocks.RichTextBlock(
        required=False,
        features=["bold", "italic", "ol", "ul"],
        help_text="What is said and shown, for all who cannot hear, see or load it.",
    )

    class Meta:
        icon = "media"
        label = "Film or recording"
        description = "A film or recording on another site, as a link with its transcript."
        template = "components/blocks/embed.html"
        value_class = EmbedValue
        preview_value = PREVIEWS["embed"]
