"""A page as a respondent saw it, rebuilt for their response.

The text, with its footnotes, is that of the stored version; the questions are those stored with
the response. Ideas, the consultation and the names of the pages above are those that were
public then. Images, files, links, figures and the portal's header and footer are current. The
list of other pages is left out, since it was not recorded.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from wagtail.models import Page, PageLogEntry, Revision

from consultation.feedback.availability import Availability, ConsultationState
from consultation.feedback.forms import READ_ONLY, FormState, ResponseForm
from consultation.pages.models import ConsultationPage
from consultation.pages.models.consultation_page import ConsultationContentPage
from consultation.responses.models import Response
from consultation.workflow.diff.services import row_label
from consultation.workflow.snapshots import publication_log
from ideas.models import MODELS, ORDER, Area, Idea, ReviewableSnippet, Theme
from ideas.tree import AreaBranch, by_set, grow_tree


class PageSnapshot:
    """The page of a response as its author saw it, with notes."""

    def __init__(self, response: Response, request: HttpRequest) -> None:
        self.response = response
        self.form = ResponseForm(response.form_version.definition, initial=response.form_data)
        for name in ("form_token", "further_notes"):
            del self.form.fields[name]
        self.notes: list[str] = []  # known differences from then
        self.missing = ""  # why the page can no longer be shown
        self.consultation: ConsultationPage | None = None  # where it is another page
        self.context: dict[str, Any] = {}
        self.revision = response.page_revision
        self.page = self._read_page()
        if self.page is not None and self.revision is not None:
            at = publication_log.seen_at(response, self.revision)
            self.context = self._page_context(self.page, at, request)

    def _read_page(self) -> ConsultationContentPage | None:
        """Return the page as it was; None if it can no longer be shown."""
        answered = self.response.page
        if answered is None:
            self.missing = gettext("The page and its versions have been deleted.")
            return None
        if self.revision is None:
            self.notes.append(
                gettext("The version shown was not recorded. This one was public then.")
            )
            self.revision = publication_log.public_version(answered, self.response.submit_time)
        if self.revision is None:
            self.missing = gettext("No version of the page was stored with this response.")
            return None
        try:
            # Not the revision's own page: an alias shows the versions of another page.
            return answered.specific.with_content_json(self.revision.content)
        except Exception:  # Wagtail raises a bare one if something that a page refers to is gone
            self.missing = gettext(
                "It refers to something that has been deleted, so it cannot be shown."
            )
            return None

    def _page_context(
        self, page: ConsultationContentPage, at: datetime, request: HttpRequest
    ) -> dict[str, Any]:
        questions = self.form.definition.questions
        asked = {row.key: row.label for question in questions for row in question.rows}
        branches, unknown = _ideas_at(at, asked)
        if unknown:
            note = ngettext(
                "Of the areas, themes and ideas, %(count)d is the current version.",
                "Of the areas, themes and ideas, %(count)d are current versions.",
                unknown,
            )
            self.notes.append(note % {"count": unknown})
        consultation = page.consultation = self._consultation_at(page, at)
        context = page.get_context(
            request,
            trees=by_set(branches),
            availability=self._availability(consultation, at) if consultation else None,
            form_state=FormState(READ_ONLY, form=self.form),
        )
        if consultation is page:
            context["date_notes"] = list(_dates_told(page, at))
        else:
            self.consultation = consultation
        if any(block.block_type in ("idea_results", "ledger_figures") for block in page.body):
            self.notes.append(gettext("The figures are current."))
        if page.feedback_block() is None:
            self.notes.append(
                gettext("This version has no form. See the questions in the response.")
            )
        return context | {
            "breadcrumbs": self._breadcrumbs_at(page, at, request),
            "chapters": [],
            "translations": [],
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
                gettext("The consultation has been deleted. Its title and dates are missing.")
            )
            return None
        history = publication_log.publication_histories(Page, at, [key]).get(str(key))
        revision = Revision.objects.filter(pk=history.newest).first() if history else None
        if revision is None:
            self.notes.append(gettext("The consultation’s title, dates and texts are current."))
        else:
            consultation = consultation.with_content_json(revision.content)
        consultation.dates_changed = _dates_told(consultation, at).exists()
        return consultation

    def _availability(self, consultation: ConsultationPage, at: datetime) -> Availability:
        """Return the availability when the form was opened: before it closed."""
        then = replace(consultation.own_availability, at=at)
        is_late = then.state == ConsultationState.CLOSED and self.response.after_closing
        if is_late and then.closes_at:
            return replace(then, at=then.closes_at - timedelta(seconds=1))
        return then

    def _breadcrumbs_at(
        self, page: Page, at: datetime, request: HttpRequest
    ) -> list[tuple[str, str]]:
        """Return titles and addresses of the pages above a page, as they were at a time.

        Addresses are current, "" if readers no longer find the page. There are none if the page was
        moved: they would show its current place.
        """
        above = list(page.get_ancestors().filter(depth__gt=1))
        moves = PageLogEntry.objects.filter(action="wagtail.move", timestamp__gt=at)
        if moves.filter(page__in=[page.pk, *(each.pk for each in above)]).exists():
            self.notes.append(
                gettext("The page has been moved since. The pages above it are left out.")
            )
            return []
        histories = publication_log.publication_histories(Page, at, [each.pk for each in above])
        newest = [history.newest for history in histories.values()]
        titles = dict(Revision.objects.filter(pk__in=newest).values_list("pk", "content__title"))
        breadcrumbs = []
        for each in above:
            # Without a log entry it was not yet published, or published by a program.
            by_program = each.live and (each.first_published_at or at) <= at
            history = histories.get(str(each.pk), publication_log.PublicationHistory(by_program))
            if history.is_public:
                address = each.get_url(request) if each.live else None
                breadcrumbs.append((titles.get(history.newest) or each.title, address or ""))
        return breadcrumbs


def _dates_told(consultation: Any, at: datetime) -> Any:
    return consultation.public_dates.filter(is_change=True, published_at__lte=at)


def _ideas_at(at: datetime, asked: Mapping[str, str]) -> tuple[list[AreaBranch], int]:
    """Return the tree as readers saw it, and the number of items whose state is unknown.

    Those are shown in their current version. The wordings that the form `asked` about, by code,
    are more reliable than the time: a form may have been open for a while.
    """
    histories = {model: publication_log.publication_histories(model, at) for model in MODELS}
    public = {pk for each in histories.values() for past in each.values() for pk in past.revisions}
    contents = dict(Revision.objects.filter(pk__in=public).values_list("pk", "content"))
    shown: dict[type[ReviewableSnippet], list[Any]] = {model: [] for model in MODELS}
    unknown = 0
    for model in MODELS:
        for item in model._default_manager.order_by(*ORDER):
            history = histories[model].get(str(item.pk))
            wording = None if model is Area else asked.get(item.row_key)
            version, is_known = _version_at(item, history, contents, wording)
            if version is not None:
                shown[model].append(version)
                unknown += not is_known
    places = {key: place for place, key in enumerate(asked)}
    shown[Idea].sort(key=lambda idea: places.get(idea.row_key, len(places)))
    return grow_tree(*shown.values()), unknown


def _version_at(
    item: ReviewableSnippet,
    history: publication_log.PublicationHistory | None,
    contents: Mapping[int, Any],  # by the id of the revision
    wording: str | None,  # in the form, if it asked about it
) -> tuple[Any, bool]:
    """Return an item as it was, None if readers did not see it, and whether that is known."""
    versions = []
    for pk in reversed(history.revisions) if history else ():
        if pk in contents:
            version = item.from_serializable_data(contents[pk])
            version.pk, version.code, version.sort_order = item.pk, item.code, item.sort_order
            version.live = True
            versions.append(version)
    if wording is None:
        if history is None:
            # An item that is public without a log entry was published by a program, at any time.
            return (item if item.live and item.first_published_at is None else None), False
        if not history.is_public:
            return None, True
        # Only the version of that time, not one before it.
        return (versions[0], True) if history.newest in contents else (item, False)
    for version in (*versions, item):
        if row_label(version) == wording:
            return version, True
    # The form keeps the wording, even if the version is gone.
    worded = versions[0] if versions else item
    if isinstance(worded, Theme):
        worded.title = wording
    else:
        worded.lead, worded.statement = "", wording
    return worded, bool(versions)
