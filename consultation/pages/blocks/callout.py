from wagtail import blocks

from .rich_text import NotedTextBlock


class CalloutBlock(blocks.StructBlock):
    """A box that stands out from the text."""

    kind = blocks.ChoiceBlock(
        choices=[("information", "Good to know"), ("important", "Important")],
        default="information",
    )
    title = blocks.CharBlock(required=False, max_length=150)
    text = NotedTextBlock()

    class Meta:
        icon = "info-circle"
        label = "Callout"
        description = "A box for what readers must not miss."
        template = "components/blocks/callout.html"
        preview_value = {
            "kind": "important",
            "title": "Ideas, not commitments",
            "text": "<p>Nothing here has been decided.</p>",
        }
