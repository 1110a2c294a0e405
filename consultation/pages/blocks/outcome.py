"""The blocks of an outcome: what was asked, said and done, and what became of the responses."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock

from consultation.pages.blocks.content import PREVIEWS
from consultation.pages.blocks.ideas import FetchedBlock
from consultation.pages.citations import Figure, Quote
from consultation.pages.context import LedgerSummary, RenderContext
from consultation.responses.definitions import QuestionType
from consultation.responses.ledger import LedgerTotals
from consultation.responses.models import Status
from consultation.responses.publication.choosers import PublishedAnswerChooserBlock
from consultation.responses.publication.services import NOT_PUBLIC, published_words
from consultation.responses.results.idea_results import MEAN, metric_name, scales_answered
from ideas.models import Idea


def measures() -> list[tuple[str, Any]]:
    """Return the figures there are, scale by scale, from what has been answered so far."""
    choices: list[tuple[str, Any]] = []
    for scale in scales_answered():
        name = (scale.kind, scale.key, scale.label)
        shares = [
            (metric_name(*name, answer), f"Share of answers that are “{answer}”")
            for answer in scale.answers
        ]
        if scale.kind == QuestionType.IDEA_SCORING:
            shares.insert(0, (metric_name(*name, MEAN), "Average score"))
        choices.append((scale.label, shares))
    return choices


def _optional_list(child: blocks.Block, **options: Any) -> blocks.ListBlock:
    return blocks.ListBlock(child, default=[], min_num=0, required=False, **options)


class MeasureBlock(blocks.ChoiceBlock):
    """One of the figures there are."""

    def to_python(self, value: Any) -> Any:
        # As it is kept: to look each of them up would ask the database.
        return value


class IdeaFigureBlock(blocks.StructBlock):
    """A number from the results of one idea, always as they are now."""

    idea = SnippetChooserBlock(Idea)
    measure = MeasureBlock(
        choices=measures,
        required=False,
        label="Figure",
        help_text=(
            "Leave it empty for the number of responses about the idea. "
            "Small groups are not broken down."
        ),
    )
    note = blocks.CharBlock(
        required=False,
        max_length=150,
        help_text=(
            "What helps to understand it. If you leave it empty, readers are told what the ends "
            "of the scale mean."
        ),
    )

    class Meta:
        icon = "decimal"
        label = "Figure from the results"


class OtherFigureBlock(blocks.StructBlock):
    """A number from elsewhere, with its source."""

    number = blocks.CharBlock(max_length=30, help_text="As it is to be read, such as “17” or “3%”.")
    words = blocks.CharBlock(
        max_length=200, label="What it is the number of", help_text="Read on after the number."
    )
    source = blocks.CharBlock(max_length=200, help_text="Where it comes from.")

    class Meta:
        icon = "decimal"
        label = "Other figure"


# What words from elsewhere must have, and how to ask for each.
NEEDED_ELSEWHERE = {
    "quote": "Give the words.",
    "said_at": "Say where this was said.",
    "checked": "Have somebody compare the words with the original, and tick this.",
    "who": "Say who said it, by role.",
}


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
        answer = cleaned.get("answer")
        given = {name for name in NEEDED_ELSEWHERE if str(cleaned.get(name) or "").strip()}
        is_elsewhere = bool(given & {"quote", "said_at"})
        errors: dict[str, str] = {}
        if answer and answer.pk not in published_words([answer.pk]):
            errors = {"answer": NOT_PUBLIC}
        elif self.is_deferred_validation:
            return cleaned
        elif answer and is_elsewhere:
            errors = {"answer": "Choose an answer or give words said elsewhere, not both."}
        elif not answer and not is_elsewhere:
            errors = {"answer": "Choose a published answer, or give words said elsewhere."}
        elif not answer:
            errors = {name: NEEDED_ELSEWHERE[name] for name in NEEDED_ELSEWHERE.keys() - given}
        if errors:
            raise StructBlockValidationError(
                block_errors={name: ValidationError(error) for name, error in errors.items()}
            )
        return cleaned

    class Meta:
        icon = "openquote"
        label = "Quote"


WILL_NOT = "will_not"
STATUSES = {"done": "Done", "under_way": "Under way", WILL_NOT: "We will not do this"}


class OutcomeValue(blocks.StructValue):
    """One subject, with what it cites once that has been fetched."""

    # Set by whoever draws the whole page, so that many outcomes cost as much as one.
    ideas_cited: Sequence[tuple[Idea, str]] = ()
    figures_cited: Sequence[Figure] = ()
    quotes_cited: Sequence[Quote] = ()
    anchor = ""
    level = "h2"

    @property
    def status_label(self) -> str:
        return STATUSES.get(self.get("status") or "", "")


class OutcomeBlock(FetchedBlock):
    """We asked, you said, we did: what came of one subject."""

    shows_citations = True

    subject = blocks.CharBlock(
        max_length=200, help_text="What it is about, in a few words. It is the heading."
    )
    asked = blocks.RichTextBlock(
        label="We asked",
        features=["bold", "italic", "link"],
        help_text="What you asked, with a link to the page where you did.",
    )
    ideas = _optional_list(
        SnippetChooserBlock(Idea, label="Idea"),
        label="Ideas it is about",
        help_text="Each is shown with its status and a link to it.",
    )
    said = blocks.RichTextBlock(
        label="You said", features=["bold", "italic", "link", "document-link", "ol", "ul"]
    )
    figures = _optional_list(IdeaFigureBlock(), label="Figures from the results")
    other_figures = _optional_list(OtherFigureBlock(), label="Other figures")
    quotes = _optional_list(
        PublishedQuoteBlock(),
        label="Quotes",
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
            error = ValidationError("Say why not: people took the time to tell you.")
            raise StructBlockValidationError(block_errors={"reason": error})
        return cleaned

    class Meta:
        icon = "tasks"
        label = "We asked, you said, we did"
        label_format = "{subject}"
        description = "What you asked, what people said, and what came of it, on one subject."
        template = "components/blocks/outcome.html"
        value_class = OutcomeValue
        preview_value = PREVIEWS["outcome"]


class LedgerFiguresBlock(FetchedBlock):
    """What became of every response: received is counted, waiting, not counted, or erased."""

    shows_ledger = True

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
    reasons = _optional_list(
        blocks.CharBlock(label="Reason", max_length=250),
        label="Reasons to name",
        help_text=(
            "Why responses are not counted, in the analysts’ exact words: ask one of them for what "
            "the ledger lists. Each is shown with its number, all others together. Name none that "
            "tells of a person."
        ),
    )

    def fetch_preview(self, value: Any) -> RenderContext:
        # Made up, where there is no consultation to count.
        numbers = dict(zip(Status.values, (190, 1, 8, 1), strict=True))
        line = LedgerTotals("A page", received=200, statuses=numbers)
        reasons = {"Sent twice": 5, "Not about the consultation": 3}
        return RenderContext(ledger=LedgerSummary(line, [line], reasons), has_closed=True)

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Add the figures as they are when the page is drawn, once readers are to see them."""
        context = super().get_context(value, parent_context=parent_context)
        shown = context["shown"]
        ledger = shown.ledger if shown.has_closed or value["running"] else None
        return context | {
            "ledger": ledger,
            "lines": ledger.pages if ledger and value["by_page"] else [],
            "reasons": ledger.named_reasons(value["reasons"]) if ledger else [],
        }

    class Meta:
        icon = "clipboard-list"
        label = "Responses accounted for"
        label_format = "Responses accounted for {title}"
        description = "How many responses were received, and what became of each of them."
        template = "components/blocks/ledger_figures.html"
        preview_value = PREVIEWS["ledger_figures"]
