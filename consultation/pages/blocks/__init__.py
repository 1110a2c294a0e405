"""The blocks that pages are written with."""

from wagtail import blocks

from consultation.feedback.blocks.form import FeedbackFormBlock
from consultation.pages.blocks import ideas, media, text
from consultation.pages.blocks.outcome import LedgerFiguresBlock, OutcomeBlock


class ContentBlock(blocks.StreamBlock):
    """The body of every page."""

    heading = text.HeadingBlock(group="Text")
    rich_text = text.TextBlock(group="Text")
    quote = text.QuoteBlock(group="Text")
    callout = text.CalloutBlock(group="Text")
    details = text.DetailsBlock(group="Text")
    code = text.CodeBlock(group="Text")
    image = media.PictureBlock(group="Pictures and files")
    cycle = media.CycleBlock(group="Pictures and files")
    table = text.TableBlock(group="Pictures and files")
    document = media.DocumentBlock(group="Pictures and files")
    embed = media.EmbedBlock(group="Pictures and files")
    area_table = ideas.AreaTableBlock(group="Ideas")
    idea_overview = ideas.IdeaOverviewBlock(group="Ideas")
    idea_list = ideas.IdeaListBlock(group="Ideas")
    idea_results = ideas.IdeaResultsBlock(group="Ideas")
    outcome = OutcomeBlock(group="Outcome")
    ledger_figures = LedgerFiguresBlock(group="Outcome")
    feedback_form = FeedbackFormBlock(group="Questions")

    class Meta:
        block_counts = {"feedback_form": {"max_num": 1}}
