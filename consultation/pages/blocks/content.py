from wagtail import blocks

from consultation.feedback.blocks import FeedbackFormBlock

from .area_table import AreaTableBlock
from .callout import CalloutBlock
from .code import CodeBlock
from .cycle import CycleBlock
from .details import DetailsBlock
from .document import DocumentBlock
from .embed import EmbedBlock
from .heading import HeadingBlock
from .idea_list import IdeaListBlock
from .idea_overview import IdeaOverviewBlock
from .idea_results import IdeaResultsBlock
from .image import PictureBlock
from .ledger_figures import LedgerFiguresBlock
from .outcome import OutcomeBlock
from .quote import QuoteBlock
from .rich_text import TextBlock
from .table import TableBlock


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
