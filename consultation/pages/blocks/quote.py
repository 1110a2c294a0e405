from wagtail import blocks


class QuoteBlock(blocks.StructBlock):
    """What somebody said, and who."""

    quote = blocks.TextBlock()
    attribution = blocks.CharBlock(required=False, max_length=250, label="Who said it")
    source = blocks.URLBlock(required=False, label="Where it can be read")

    class Meta:
        icon = "openquote"
        label = "Quote"
        description = "What somebody said, with their name or role."
        template = "components/blocks/quote.html"
        preview_value = {
            "quote": "Tools that we build together are tools that we use.",
            "attribution": "A local authority data lead",
        }
