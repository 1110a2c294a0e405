"""The blocks that pages are written with."""

from typing import Any

from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError

from consultation.feedback.blocks.form import FeedbackFormBlock
from consultation.feedback.blocks.questions import option_errors
from consultation.pages.blocks import content, ideas
from consultation.pages.blocks.outcome import LedgerFiguresBlock, OutcomeBlock


class ContentBlock(blocks.StreamBlock):
    """The body of every page."""

    heading = content.HeadingBlock(group="Text")
    rich_text = content.TextBlock(group="Text")
    quote = content.QuoteBlock(group="Text")
    callout = content.CalloutBlock(group="Text")
    details = content.DetailsBlock(group="Text")
    image = content.PictureBlock(group="Images and files")
    cycle = content.CycleBlock(group="Images and files")
    table = content.TableBlock(group="Images and files")
    document = content.DocumentBlock(group="Images and files")
    embed = content.EmbedBlock(group="Images and files")
    area_table = ideas.AreaTableBlock(group="Ideas")
    idea_overview = ideas.IdeaOverviewBlock(group="Ideas")
    idea_list = ideas.IdeaListBlock(group="Ideas")
    idea_results = ideas.IdeaResultsBlock(group="Ideas")
    outcome = OutcomeBlock(group="Outcome")
    ledger_figures = LedgerFiguresBlock(group="Outcome")
    feedback_form = FeedbackFormBlock(group="Questions")
    code = content.CodeBlock(group="Advanced")

    class Meta:
        block_counts = {"feedback_form": {"max_num": 1}}


class AnswerListBlock(blocks.StreamBlock):
    """A list of answers, each once."""

    option = blocks.CharBlock(label="Answer", max_length=250, icon="radio-full")

    def clean(self, value: Any, **kwargs: Any) -> Any:
        cleaned = super().clean(value, **kwargs)
        options = [child.value for child in cleaned]
        if error := option_errors(options, unfinished=self.is_deferred_validation):
            raise StreamBlockValidationError(error.block_errors, error.non_block_errors)
        return cleaned
