"""The page that somebody answered, put together again as they saw it.

The text, with its footnotes, is that of the stored version; the questions are those kept
with the response. Ideas, the consultation and the names of the pages above are taken from
what was public at that moment. Of today are: pictures and files under the same name, the
addresses that links lead to, figures, and the head and foot of the portal. The
list of the other pages is left out, since nothing says how it was.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from wagtail.models import Revision

from consultation.feedback.availability import Availability, ConsultationState
from consultation.feedback.forms import READ_ONLY, FormState, ResponseForm
from consultation.pages.models.base import WrittenPage
from consultation.responses.definitions import FormDefinition
from consultation.responses.models import Response, Source, Status
from consultation.workflow.snapshots.past import moment_of, public_version
from consultation.workflow.snapshots.past_ideas import asked_rows, read_past_ideas
from consultation.workflow.snapshots.past_pages import past_breadcrumbs, read_past_consultation

if TYPE_CHECKING:
    from consultation.pages.models import ConsultationPage

# These show what there is of answers so far, whenever that is.
FIGURES = {"idea_results", "ledger_figures"}


@dataclass(slots=True)
class ShownAgain:
    """What is told above a page that is shown again, and what it is drawn from.

    Args:
        response: the response.
        form: its questions with its answers, which cannot be sent.
        revision: the version that was shown, if it is kept.
        page: the page as it was; None where it cannot be shown any more.
        missing: why it cannot be shown, or "".
        notes: what is known not to be as it was.
        privacy: how answers were to be used then, where another page says it.
        retention_months: for how long personal data was to be kept, where another page says it.
        context: what the page's template needs.
    """

    response: Response
    form: ResponseForm
    revision: Revision | None = None
    page: WrittenPage | None = None
    missing: str = ""
    notes: list[str] = field(default_factory=list)
    privacy: str = ""
    retention_months: int | None = None
    context: dict[str, Any] = field(default_factory=dict)

    @property
    def came_by(self) -> str:
        """How a response came that was not sent from the page, or ""."""
        source = self.response.source
        return "" if source == Source.FORM else str(self.response.get_source_display()).lower()

    @property
    def is_erased(self) -> bool:
        """Whether the answers are gone."""
        return self.response.status == Status.ERASED


def answered_form(definition: FormDefinition, answers: dict[str, Any]) -> ResponseForm:
    """Return a form with these answers in it, without what makes a form be sent."""
    form = ResponseForm(definition, initial=answers)
    for name in ("form_token", "further_notes"):
        del form.fields[name]
    return form


def show_again(response: Response, request: HttpRequest) -> ShownAgain:
    """Return the page that a response answers as its author saw it.

    Args:
        response: the response, with its form version, page and page revision.
        request: the request of whoever looks; ideas are put where blocks look for them.
    """
    definition = response.form_version.definition
    shown = ShownAgain(response, answered_form(definition, response.form_data))
    _find_page(shown)
    if shown.page is not None:
        _put_together(shown, definition, request)
    return shown


def _find_page(shown: ShownAgain) -> None:
    """Read the page as it was, or say why that cannot be done."""
    response = shown.response
    if response.page is None:
        shown.missing = "The page has been deleted, and its versions with it."
        return
    shown.revision = response.page_revision
    if shown.revision is None:
        shown.revision = public_version(response.page, response.submit_time)
        shown.notes.append(
            "Which version was shown was not noted with the response: this one was public then."
        )
    if shown.revision is None:
        shown.missing = "No version of the page was kept with this response."
        return
    page = response.page.specific
    try:
        # Not the revision's own page: an alias shows the versions of another page.
        version = page.with_content_json(shown.revision.content)
    except Exception:  # Wagtail raises a bare one where what a page refers to is gone
        version = None
    if isinstance(version, WrittenPage):
        shown.page = version
    else:
        shown.missing = (
            "Something that this version of the page refers to is gone, so it cannot be shown."
        )


def _put_together(shown: ShownAgain, definition: FormDefinition, request: HttpRequest) -> None:
    page, revision = shown.page, shown.revision
    assert page is not None and revision is not None  # noqa: S101  (see show_again)
    moment = moment_of(shown.response, revision)
    ideas = read_past_ideas(moment, asked_rows(definition))
    request.ideas_tree = ideas.tree  # type: ignore[attr-defined]
    if ideas.unknown:
        shown.notes.append(
            "Some of the areas, themes and ideas are shown as they are today: how they were then "
            f"is not known any more ({ideas.unknown} of them)."
        )
    consultation = _consultation(shown, page, moment)
    context = page.get_context(request, form_state=FormState(READ_ONLY, form=shown.form))
    availability = None
    if consultation is not None:
        availability = _displayed_availability(shown.response, consultation, moment)
        if consultation is page:
            told = consultation.public_dates.filter(is_change=True, published_at__lte=moment)
            context["date_notes"] = list(told)
        else:
            shown.privacy = consultation.privacy
            shown.retention_months = consultation.retention_months
    context.update(
        availability=availability,
        breadcrumbs=past_breadcrumbs(page, moment, request),
        chapters=[],
        previous_page=None,
        next_page=None,
    )
    if any(block.block_type in FIGURES for block in page.body):
        shown.notes.append("The figures are those of today.")
    if page.feedback_block() is None:
        shown.notes.append("This version has no form. The questions stand with the response.")
    shown.context = context


def _consultation(
    shown: ShownAgain, page: WrittenPage, moment: datetime
) -> "ConsultationPage | None":
    """Give the page the consultation of that moment, and return it."""
    key = shown.response.consultation_key
    if key == page.pk:
        return page.consultation
    past = read_past_consultation(key, moment)
    page.consultation = past.page
    if not past.is_known:
        shown.notes.append(
            "How the first page of the consultation was then is not known any more: its title, "
            "dates and texts are those of today."
            if past.page
            else "The consultation has been deleted: its title and dates are left out."
        )
    return past.page


def _displayed_availability(
    response: Response, consultation: "ConsultationPage", moment: datetime
) -> Availability:
    """Return what the respondent was told when the form was opened: before it closed."""
    then = replace(consultation.own_availability, at=moment)
    if then.state == ConsultationState.CLOSED and response.after_closing and then.closes_at:
        return replace(then, at=then.closes_at - timedelta(seconds=1))
    return then
