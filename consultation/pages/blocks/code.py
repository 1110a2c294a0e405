from wagtail import blocks


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
