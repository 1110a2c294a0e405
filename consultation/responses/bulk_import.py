"""Stores many responses that were given elsewhere, some hundred at once.

They keep the time at which they were given, and come without quarantine, receipt and mail.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone
from wagtail.models import Page

from consultation.responses.counts import CountKey, add_counts
from consultation.responses.definitions import FormDefinition
from consultation.responses.models import FormVersion, LedgerEntry, Response, Source, Status
from consultation.responses.references import new_reference
from consultation.responses.services import Submission, account_for, new_response

# As many as one statement may name on either database.
BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedResponse(Submission):
    """A response that was given elsewhere.

    Args:
        digest: what tells it from every other; the same when it comes again.
        reference: the one on its receipt, kept if it is free; "" for a new one.
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
    return _stored("submission_digest", digests), _stored("reference", filter(None, references))


def _stored(field: str, values: Iterable[str]) -> set[str]:
    """Return which of these values the field has in some response."""
    found = Response.objects.filter((f"{field}__in", list(values)))
    return set(found.values_list(field, flat=True))


def imported_times(places: Sequence[tuple[int, datetime]]) -> set[tuple[int, datetime]]:
    """Return which of these (page, time) imported responses have, by one query."""
    pages, times = {page for page, _ in places}, {time for _, time in places}
    found = Response.objects.filter(
        page_key__in=pages, submit_time__in=times, source=Source.IMPORTED
    )
    return set(found.values_list("page_key", "submit_time"))


def record_imported_forms(forms: Sequence[ImportedForm]) -> dict[int, FormVersion]:
    """Return the form version of each page, by its id and three queries.

    They stand before whatever the page asks now: answers from elsewhere must not give
    columns their latest wording.
    """
    prints = {form.page.pk: form.definition.fingerprint for form in forms}
    versions = FormVersion.objects.filter(page_key__in=prints).order_by()
    latest = dict(versions.values_list("page_key").annotate(latest=Max("last_used_at")))
    now, second = timezone.now(), timedelta(seconds=1)
    # Those that a page has asked before stay as they are.
    FormVersion.objects.bulk_create(
        [
            FormVersion(
                page=form.page,
                page_key=form.page.pk,
                fingerprint=prints[form.page.pk],
                definition_data=form.definition.to_dict(),
                first_used_at=form.first,
                last_used_at=min(form.last, latest.get(form.page.pk, now) - second),
            )
            for form in forms
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    return {
        version.page_key: version
        for version in versions.filter(fingerprint__in=set(prints.values()))
        if prints[version.page_key] == version.fingerprint
    }


@dataclass(slots=True)
class BulkRecorder:
    """Stores responses batch by batch. Call `finish` once, in the same transaction."""

    # By the ids of the pages.
    versions: dict[int, FormVersion]
    _counts: Counter[CountKey] = field(default_factory=Counter)

    def store(self, batch: Sequence[ImportedResponse]) -> None:
        """Store at most `BATCH` responses, none of which is there already."""
        responses = [self._response(imported) for imported in batch]
        _replace_taken_references(responses)
        Response.objects.bulk_create(responses)
        definitions = (imported.definition for imported in batch)
        account_for(list(zip(responses, definitions, strict=True)), self._counts)

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


def _replace_taken_references(responses: Iterable[Response]) -> None:
    """Give a new reference to each response whose own was ever given to another."""
    own = [response.reference for response in responses]
    entered = LedgerEntry.objects.filter(reference__in=own)
    taken = _stored("reference", own).union(entered.values_list("reference", flat=True))
    for response in responses:
        while response.reference in taken:
            response.reference = new_reference()
        taken.add(response.reference)
