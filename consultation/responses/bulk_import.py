"""Stores many responses that were given elsewhere, some hundred at once.

They keep the time at which they were given, and come without quarantine, receipt and mail.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone
from wagtail.models import Page

from consultation.responses.counts import CountKey, add_counts, tally
from consultation.responses.definitions import FormDefinition
from consultation.responses.ledger import record_received
from consultation.responses.models import FormVersion, LedgerEntry, Response, Source, Status
from consultation.responses.references import new_reference
from consultation.responses.services import Submission, new_response, record_idea_links

# As many as one statement may name on either database.
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedResponse(Submission):
    """A response that was given elsewhere.

    Args:
        digest: what tells it from every other; the same when it comes again.
        locale_code: code of the page's language.
        reference: the one on its receipt, kept if it is free; "" for a new one.
        status: counted, in quarantine or excluded.
        reason: why it has this status, or "".
    """

    digest: str
    client_key: str | None = None
    source: Source = Source.IMPORTED
    locale_code: str = ""
    reference: str = ""
    status: Status = Status.COUNTED
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ImportedForm:
    """Questions that a page asked elsewhere, and when the first and last answers came."""

    page: Page
    definition: FormDefinition
    first: datetime
    last: datetime


def already_there(digests: Sequence[str], references: Sequence[str]) -> tuple[set[str], set[str]]:
    """Return which of these digests and references responses have, by at most two queries."""
    known = Response.objects.filter(submission_digest__in=digests)
    found = set(known.values_list("submission_digest", flat=True))
    asked = list(filter(None, references))
    return found, _references_taken(asked) if asked else set()


def _references_taken(references: Sequence[str]) -> set[str]:
    taken = Response.objects.filter(reference__in=references)
    return set(taken.values_list("reference", flat=True))


def imported_times(places: Sequence[tuple[int, datetime]]) -> set[tuple[int, datetime]]:
    """Return which of these (page, time) imported responses have, by one query."""
    if not places:
        return set()
    pages, times = {page for page, _ in places}, {time for _, time in places}
    found = Response.objects.filter(
        page_key__in=pages, submit_time__in=times, source=Source.IMPORTED
    )
    return set(found.values_list("page_key", "submit_time"))


def record_imported_forms(forms: Sequence[ImportedForm]) -> dict[int, FormVersion]:
    """Return the form version of each page by its id, by a few queries for all of them.

    They stand before whatever the page asks now: answers from elsewhere must not give
    columns their latest wording.
    """
    prints = {form.page.pk: form.definition.fingerprint for form in forms}

    def stored() -> dict[int, FormVersion]:
        versions = FormVersion.objects.filter(
            page_key__in=prints, fingerprint__in=set(prints.values())
        )
        return {
            each.page_key: each for each in versions if prints[each.page_key] == each.fingerprint
        }

    known = stored()
    newest = FormVersion.objects.filter(page_key__in=prints).order_by()
    latest = dict(newest.values_list("page_key").annotate(latest=Max("last_used_at")))
    FormVersion.objects.bulk_create(
        [
            FormVersion(
                page=form.page,
                page_key=form.page.pk,
                fingerprint=prints[form.page.pk],
                definition_data=form.definition.to_dict(),
                first_used_at=form.first,
                last_used_at=min(
                    form.last,
                    latest.get(form.page.pk, timezone.now()) - timedelta(seconds=1),
                ),
            )
            for form in forms
            if form.page.pk not in known
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    return stored()


@dataclass(slots=True)
class BulkRecorder:
    """Stores responses batch by batch. Call `finish` once, in the same transaction.

    Args:
        versions: the form version of each page, by the page's id.
    """

    versions: dict[int, FormVersion]
    _counts: Counter[CountKey] = field(default_factory=Counter)

    def store(self, batch: Sequence[ImportedResponse]) -> None:
        """Store at most `BATCH` responses, none of which is there already."""
        if not batch:
            return
        responses = [self._response(imported) for imported in batch]
        _draw_free_references(responses)
        Response.objects.bulk_create(responses)
        record_received(responses)
        asked = [
            (response, imported.definition)
            for response, imported in zip(responses, batch, strict=True)
        ]
        record_idea_links(asked)
        for response, definition in asked:
            if response.status == Status.COUNTED:
                tally(self._counts, definition, response)

    def finish(self) -> None:
        """Add what was said of ideas to the counts."""
        add_counts(self._counts)
        self._counts.clear()

    def _response(self, imported: ImportedResponse) -> Response:
        version = self.versions[imported.page.pk]
        response = new_response(imported, version, imported.digest, imported.locale_code)
        response.reference = imported.reference or response.reference
        response.status, response.status_reason = imported.status, imported.reason
        return response


def _draw_free_references(responses: Sequence[Response]) -> None:
    """Draw anew until no reference is one that was ever given."""
    unsettled = list(responses)
    used: set[str] = set()
    while unsettled:
        drawn = [response.reference for response in unsettled]
        entered = LedgerEntry.objects.filter(reference__in=drawn)
        taken = _references_taken(drawn).union(entered.values_list("reference", flat=True))
        again = []
        for response in unsettled:
            if response.reference in taken or response.reference in used:
                response.reference = new_reference()
                again.append(response)
            used.add(response.reference)
        unsettled = again
