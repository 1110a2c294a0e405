"""An answered page, put together again as the respondent saw it.

The text, with its footnotes, is that of the stored version; the questions are those kept
with the response. Ideas, the consultation and the names of the pages above are taken from
what was public at that moment. Of today are: pictures and files under the same name, the
addresses that links lead to, figures, and the head and foot of the portal. The
list of the other pages is left out, since nothing says how it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page, PageLogEntry, Revision

from consultation.feedback.availability import Availability, ConsultationState
from consultation.feedback.forms import READ_ONLY, FormState, ResponseForm
from consultation.pages.models import ConsultationPage
from consultation.pages.models.consultation_page import ConsultationContentPage
from consultation.responses.definitions import FormDefinition
from consultation.responses.models import Response, Source, Status
from consultation.workflow.snapshots.ideas import asked_rows, ideas_at
from consultation.workflow.snapshots.publication_log import (
    PublicationHistory,
    moment_of,
    page_histories,
    public_version,
)

# These show what there is of answers so far, whenever that is.
FIGURES = {"idea_results", "ledger_figures"}


def breadcrumbs_at(
    page: Page, moment: datetime, request: HttpRequest | None
) -> list[tuple[str, str]]:
    """Return titles and addresses of the pages above a page, as they were at a moment.

    An address is that of today, "" where readers no longer find the page.
    """
    above = _ancestors_then(page, moment)
    pasts = page_histories([each.pk for each in above], moment)
    newest = {past.revisions[-1] for past in pasts.values() if past.revisions}
    titles = dict(Revision.objects.filter(pk__in=newest).values_list("pk", "content__title"))
    breadcrumbs = []
    for each in above:
        past = pasts.get(str(each.pk))
        if not _was_public(each, past, moment):
            continue
        title = titles.get(past.revisions[-1]) if past and past.revisions else None
        address = each.get_url(request) or "" if each.live else ""
        breadcrumbs.append((title or each.title, address))
    return breadcrumbs


def _was_public(page: Page, past: PublicationHistory | None, moment: datetime) -> bool:
    if past is not None:
        return past.is_public
    # Without an entry in the log it was not published yet, or by a program.
    return page.live and not (page.first_published_at and page.first_published_at > moment)


def _ancestors_then(page: Page, moment: datetime) -> list[Page]:
    """Return the pages that were above a page, the front page first, without the tree's root.

    The first move of a page after the moment says where it stood at the moment.
    """
    moves = PageLogEntry.objects.filter(action="wagtail.move", timestamp__gt=moment)
    source: dict[int, int] = {}
    for key, data in moves.order_by("timestamp", "pk").values_list("page_id", "data"):
        source.setdefault(key, (data or {}).get("source", {}).get("id"))
    known = _by_path(_paths_above(page.path))
    above: list[Page] = []
    here, path = page.pk, page.path
    while len(path) > 2 * Page.steplen:
        if here in source:
            # Asked for each move of this page or of one above it, which are few.
            parent = Page.objects.filter(pk=source[here]).first()
            if parent is not None:
                known |= _by_path(_paths_above(parent.path))
        else:
            parent = known.get(path[: -Page.steplen])
        if parent is None or parent.depth < 2:
            break
        above.insert(0, parent)
        here, path = parent.pk, parent.path
    return above


def _paths_above(path: str) -> list[str]:
    return [path[:length] for length in range(2 * Page.steplen, len(path), Page.steplen)]


def _by_path(paths: Iterable[str]) -> dict[str, Page]:
    return {page.path: page for page in Page.objects.filter(path__in=list(paths))}


@dataclass(slots=True)
class PageSnapshot:
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
    page: ConsultationContentPage | None = None
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


def snapshot_page(response: Response, request: HttpRequest) -> PageSnapshot:
    """Return the page that a response answers as its author saw it.

    Args:
        response: the response, with its form version, page and page revision.
        request: the request of whoever looks; ideas are put where blocks look for them.
    """
    definition = response.form_version.definition
    shown = PageSnapshot(response, answered_form(definition, response.form_data))
    _find_page(shown)
    if shown.page is not None:
        _put_together(shown, definition, request)
    return shown


def _find_page(shown: PageSnapshot) -> None:
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
    if isinstance(version, ConsultationContentPage):
        shown.page = version
    else:
        shown.missing = (
            "Something that this version of the page refers to is gone, so it cannot be shown."
        )


def _put_together(shown: PageSnapshot, definition: FormDefinition, request: HttpRequest) -> None:
    page, revision = shown.page, shown.revision
    assert page is not None and revision is not None  # noqa: S101  (see snapshot_page)
    moment = moment_of(shown.response, revision)
    ideas = ideas_at(moment, asked_rows(definition))
    if ideas.unknown:
        shown.notes.append(
            "Some of the areas, themes and ideas are shown as they are today: how they were then "
            f"is not known any more ({ideas.unknown} of them)."
        )
    consultation = _consultation(shown, page, moment)
    availability = (
        _displayed_availability(shown.response, consultation, moment) if consultation else None
    )
    context = page.get_context(
        request,
        areas=ideas.tree,
        availability=availability,
        form_state=FormState(READ_ONLY, form=shown.form),
    )
    if consultation is not None:
        if consultation is page:
            told = consultation.public_dates.filter(is_change=True, published_at__lte=moment)
            context["date_notes"] = list(told)
        else:
            shown.privacy = consultation.privacy
            shown.retention_months = consultation.retention_months
    context.update(
        breadcrumbs=breadcrumbs_at(page, moment, request),
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
    shown: PageSnapshot, page: ConsultationContentPage, moment: datetime
) -> ConsultationPage | None:
    """Give the page the consultation of that moment, and return it."""
    key = shown.response.consultation_key
    if key == page.pk:
        return page.consultation
    page.consultation = None
    if key is None:
        return None
    page.consultation = ConsultationPage.objects.filter(pk=key).first()
    if page.consultation is None:
        shown.notes.append("The consultation has been deleted: its title and dates are left out.")
        return None
    history = page_histories([key], moment).get(str(key))
    revision = Revision.objects.filter(pk=history.revisions[-1]).first() if history else None
    if revision is None:
        shown.notes.append(
            "How the first page of the consultation was then is not known any more: its title, "
            "dates and texts are those of today."
        )
    else:
        page.consultation = page.consultation.with_content_json(revision.content)
    told = page.consultation.public_dates.filter(is_change=True, published_at__lte=moment)
    page.consultation.dates_changed = told.exists()
    return page.consultation


def _displayed_availability(
    response: Response, consultation: ConsultationPage, moment: datetime
) -> Availability:
    """Return what the respondent was told when the form was opened: before it closed."""
    then = replace(consultation.own_availability, at=moment)
    if then.state == ConsultationState.CLOSED and response.after_closing and then.closes_at:
        return replace(then, at=then.closes_at - timedelta(seconds=1))
    return then
