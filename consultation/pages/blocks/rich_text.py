from typing import Any

from wagtail_footnotes.blocks import RichTextBlockWithFootnotes

# Headings have a block of their own, so that the list of contents is complete.
FEATURES = [
    "bold",
    "italic",
    "superscript",
    "subscript",
    "code",
    "link",
    "document-link",
    "ol",
    "ul",
    "blockquote",
    "hr",
    "footnotes",
]
# In boxes, folds and tables; a rule would part the box, and not the text.
SMALLER_FEATURES = [each for each in FEATURES if each not in ("blockquote", "hr")]


class NotedTextBlock(RichTextBlockWithFootnotes):
    """A text with footnotes inside of another block, drawn by `include_block` alone."""

    features = SMALLER_FEATURES

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", list(self.features))
        super().__init__(**kwargs)

    def render_footnote_tag(self, index: int, reference_index: int) -> str:
        """Return the reference with no line end to part it from the word before a comma."""
        return str(super().render_footnote_tag(index, reference_index)).strip()

    def replace_footnote_tags(self, value: Any, html: str, context: Any = None) -> str:
        """Replace footnote tags, without looking for footnotes where the text has none."""
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
        preview_value = (
            "<p>By working together, people make <b>better tools</b>. "
            "Better tools help services to improve.</p>"
        )
