from typing import Any

from wagtail import blocks

from consultation.feedback.availability import ConsultationState
from consultation.pages.ledger_summary import example_ledger_summary


class LedgerFiguresBlock(blocks.StructBlock):
    """What became of every response: received is counted, waiting, not counted, or erased."""

    title = blocks.CharBlock(required=False, max_length=150)
    by_page = blocks.BooleanBlock(
        required=False, default=False, label="Give each page a line of its own"
    )
    running = blocks.BooleanBlock(
        required=False,
        default=False,
        label="Show the figures while it is still open",
        help_text="Else readers are told that the figures follow when it has closed.",
    )
    reasons = blocks.ListBlock(
        blocks.CharBlock(label="Reason", max_length=250),
        label="Reasons to name",
        default=[],
        min_num=0,
        required=False,
        help_text=(
            "Why responses are not counted, in the analysts’ exact words: ask one of them for what "
            "the ledger lists. Each is shown with its number, all others together. Name none that "
            "tells of a person."
        ),
    )

    def get_preview_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Show made-up figures where there is no consultation to count."""
        return {**(parent_context or {}), "made_up": example_ledger_summary()}

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Add the figures of the page's consultation, once readers are to see them.

        They are those of the moment at which the page is drawn. What an analyst
        decides after closing changes them, and the day beside them says so.
        """
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        consultation = context.get("consultation")
        ledger, availability = context.get("made_up"), context.get("availability")
        if consultation:
            availability = availability or consultation.own_availability
            if value["running"] or availability.state == ConsultationState.CLOSED:
                ledger = consultation.ledger_summary
        context.update(
            ledger=ledger,
            availability=availability,
            lines=ledger.pages if ledger and value["by_page"] else [],
            reasons=ledger.named_reasons(value["reasons"]) if ledger else [],
        )
        return context

    class Meta:
        icon = "clipboard-list"
        label = "Responses accounted for"
        label_format = "Responses accounted for {title}"
        description = "How many responses were received, and what became of each of them."
        template = "components/blocks/ledger_figures.html"
        preview_value = {
            "title": "Every response accounted for",
            "by_page": True,
            "running": True,
            "reasons": ["Sent twice"],
        }
