from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

from consultation.pages.outcomes import Cited, cite
from ideas.models import Idea

from .outcome_figures import IdeaFigureBlock, OtherFigureBlock
from .outcome_quote import PublishedQuoteBlock

WILL_NOT = "will_not"
STATUSES = {"done": "Done", "under_way": "Under way", WILL_NOT: "We will not do this"}


class OutcomeValue(blocks.StructValue):
    """One subject, with what it cites once that has been fetched."""

    # Set by whoever draws the whole page, so that many outcomes cost as much as one.
    cited: Cited | None = None
    anchor = ""
    level = "h2"

    @property
    def status_label(self) -> str:
        """How far it is, in words; "" where that is not said."""
        return STATUSES.get(self.get("status") or "", "")


class OutcomeBlock(blocks.StructBlock):
    """We asked, you said, we did: what came of one subject."""

    subject = blocks.CharBlock(
        max_length=200, help_text="What it is about, in a few words. It is the heading."
    )
    asked = blocks.RichTextBlock(
        label="We asked",
        features=["bold", "italic", "link"],
        help_text="What you asked, with a link to the page where you did.",
    )
    ideas = blocks.ListBlock(
        SnippetChooserBlock(Idea, label="Idea"),
        label="Ideas it is about",
        default=[],
        min_num=0,
        required=False,
        help_text="Each is shown with its status and a link to it.",
    )
    said = blocks.RichTextBlock(
        label="You said", features=["bold", "italic", "link", "document-link", "ol", "ul"]
    )
    figures = blocks.ListBlock(
        IdeaFigureBlock(), label="Figures from the results", default=[], min_num=0, required=False
    )
    other_figures = blocks.ListBlock(
        OtherFigureBlock(), label="Other figures", default=[], min_num=0, required=False
    )
    quotes = blocks.ListBlock(
        PublishedQuoteBlock(),
        label="Quotes",
        default=[],
        min_num=0,
        required=False,
        help_text="Only what somebody agreed to see in public, and only after a check.",
    )
    did = blocks.RichTextBlock(
        label="We did", features=["bold", "italic", "link", "document-link", "ol", "ul"]
    )
    status = blocks.ChoiceBlock(
        choices=list(STATUSES.items()), required=False, label="How far it is"
    )
    reason = blocks.TextBlock(
        required=False, label="Reason", help_text="Why not, if you will not do it. Shown."
    )

    def clean(self, value: Any) -> Any:
        """Ask for a reason where something will not be done."""
        cleaned = super().clean(value)
        unexplained = cleaned.get("status") == WILL_NOT and not (cleaned["reason"] or "").strip()
        if unexplained and not self.is_deferred_validation:
            raise StructBlockValidationError(
                block_errors={
                    "reason": ValidationError("Say why not: people took the time to tell you.")
                }
            )
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Add what it cites, unless the page has fetched that for all its outcomes."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        if value.cited is None:
            cite([value], context.get("consultation"), context.get("request"))
        context["cited"] = value.cited
        return context

    class Meta:
        icon = "tasks"
        label = "We asked, you said, we did"
        label_format = "{subject}"
        description = "What you asked, what people said, and what came of it, on one subject."
        template = "components/blocks/outcome.html"
        value_class = OutcomeValue
        preview_value = {
            "subject": "Help for small teams",
            "asked": "<p>We asked whether small teams would use tools that others have built.</p>",
            "ideas": [],
            "said": "<p>Most would, if somebody looks after them.</p>",
            "figures": [],
            "other_figures": [
                {"number": "7 of 9", "words": "small teams would", "source": "An example"}
            ],
            "quotes": [
                {
                    "answer": None,
                    "quote": "We are three people. We cannot build it, but we would use it.",
                    "said_at": "An invented workshop",
                    "checked": True,
                    "who": "A data lead",
                }
            ],
            "did": "<p>Three shared tools have a keeper now.</p>",
            "status": "done",
            "reason": "",
        }
