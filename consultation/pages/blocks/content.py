"""The blocks of text, images and files."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents import get_document_model
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail_footnotes.blocks import RichTextBlockWithFootnotes

from consultation.pages.blocks import previews

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
        label = _("Text")
        description = _("Paragraphs, lists and links, with footnotes.")
        template = "components/blocks/rich_text.html"
        preview_value = previews.RICH_TEXT


class HeadingBlock(blocks.StructBlock):
    """A heading; the larger ones make up the page's list of contents."""

    text = blocks.CharBlock(max_length=200, label=_("Text"))
    level = blocks.ChoiceBlock(
        choices=[
            ("h2", _("Heading")),
            ("h3", _("Smaller heading")),
            ("h4", _("Smallest heading")),
        ],
        label=_("Level"),
        default="h2",
        help_text=_("Use a smaller heading only below a larger one."),
    )
    anchor = blocks.CharBlock(
        required=False,
        max_length=200,
        label=_("Anchor"),
        help_text=_(
            "The part after # in links to this heading. Leave blank to have it made from the text. "
            "If you change it, existing links stop working."
        ),
        search_index=False,
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        # Any letters, but no spaces and no character that would end the address.
        if re.search(r"""[\s"'<>#]""", cleaned.get("anchor") or ""):
            error = ValidationError(_("Use only letters, digits and hyphens."))
            raise StructBlockValidationError(block_errors={"anchor": error})
        return cleaned

    class Meta:
        icon = "title"
        label = _("Heading")
        description = _(
            "A heading. Headings also form the list of contents at the top of the page."
        )
        template = "components/blocks/heading.html"
        preview_value = {"text": _("What we heard"), "level": "h2"}


class QuoteBlock(blocks.StructBlock):
    """A quote, with its author."""

    quote = blocks.TextBlock(label=_("Quote"))
    attribution = blocks.CharBlock(required=False, max_length=250, label=_("Who said it"))
    source = blocks.URLBlock(required=False, label=_("Link to the source"))

    class Meta:
        icon = "openquote"
        label = _("Quote")
        description = _("A quote, with the name or role of the person who said it.")
        template = "components/blocks/quote.html"
        preview_value = previews.QUOTE


class CalloutBlock(blocks.StructBlock):
    """A box that is set apart from the text."""

    kind = blocks.ChoiceBlock(
        choices=[("information", _("Information")), ("important", _("Important"))],
        default="information",
        label=_("Kind"),
    )
    title = blocks.CharBlock(required=False, max_length=150, label=_("Title"))
    text = NotedTextBlock(label=_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        description = _("A box for information that readers must not miss.")
        template = "components/blocks/callout.html"
        preview_value = previews.CALLOUT


class DetailsItemBlock(blocks.StructBlock):
    """One heading with the text that opens below it."""

    summary = blocks.CharBlock(max_length=200, label=_("Always visible"))
    text = NotedTextBlock(label=_("Opens below"))

    class Meta:
        icon = "collapse-down"
        label = _("Item")


class DetailsBlock(blocks.StructBlock):
    """Text that readers can open."""

    items = blocks.ListBlock(DetailsItemBlock(), min_num=1, label=_("Items"))

    class Meta:
        icon = "collapse-down"
        label = _("Details")
        description = _("Headings that open to show more, such as background or examples.")
        template = "components/blocks/details.html"
        preview_value = previews.DETAILS


class CodeBlock(blocks.StructBlock):
    """Lines shown exactly as they were written, spaces included."""

    code = blocks.TextBlock(label=_("Code"), help_text=_("Shown exactly as you enter it."))
    language = blocks.CharBlock(
        required=False,
        max_length=40,
        label=_("Language"),
        help_text=_("Such as “SQL”. Screen readers read it aloud; it is not shown."),
    )

    class Meta:
        icon = "code"
        label = _("Code")
        description = _("Program code, a formula or the content of a file, with all its spaces.")
        template = "components/blocks/code.html"
        preview_value = {"code": "if answered:\n    thank(respondent)", "language": "Python"}


class TableBlock(blocks.StructBlock):
    """A table with a caption and column headings."""

    caption = blocks.CharBlock(
        required=False,
        max_length=250,
        label=_("Caption"),
        help_text=_(
            "What the table shows, in a few words. Leave it empty only if a heading says it."
        ),
    )
    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(label=_("Text"), required=False)),
            ("rich_text", NotedTextBlock(label=_("Text with links"), required=False)),
            ("numeric", blocks.FloatBlock(label=_("Number"), required=False)),
        ],
        label=_("Table"),
    )
    row_headers = blocks.BooleanBlock(
        required=False, label=_("The first column is the heading of each row")
    )

    class Meta:
        icon = "table"
        label = _("Table")
        description = _("Rows and columns with a caption, for phones and screen readers too.")
        template = "components/blocks/table.html"
        preview_value = previews.TABLE


class PictureBlock(blocks.StructBlock):
    """An image with its alternative text, or marked as decorative."""

    image = ImageBlock(
        help_text=_(
            "Describe what the image shows in the alternative text. "
            "Mark it as decorative only if it adds no information."
        ),
        label=_("Image"),
    )
    caption = blocks.CharBlock(required=False, max_length=500, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("Image")
        description = _("An image with alternative text and an optional caption.")
        template = "components/blocks/image.html"
        preview_template = "components/blocks/image_preview.html"
        preview_value: dict[str, Any] = {"image": None, "caption": _("The caption of the image")}


class CycleValue(blocks.StructValue):
    """Steps that lead to each other in a ring."""

    @property
    def steps_with_next(self) -> list[tuple[Any, Any]]:
        """Each step with the next one; the last leads to the first."""
        steps = list(self["steps"])
        return list(zip(steps, steps[1:] + steps[:1], strict=True))


class CycleStepBlock(blocks.StructBlock):
    """One step of the ring."""

    title = blocks.CharBlock(max_length=80, label=_("Title"))
    text = blocks.CharBlock(required=False, max_length=200, label=_("Text"))

    class Meta:
        icon = "rotate"
        label = _("Step")


class CycleBlock(blocks.StructBlock):
    """Three to six steps that lead to each other, as a ring of real text."""

    title = blocks.CharBlock(max_length=150, label=_("Title"))
    introduction = blocks.TextBlock(required=False, label=_("Introduction"))
    steps = blocks.ListBlock(CycleStepBlock(), min_num=3, max_num=6, label=_("Steps"))

    class Meta:
        icon = "rotate"
        label = _("Cycle diagram")
        description = _("Three to six steps, each leading to the next and the last to the first.")
        template = "components/blocks/cycle.html"
        value_class = CycleValue
        preview_value = previews.CYCLE


class DocumentBlock(blocks.StructBlock):
    """A document to download."""

    document = DocumentChooserBlock(label=_("Document"))
    title = blocks.CharBlock(
        required=False,
        max_length=200,
        label=_("Title"),
        help_text=_("Leave blank to use the document’s own title."),
    )
    description = blocks.TextBlock(required=False, label=_("Description"))

    def get_preview_value(self) -> Any:
        value = super().get_preview_value()
        # The library may have none yet.
        value["document"] = get_document_model()(
            pk=0, title=_("The full report"), file="full-report.pdf", file_size=1_200_000
        )
        return value

    class Meta:
        icon = "doc-full"
        label = _("Document")
        description = _("A document to download, with its type and size.")
        template = "components/blocks/document.html"
        preview_value = previews.DOCUMENT


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

    title = blocks.CharBlock(max_length=200, label=_("Title"))
    url = blocks.URLBlock(label=_("Web address"))
    description = blocks.TextBlock(required=False, label=_("Description"))
    transcript = blocks.RichTextBlock(
        required=False,
        features=["bold", "italic", "ol", "ul"],
        label=_("Transcript"),
        help_text=_("What is said and shown, for people who cannot hear, see or load it."),
    )

    class Meta:
        icon = "media"
        label = _("Video or audio")
        description = _("A video or audio on another website, as a link with a transcript.")
        template = "components/blocks/embed.html"
        value_class = EmbedValue
        preview_value = previews.EMBED
