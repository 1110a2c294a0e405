from wagtail import blocks

from consultation.feedback.blocks.form import FeedbackFormBlock
from consultation.pages.blocks.ideas import (
    AreaTableBlock,
    IdeaListBlock,
    IdeaOverviewBlock,
    IdeaResultsBlock,
)
from consultation.pages.blocks.media import CycleBlock, DocumentBlock, EmbedBlock, PictureBlock
from consultation.pages.blocks.outcome import LedgerFiguresBlock, OutcomeBlock
from consultation.pages.blocks.text import (
    CalloutBlock,
    CodeBlock,
    DetailsBlock,
    HeadingBlock,
    QuoteBlock,
    TableBlock,
    TextBlock,
)


class ContentBlock(blocks.StreamBlock):
    """The body of every page."""

    heading = HeadingBlock(group="Text")
    rich_text = TextBlock(group="Text")
    quote = QuoteBlock(group="Text")
    callout = CalloutBlock(group="Text")
    details = DetailsBlock(group="Text")
    code = CodeBlock(group="Text")
    image = PictureBlock(group="Pictures and files")
    cycle = CycleBlock(group="Pictures and files")
    table = TableBlock(group="Pictures and files")
    document = DocumentBlock(group="Pictures and files")
    embed = EmbedBlock(group="Pictures and files")
    area_table = AreaTableBlock(group="Ideas")
    idea_overview = IdeaOverviewBlock(group="Ideas")
    idea_list = IdeaListBlock(group="Ideas")
    idea_results = IdeaResultsBlock(group="Ideas")
    outcome = OutcomeBlock(group="Outcome")
    ledger_figures = LedgerFiguresBlock(group="Outcome")
    feedback_form = FeedbackFormBlock(group="Questions")

    class Meta:
        block_counts = {"feedback_form": {"max_num": 1}}
