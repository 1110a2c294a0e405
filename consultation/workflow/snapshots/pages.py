"""An answered page, put together again as the respondent saw it.

The text, with its footnotes, is that of the stored version; the questions are those kept
with the response. Ideas, the consultation and the names of the pages above are taken from
what was public at that time. Of today are: pictures and files under the same name, the
addresses that links lead to, figures, and the head and foot of the portal. The
list of the other pages is left out, since nothing says how it was.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page, PageLogEntry, Revision

from consultation.feedback.availability import Availability, ConsultationState
from consultation.feedback.forms import READ_ONLY, FormState, ResponseForm
from consultation.pages.models import ConsultationPage
from consultation.pages.models.consultation_page import ConsultationContentPage
from consultation.responses.models import Response
from consultation.workflow.snapshots.ideas import ideas_at
from consultation.workflow.snapshots.publication_log import (
    PublicationHistory,
    public_version,
    publication_histories,
    seen_at,
)


class PageSnapshot:
    """The page that a response answers as its author saw it, and what is told above it.

    Attributes:
        form: the questions with the answers, which cannot be sent.
        page: the page as it was; None where it cannot be shown any more.
        missing: why it cannot be shown, or "".
        notes: what is known not to be as it was.
        consultation: the consultation as it was, where it is another page.
        context: what the page's template needs.
    """

    def __init__(self, response: Response, request: HttpRequest) -> None:
        self.response = response
        self.form = ResponseForm(response.form_version.definition, initial=response.form_data)
        for name in ("form_token", "further_notes"):
            del self.form.fields[name]
        self.notes: list[str] = []
        self.missing = ""
        self.consultation: ConsultationPage | None = None
        self.context: dict[str, Any] = {}
        self.revision = response.page_revision
        self.page = self._read_page()
        if self.page is not None and self.revision is not None:
            at = seen_at(response, self.revision)
            self.context = self._page_context(self.page, at, request)

    def _read_page(self) -> ConsultationContentPage | None:
        """Return the page as it was; None where that cannot be done, for a reason."""
        answered = self.response.page
        if answered is None:
            self.missing = "The page has been deleted, and its versions with it."
            return None
        if self.revision is None:
            self.notes.append(
                "Which version was shown was not noted with the response: this one was public then."
            )
            self.revision = public_version(answered, self.response.submit_time)
        if self.revision is None:
            self.missing = "No version of the page was kept with this response."
            return None
        try:
            # Not the revision's own page: an alias shows the versions of another page.
            return answered.specific.with_content_json(self.revision.content)
        except Exception:  # Wagtail raises a bare one where what a page refers to is gone
            self.missing = (
                "Something that this version of the page refers to is gone, so it cannot be shown."
            )
            return None

    def _page_context(
        self, page: ConsultationContentPage, at: datetime, request: HttpRequest
    ) -> dict[str, Any]:
        questions = self.form.definition.questions
        asked = {row.key: row.label for question in questions for row in question.rows}
        areas, unknown = ideas_at(at, asked)
        if unknown:
            self.notes.append(
                "Some of the areas, themes and ideas are shown as they are today: how they were "
                f"then is not known any more ({unknown} of them)."
            )
        consultation = page.consultation = self._consultation_at(page, at)
        context = page.get_context(
            request,
            areas=areas,
            availability=self._availability(consultation, at) if consultation else None,
            form_state=FormState(READ_ONLY, form=self.form),
        )
        if consultation is page:
            context["date_notes"] = list(_dates_told(page, at))
        else:
            self.consultation = consultation
        if any(block.block_type in ("idea_results", "ledger_figures") for block in page.body):
            self.notes.append("The figures are those of today.")
        if page.feedback_block() is None:
            self.notes.append("This version has no form. The questions stand with the response.")
        return context | {
            "breadcrumbs": _breadcrumbs_at(page, at, request),
            "chapters": [],
            "previous_page": None,
            "next_page": None,
        }

    def _consultation_at(
        self, page: ConsultationContentPage, at: datetime
    ) -> ConsultationPage | None:
        key = self.response.consultation_pk
        if key is None:
            return None
        if key == page.pk:
            return page.consultation
        consultation: Any = ConsultationPage.objects.filter(pk=key).first()
        if consultation is None:
            self.notes.append(
                "The consultation has been deleted: its title and dates are left out."
            )
            return None
        history = publication_histories(Page, at, [key]).get(str(key))
        revision = Revision.objects.filter(pk=history.newest).first() if history else None
        if revision is None:
            self.notes.append(
                "How the first page of the consultation was then is not known any more: its "
                "title, dates and texts are those of today."
            )
        else:
            consultation = consultation.with_content_json(revision.content)
        consultation.dates_changed = _dates_told(consultation, at).exists()
        return consultation

    def _availability(self, consultation: ConsultationPage, at: datetime) -> Availability:
        """Return what the respondent was told when the form was opened: before it closed."""
        then = replace(consultation.own_availability, at=at)
        is_late = then.state == ConsultationState.CLOSED and self.response.after_closing
        if is_late and then.closes_at:
            return replace(then, at=then.closes_at - timedelta(seconds=1))
        return then


def _dates_told(consultation: Any, at: datetime) -> Any:
    """Return the changes of a consultation's dates that readers had been told."""
    return consultation.public_dates.filter(is_change=True, published_at__lte=at)


def _breadcrumbs_at(page: Page, at: datetime, request: HttpRequest) -> list[tuple[str, str]]:
    """Return titles and addresses of the pages above a page, as they were at a time.

    An address is that of today, "" where readers no longer find the page.
    """
    above = _ancestors_at(page, at)
    histories = publication_histories(Page, at, [each.pk for each in above])
    newest = [history.newest for history in histories.values()]
    titles = dict(Revision.objects.filter(pk__in=newest).values_list("pk", "content__title"))
    breadcrumbs = []
    for each in above:
        # Without an entry in the log it was not published yet, or by a program.
        by_program = each.live and (each.first_published_at or at) <= at
        history = histories.get(str(each.pk), PublicationHistory(by_program))
        if history.is_public:
            address = each.get_url(request) if each.live else None
            breadcrumbs.append((titles.get(history.newest) or each.title, address or ""))
    return breadcrumbs


def _ancestors_at(page: Page, at: datetime) -> list[Page]:
    """Return the pages that were above a page, the front page first, without the tree's root.

    The first move of a page after that time says where it stood until then.
    """
    moves = PageLogEntry.objects.filter(action="wagtail.move", timestamp__gt=at)
    moved_from: dict[int, int] = {}
    for pk, source in moves.order_by("timestamp", "pk").values_list("page_id", "data__source__id"):
        moved_from.setdefault(pk, source)
    parents = Page.objects.filter(depth__gt=1).in_bulk(set(moved_from.values()))
    step = Page.steplen
    paths = {
        each.path[:length]
        for each in (page, *parents.values())
        for length in range(2 * step, len(each.path), step)
    }
    by_path = {each.path: each for each in Page.objects.filter(path__in=paths)}
    above: list[Page] = []
    parent: Page | None = page
    while parent is not None:
        if parent.pk in moved_from:
            parent = parents.get(moved_from[parent.pk])
        else:
            parent = by_path.get(parent.path[:-step])
        if parent is not None:
            above.insert(0, parent)
    return above
