"""The blocks of an outcome: what was asked, said and done, and how responses were counted."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from consultation.feedback.blocks.ideas import InSetChooserBlock, idea_set_chooser
from consultation.pages.blocks import previews
from consultation.pages.blocks.ideas import FetchedBlock
from consultation.pages.citations import Figure, Quote
from consultation.pages.context import LedgerSummary, RenderContext
from consultation.responses.definitions import QuestionType
from consultation.responses.ledger import LedgerTotals
from consultation.responses.models import Status
from consultation.responses.publication.choosers import PublishedAnswerChooserBlock
from consultation.responses.publication.services import NOT_PUBLIC, published_words
from consultation.responses.results.idea_results import MEAN, label_of, metric_name, scales_answered
from ideas.models import Idea


def measures() -> list[tuple[str, Any]]:
    """Return the available figures, scale by scale, from the answers so far."""
    choices: list[tuple[str, Any]] = []
    for scale in scales_answered():
        name = (scale.kind, scale.key, scale.label)
        shares = [
            (
                metric_name(*name, answer),
                gettext("Share of answers that are “%(answer)s”") % {"answer": label_of(answer)},
            )
            for answer in scale.answers
        ]
        if scale.kind == QuestionType.IDEA_SCORING:
            shares.insert(0, (metric_name(*name, MEAN), gettext("Average score")))
        choices.append((scale.title, shares))
    return choices


def _optional_list(child: blocks.Block, **options: Any) -> blocks.ListBlock:
    return blocks.ListBlock(child, default=[], min_num=0, required=False, **options)


class MeasureBlock(blocks.ChoiceBlock):
    """The choice of one of the available figures."""

    def to_python(self, value: Any) -> Any:
        # As it is stored: to look up each of them would query the database.
        return value


class IdeaFigureBlock(blocks.StructBlock):
    """A number from the current results of one idea."""

    idea = InSetChooserBlock(Idea, label=_("Idea"))
    measure = MeasureBlock(
        choices=measures,
        required=False,
        label=_("Figure"),
        help_text=_(
            "Leave blank for the number of responses about the idea. "
            "Small groups are not broken down."
        ),
    )
    note = blocks.CharBlock(
        required=False,
        max_length=150,
        label=_("Note"),
        help_text=_("Explains the figure. Leave blank to show what the ends of the scale mean."),
    )

    class Meta:
        icon = "decimal"
        label = _("Figure from the results")


class OtherFigureBlock(blocks.StructBlock):
    """A number from elsewhere, with its source."""

    number = blocks.CharBlock(
        max_length=30, label=_("Number"), help_text=_("As readers see it: “17” or “3%”.")
    )
    words = blocks.CharBlock(
        max_length=200, label=_("What the number counts"), help_text=_("Shown after the number.")
    )
    source = blocks.CharBlock(
        max_length=200, label=_("Source"), help_text=_("Where the number comes from.")
    )

    class Meta:
        icon = "decimal"
        label = _("Other figure")


# What a quote that is not from a response must have, and how to ask for each.
NEEDED_ELSEWHERE = {
    "quote": _("Enter the words."),
    "said_at": _("Enter where this was said."),
    "checked": _("Ask someone to compare the words with the original, then tick this."),
    "who": _("Enter the role of the person who said it."),
}


class PublishedQuoteBlock(blocks.StructBlock):
    """A quote, with its author's consent: a published answer, or words said elsewhere.

    The block stores no words of an answer: whether and how to show it is checked each time, and
    what is withdrawn or erased is gone from here too.
    """

    answer = PublishedAnswerChooserBlock(
        required=False,
        label=_("Published answer"),
        help_text=_(
            "You can choose only answers that an analyst has published: with consent, and with "
            "anything that could identify people removed."
        ),
    )
    quote = blocks.TextBlock(
        required=False,
        label=_("Or words said elsewhere"),
        help_text=_("If it is not from a response. Leave out anything that could identify people."),
    )
    said_at = blocks.CharBlock(
        required=False,
        max_length=150,
        label=_("Where they were said"),
        help_text=_("Such as “At the meeting in May”. Shown to readers."),
    )
    checked = blocks.BooleanBlock(
        required=False,
        label=_("Checked against the original"),
        help_text=_(
            "For words said elsewhere: someone who may read the original has compared these "
            "words with it. They do not identify anyone and may be public."
        ),
    )
    who = blocks.CharBlock(
        required=False,
        max_length=150,
        label=_("Who said it"),
        help_text=_(
            "A role, such as “A local resident”, never a name. Leave blank to show the role that "
            "the analyst entered for the answer."
        ),
    )

    def clean(self, value: Any) -> Any:
        """Require exactly one source, and refuse an answer that is not public."""
        cleaned = super().clean(value)
        answer = cleaned.get("answer")
        given = {name for name in NEEDED_ELSEWHERE if str(cleaned.get(name) or "").strip()}
        is_elsewhere = bool(given & {"quote", "said_at"})
        errors: dict[str, Any] = {}
        if answer and answer.pk not in published_words([answer.pk]):
            errors = {"answer": str(NOT_PUBLIC)}
        elif self.is_deferred_validation:
            return cleaned
        elif answer and is_elsewhere:
            errors = {"answer": _("Choose an answer or enter words said elsewhere, not both.")}
        elif not answer and not is_elsewhere:
            errors = {"answer": _("Choose a published answer, or enter words said elsewhere.")}
        elif not answer:
            errors = {name: NEEDED_ELSEWHERE[name] for name in NEEDED_ELSEWHERE.keys() - given}
        if errors:
            raise StructBlockValidationError(
                block_errors={name: ValidationError(error) for name, error in errors.items()}
            )
        return cleaned

    class Meta:
        icon = "openquote"
        label = _("Quote")


WILL_NOT = "will_not"
STATUSES = {
    "done": _("Done"),
    "under_way": _("Under way"),
    WILL_NOT: _("We will not do this"),
}


class OutcomeValue(blocks.StructValue):
    """One subject, with what it cites once that has been fetched."""

    # Fetched for the whole page, so that many outcomes cost as much as one.
    ideas_cited: Sequence[tuple[Idea, str]] = ()
    figures_cited: Sequence[Figure] = ()
    quotes_cited: Sequence[Quote] = ()
    anchor = ""
    level = "h2"

    @property
    def status_label(self) -> str:
        return str(STATUSES.get(self.get("status") or "", ""))


class OutcomeBlock(FetchedBlock):
    """We asked, you said, we did: the outcome of one subject."""

    shows_citations = True

    subject = blocks.CharBlock(
        max_length=200,
        label=_("Subject"),
        help_text=_("The heading: what it is about, in a few words."),
    )
    asked = blocks.RichTextBlock(
        label=_("We asked"),
        features=["bold", "italic", "link"],
        help_text=_("What you asked, with a link to the page where you asked it."),
    )
    idea_set = idea_set_chooser()
    ideas = _optional_list(
        InSetChooserBlock(Idea, label=_("Idea")),
        label=_("Ideas it is about"),
        help_text=_("Each is shown with its status and a link."),
    )
    said = blocks.RichTextBlock(
        label=_("You said"), features=["bold", "italic", "link", "document-link", "ol", "ul"]
    )
    figures = _optional_list(IdeaFigureBlock(), label=_("Figures from the results"))
    other_figures = _optional_list(OtherFigureBlock(), label=_("Other figures"))
    quotes = _optional_list(
        PublishedQuoteBlock(),
        label=_("Quotes"),
        help_text=_("Only words whose author agreed to publication, and only after a check."),
    )
    did = blocks.RichTextBlock(
        label=_("We did"), features=["bold", "italic", "link", "document-link", "ol", "ul"]
    )
    status = blocks.ChoiceBlock(choices=list(STATUSES.items()), required=False, label=_("Status"))
    reason = blocks.TextBlock(
        required=False, label=_("Reason"), help_text=_("Why you will not do it. Shown to readers.")
    )

    def clean(self, value: Any) -> Any:
        """Require a reason if something will not be done."""
        cleaned = super().clean(value)
        unexplained = cleaned.get("status") == WILL_NOT and not (cleaned["reason"] or "").strip()
        if unexplained and not self.is_deferred_validation:
            error = ValidationError(_("Enter a reason: people took the time to tell you."))
            raise StructBlockValidationError(block_errors={"reason": error})
        return cleaned

    class Meta:
        icon = "tasks"
        label = _("We asked, you said, we did")
        label_format = "{subject}"
        description = _("What you asked, what people said and what you did, on one subject.")
        template = "components/blocks/outcome.html"
        value_class = OutcomeValue
        preview_value = previews.OUTCOME


class LedgerFiguresBlock(FetchedBlock):
    """The status of every response: counted, waiting, not counted or erased."""

    shows_ledger = True

    title = blocks.CharBlock(required=False, max_length=150, label=_("Title"))
    by_page = blocks.BooleanBlock(
        required=False, default=False, label=_("Show each page on its own line")
    )
    running = blocks.BooleanBlock(
        required=False,
        default=False,
        label=_("Show the figures while the consultation is open"),
        help_text=_("Otherwise, readers see that the figures will follow after it closes."),
    )
    reasons = _optional_list(
        blocks.CharBlock(label=_("Reason"), max_length=250),
        label=_("Reasons to name"),
        help_text=_(
            "Reasons for not counting responses, copied word for word from the ledger: ask an "
            "analyst. Each reason listed here is shown with its own number. All other reasons are "
            "shown as one number. Do not list a reason that could identify a person."
        ),
    )

    def fetch_preview(self, value: Any) -> RenderContext:
        # Made up, if there is no consultation to count.
        numbers = dict(zip(Status.values, (190, 1, 8, 1), strict=True))
        line = LedgerTotals(gettext("A page"), received=200, statuses=numbers)
        reasons = {str(previews.SENT_TWICE): 5, gettext("Not about the consultation"): 3}
        return RenderContext(ledger=LedgerSummary(line, [line], reasons), has_closed=True)

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Add the current figures, once readers may see them."""
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
        label = _("Responses accounted for")
        label_format = _("Responses accounted for {title}")
        description = _("How many responses you received, and how many are counted.")
        template = "components/blocks/ledger_figures.html"
        preview_value = previews.LEDGER_FIGURES
