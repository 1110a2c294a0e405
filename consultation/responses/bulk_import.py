"""Stores many responses that were given elsewhere, some hundred at once.

They keep the moment at which they were given, and come without quarantine, receipt and mail.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

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
class ImportedResponse:
    """A response that was given elsewhere.

    Args:
        page: the page it answers.
        definition: the questions it answers.
        answers: JSON-ready answers by question key.
        digest: what tells it from every other; the same when it comes again.
        received_at: when it was given.
        consultation_key: id of the consultation page, where there is one.
        locale_code: code of the page's language.
        reference: the one on its receipt, kept if it is free; "" for a new one.
        status: counted, in quarantine or excluded.
        reason: why it has this status, or "".
        after_closing: whether it arrived just after closing.
    """

    page: Page
    definition: FormDefinition
    answers: dict[str, Any]
    digest: str
    received_at: datetime
    consultation_key: int | None = None
    locale_code: str = ""
    reference: str = ""
    status: Status = Status.COUNTED
    reason: str = ""
    after_closing: bool = False


@dataclass(frozen=True, slots=True)
class ImportedForm:
    """Questions that a page asked elsewhere, before it was here.

    Args:
        page: the page.
        definition: the questions.
        first: when the first answer came.
        last: when the last answer came.
    """

    page: Page
    definition: FormDefinition
    first: datetime
    last: datetime


def already_there(digests: Sequence[str], references: Sequence[str]) -> tuple[set[str], set[str]]:
    """Return which of these digests and references responses have, by at most two queries."""
    known = Response.objects.filter(submission_digest__in=digests)
    found = set(known.values_list("submission_digest", flat=True))
    asked = list(filter(None, references))
    if not asked:
        return found, set()
    taken = Response.objects.filter(reference__in=asked)
    return found, set(taken.values_list("reference", flat=True))


def imported_times(places: Sequence[tuple[int, datetime]]) -> set[tuple[int, datetime]]:
    """Return which of these (page, moment) imported responses have, by one query."""
    if not places:
        return set()
    pages, moments = {page for page, _ in places}, {moment for _, moment in places}
    found = Response.objects.filter(
        page_key__in=pages, submit_time__in=moments, source=Source.IMPORTED
    )
    return set(found.values_list("page_key", "submit_time"))


def record_imported_forms(forms: Sequence[ImportedForm]) -> dict[int, FormVersion]:
    """Return the form version of each page by its id, by a few queries for all of them.

    They stand before whatever the page asks now: answers from elsewhere must not give
    columns their latest wording.
    """
    keys = [form.page.pk for form in forms]
    prints = {form.page.pk: form.definition.fingerprint for form in forms}

    def stored() -> dict[int, FormVersion]:
        versions = FormVersion.objects.filter(
            page_key__in=keys, fingerprint__in=set(prints.values())
        )
        return {
            each.page_key: each for each in versions if prints[each.page_key] == each.fingerprint
        }

    known = stored()
    newest = FormVersion.objects.filter(page_key__in=keys).order_by()
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
        """Store some responses, none of which is there already.

        Args:
            batch: at most `BATCH` responses.
        """
        if not batch:
            return
        responses = [self._response(given) for given in batch]
        self._settle_references(responses, batch)
        Response.objects.bulk_create(responses)
        record_received(responses)
        record_idea_links(
            [(response, given.definition) for response, given in zip(responses, batch, strict=True)]
        )
        for response, given in zip(responses, batch, strict=True):
            if response.status == Status.COUNTED:
                tally(self._counts, given.definition, response)

    def finish(self) -> None:
        """Add what was said of ideas to the counts."""
        add_counts(self._counts)
        self._counts.clear()

    def _response(self, given: ImportedResponse) -> Response:
        submission = Submission(
            page=given.page,
            definition=given.definition,
            answers=given.answers,
            client_key=None,
            consultation_key=given.consultation_key,
            after_closing=given.after_closing,
            received_at=given.received_at,
            source=Source.IMPORTED,
        )
        version = self.versions[given.page.pk]
        response = new_response(submission, version, given.digest, given.locale_code)
        response.reference = given.reference or response.reference
        response.status, response.status_reason = given.status, given.reason
        return response

    def _settle_references(
        self, responses: Sequence[Response], batch: Sequence[ImportedResponse]
    ) -> None:
        """Draw anew until no reference is one that was ever given."""
        unsettled = list(responses)
        used: set[str] = set()
        while unsettled:
            drawn = [response.reference for response in unsettled]
            taken = set(
                Response.objects.filter(reference__in=drawn).values_list("reference", flat=True)
            ).union(
                LedgerEntry.objects.filter(reference__in=drawn).values_list("reference", flat=True)
            )
            again = []
            for response in unsettled:
                if response.reference in taken or response.reference in used:
                    response.reference = new_reference()
                    again.append(response)
                used.add(response.reference)
            unsettled = again
