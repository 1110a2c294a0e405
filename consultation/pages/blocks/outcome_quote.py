from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from consultation.responses.publication.choosers import PublishedAnswerChooserBlock
from consultation.responses.publication.policy import NOT_PUBLIC, published_words


class PublishedQuoteBlock(blocks.StructBlock):
    """Somebody's words, with their consent: a published answer, or something said elsewhere.

    Of an answer the block holds no word: whether it may be shown, and how, is
    asked each time, and what is withdrawn or erased is gone from here as well.
    """

    answer = PublishedAnswerChooserBlock(
        required=False,
        label="Published answer",
        help_text=(
            "Only answers that an analyst has published can be chosen: with consent, and without "
            "what tells who it was."
        ),
    )
    quote = blocks.TextBlock(
        required=False,
        label="Or words said elsewhere",
        help_text="If it is from no response. Leave out whatever tells who it was.",
    )
    said_at = blocks.CharBlock(
        required=False,
        max_length=150,
        label="Where they were said",
        help_text="“At the workshop in May”, for instance. Shown.",
    )
    checked = blocks.BooleanBlock(
        required=False,
        label="Compared with the original",
        help_text=(
            "For words said elsewhere: somebody who may read the original has compared these "
            "words with it. Nothing in them tells who said it, and they may be public."
        ),
    )
    who = blocks.CharBlock(
        required=False,
        max_length=150,
        label="Who said it",
        help_text=(
            "By role only, such as “A head of service”. Never a name. Leave this empty to show "
            "what the analyst wrote beside the answer."
        ),
    )

    def clean(self, value: Any) -> Any:
        """Ask for one source, and refuse an answer that is not public."""
        cleaned = super().clean(value)
        errors: dict[str, str] = {}
        answer = cleaned.get("answer")
        elsewhere = {name: (cleaned.get(name) or "").strip() for name in ("quote", "said_at")}
        if answer:
            if answer.pk not in published_words([answer.pk]):
                errors["answer"] = NOT_PUBLIC
            elif any(elsewhere.values()) and not self.is_deferred_validation:
                errors["answer"] = "Choose an answer or give words said elsewhere, not both."
        elif not self.is_deferred_validation:
            errors = self._missing(cleaned, elsewhere)
        if errors:
            raise StructBlockValidationError(
                block_errors={name: ValidationError(error) for name, error in errors.items()}
            )
        return cleaned

    def _missing(self, value: Any, elsewhere: dict[str, str]) -> dict[str, str]:
        """Return what words from elsewhere lack, by the field to say it at."""
        if not any(elsewhere.values()):
            return {"answer": "Choose a published answer, or give words said elsewhere."}
        said = {
            "quote": elsewhere["quote"],
            "said_at": elsewhere["said_at"],
            "checked": value.get("checked"),
            "who": (value.get("who") or "").strip(),
        }
        messages = {
            "quote": "Give the words.",
            "said_at": "Say where this was said.",
            "checked": "Have somebody compare the words with the original, and tick this.",
            "who": "Say who said it, by role.",
        }
        return {name: messages[name] for name, given in said.items() if not given}

    class Meta:
        icon = "openquote"
        label = "Quote"
