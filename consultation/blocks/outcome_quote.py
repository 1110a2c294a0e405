from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from consultation.responses.quoting import refusals


class PublishedQuoteBlock(blocks.StructBlock):
    """Somebody's words, with their consent, from a response or from elsewhere.

    The block holds no link to the response that could lead anybody to it: only
    its reference, which is asked about consent each time the words are shown.
    """

    quote = blocks.TextBlock(label="Words", help_text="Leave out whatever tells who it was.")
    who = blocks.CharBlock(
        max_length=150,
        label="Who said it",
        help_text="By role only, such as “A head of service”. Never a name.",
    )
    reference = blocks.CharBlock(
        required=False,
        max_length=20,
        search_index=False,
        help_text=(
            "The reference of the response these words are from. It is not shown. The response "
            "must count, and who sent it must have agreed to be quoted."
        ),
    )
    said_at = blocks.CharBlock(
        required=False,
        max_length=150,
        label="Or where it was said",
        help_text="If it is from no response: “At the workshop in May”, for instance. Shown.",
    )
    checked = blocks.BooleanBlock(
        label="Compared with the original",
        help_text=(
            "Somebody who may read the original has compared these words with it. Nothing in "
            "them tells who said it, and they may be public."
        ),
    )

    def clean(self, value: Any) -> Any:
        """Ask for one source, and refuse a response that may not be quoted."""
        cleaned = super().clean(value)
        reference = (cleaned.get("reference") or "").strip()
        said_at = (cleaned.get("said_at") or "").strip()
        error = ""
        if reference and said_at:
            error = "Give the reference or say where it was said, not both."
        elif reference:
            error = refusals([reference])[reference]
        elif not said_at and not self.is_deferred_validation:
            error = "Give the reference of the response, or say below where it was said."
        if error:
            raise StructBlockValidationError(block_errors={"reference": ValidationError(error)})
        return cleaned

    class Meta:
        icon = "openquote"
        label = "Quote"
