import re
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

# What an address can end with: any letters, but no space and nothing that ends it.
_ANCHOR = re.compile(r"""[^\s"'<>#]+""")


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
        """Refuse what no address can end with."""
        cleaned = super().clean(value)
        anchor = cleaned.get("anchor") or ""
        if anchor and not _ANCHOR.fullmatch(anchor):
            raise StructBlockValidationError(
                block_errors={"anchor": ValidationError("Use letters, digits and hyphens only.")}
            )
        return cleaned

    class Meta:
        icon = "title"
        label = "Heading"
        description = "A heading. Headings also make the list of contents at the top of the page."
        template = "components/blocks/heading.html"
        preview_value = {"text": "What we heard", "level": "h2"}
