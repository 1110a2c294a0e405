"""The blocks that pages are written with."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError

from consultation.feedback.blocks.form import FeedbackFormBlock
from consultation.feedback.blocks.questions import option_errors
from consultation.pages.blocks import content, ideas
from consultation.pages.blocks.outcome import LedgerFiguresBlock, OutcomeBlock


class ContentBlock(blocks.StreamBlock):
    """The body of every page."""

    heading = content.HeadingBlock(group=_("Text"))
    rich_text = content.TextBlock(group=_("Text"))
    quote = content.QuoteBlock(group=_("Text"))
    callout = content.CalloutBlock(group=_("Text"))
    details = content.DetailsBlock(group=_("Text"))
    image = content.PictureBlock(group=_("Images and files"))
    cycle = content.CycleBlock(group=_("Images and files"))
    table = content.TableBlock(group=_("Images and files"))
    document = content.DocumentBlock(group=_("Images and files"))
    embed = content.EmbedBlock(group=_("Images and files"))
    area_table = ideas.AreaTableBlock(group=_("Ideas"))
    idea_overview = ideas.IdeaOverviewBlock(group=_("Ideas"))
    idea_list = ideas.IdeaListBlock(group=_("Ideas"))
    idea_results = ideas.IdeaResultsBlock(group=_("Ideas"))
    outcome = OutcomeBlock(group=_("Outcome"))
    ledger_figures = LedgerFiguresBlock(group=_("Outcome"))
    feedback_form = FeedbackFormBlock(group=_("Questions"))
    code = content.CodeBlock(group=_("Advanced"))

    class Meta:
        block_counts = {"feedback_form": {"max_num": 1}}


class AnswerListBlock(blocks.StreamBlock):
    """A list of answers, each once."""

    option = blocks.CharBlock(label=_("Answer"), max_length=250, icon="radio-full")

    def clean(self, value: Any, **kwargs: Any) -> Any:
        cleaned = super().clean(value, **kwargs)
        options = [child.value for child in cleaned]
        if error := option_errors(options, unfinished=self.is_deferred_validation):
            raise StreamBlockValidationError(error.block_errors, error.non_block_errors)
        return cleaned
