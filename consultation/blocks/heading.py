from wagtail import blocks


class HeadingBlock(blocks.StructBlock):
    """A heading within the page; the larger ones make up its list of contents."""

    text = blocks.CharBlock(max_length=200)
    level = blocks.ChoiceBlock(
        choices=[("h2", "Heading"), ("h3", "Smaller heading")],
        default="h2",
        help_text="Use a smaller heading only below a heading.",
    )

    class Meta:
        icon = "title"
        label = "Heading"
        description = "A heading. Headings also make the list of contents at the top of the page."
        template = "components/blocks/heading.html"
        preview_value = {"text": "What we heard", "level": "h2"}
