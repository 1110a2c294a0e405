"""Everything that writes responses, and the audit log of reading them."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import UploadedFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry

from consultation.common.errors import UserFacingError
from consultation.common.tasks import delete_with_commit
from consultation.responses.definitions import (
    FormDefinition,
    QuestionType,
    answer_text,
    answered_keys,
)
from consultation.responses.exports.table import Selection
from consultation.responses.models import (
    FormVersion,
    LedgerEntry,
    Publication,
    PublishedAnswer,
    Response,
    ResponseIdea,
    Scan,
    Source,
    Status,
)
from consultation.responses.references import new_reference
from consultation.responses.results.idea_results import CountKey, add_counts, tally
from ideas.models import THEME_KEY, Idea

AnyUser = AbstractBaseUser | AnonymousUser

SCAN_SUFFIXES = ("pdf", "png", "jpg", "jpeg", "tif", "tiff", "webp", "docx", "odt", "txt", "eml")
LARGEST_SCAN_BYTES = 20 * 1024 * 1024

# An analyst opens a hundred screens a day: one entry is enough, a hundred would hide the rest.
LISTED_AGAIN_AFTER = timedelta(hours=24)

# How many responses are imported at once: a statement may name as many on either database.
BATCH = 500


def submission_digest(page_pk: int, client_key: str, answers: dict[str, Any]) -> str:
    """Return a SHA-256 that is equal for one submission sent twice, unless an answer changed."""
    content = json.dumps([page_pk, client_key, answers], sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(content.encode()).hexdigest()


def new_response(
    page: Page, version: FormVersion, answers: dict[str, Any], **fields: Any
) -> Response:
    """Return a response that is not stored yet, of JSON-ready answers and further fields."""
    # For the filters of the lists; the first question of each kind counts.
    choices = {
        question.type: answer_text(answers.get(question.key))
        for question in reversed(version.definition.questions)
        if question.type in (QuestionType.ROLE, QuestionType.REFLECTION)
    }
    response = Response(
        form_version=version,
        page=page,
        page_pk=page.pk,
        page_title=page.title,
        page_path=page.url_path,
        translation_key=page.translation_key,
        role=choices.get(QuestionType.ROLE, ""),
        reflection=choices.get(QuestionType.REFLECTION, ""),
        **fields,
    )
    response.set_answers(answers)
    return response


def record(
    page: Page,
    definition: FormDefinition,
    answers: dict[str, Any],
    *,
    client_key: str | None = None,
    **fields: Any,
) -> tuple[Response, bool]:
    """Store checked answers and return their response and whether it is a new one.

    A submission sent twice from the opened form of `client_key` is one response: the database, not
    a check beforehand, decides which of two parallel ones is first. Returns only once it is
    committed, unless the caller has a transaction open.
    """
    digest = submission_digest(page.pk, client_key or new_reference() * 3, answers)
    fields |= {"submission_digest": digest, "locale_code": page.locale.language_code}
    # Nothing in here is tried again after an error, so a caller's transaction needs no savepoint.
    with transaction.atomic(savepoint=False):
        version = register_form_version(page, definition)
        while True:
            response = new_response(page, version, answers, reference=new_reference(), **fields)
            Response.objects.bulk_create([response], ignore_conflicts=True)
            stored = Response.objects.filter(submission_digest=digest).first()
            if stored:
                created = stored.reference == response.reference
                if created:
                    stored.form_version = version
                    counts: Counter[CountKey] = Counter()
                    account_for([stored], counts)
                    add_counts(counts)
                return stored, created
            # Nothing under this digest: the random reference was taken. Draw another.


def account_for(responses: Sequence[Response], counts: Counter[CountKey]) -> None:
    """Enter new responses in the ledger, link them to ideas, and add them to `counts`."""
    _record_in_ledger((response, "", response.submit_time) for response in responses)
    _link_to_ideas(responses)
    for response in responses:
        if response.status == Status.COUNTED:
            tally(counts, response)


def _link_to_ideas(responses: Iterable[Response]) -> None:
    about = [
        (each, answered_keys(each.form_version.definition, each.form_data)) for each in responses
    ]
    ideas = Idea.objects.filter(code__in={key for _, own in about for key in own})
    themes = dict(ideas.values_list("code", "theme__code"))
    links = [
        (response.pk, response.page_pk, key)
        for response, own in about
        for key in sorted(own | {THEME_KEY + themes[idea] for idea in own & themes.keys()})
    ]
    # As objects they would take ten times as long.
    names = (ResponseIdea._meta.db_table, "response_id", "page_pk", "key")
    table, *columns = map(connection.ops.quote_name, names)
    statement = (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES (%s, %s, %s) "  # noqa: S608
        "ON CONFLICT DO NOTHING"
    )
    if links:
        with connection.cursor() as cursor:
            cursor.executemany(statement, links)


def _record_in_ledger(changes: Iterable[tuple[Response, str, datetime]]) -> None:
    """Enter each response, with the status before and the time; nothing else writes the ledger."""
    LedgerEntry.objects.bulk_create(
        [
            LedgerEntry(
                reference=response.reference,
                page_pk=response.page_pk,
                page_title=response.page_title,
                consultation_pk=response.consultation_pk,
                before=before,
                after=response.status,
                happened_at=happened_at,
            )
            for response, before, happened_at in changes
        ],
        batch_size=1000,
    )


def lock_responses(responses: Iterable[Response]) -> QuerySet[Response]:
    """Return responses as they are now, locked until the transaction ends."""
    chosen = Response.objects.filter(pk__in=[response.pk for response in responses])
    locked = chosen.select_for_update(of=("self",))
    return locked.select_related("form_version").order_by("pk")


def change_status(responses: Iterable[Response], status: Status, reason: str, user: AnyUser) -> int:
    """Change the status of responses, each with an entry in the log; return how many changed.

    Erased ones and those with this status are left alone; erasure empties a response for good.
    """
    action = "responses.erase" if status == Status.ERASED else "responses.change_status"
    changes: list[tuple[Response, str, datetime]] = []
    counts: Counter[CountKey] = Counter()
    with transaction.atomic():
        for response in lock_responses(responses):
            if response.status in (status, Status.ERASED):
                continue
            before = response.status
            # Before anything is emptied: what it said is taken out of the counts.
            if Status.COUNTED in (before, status):
                tally(counts, response, 1 if status == Status.COUNTED else -1)
            if status == Status.ERASED:
                remove_scans(response)
                response.idea_links.all().delete()
                purge_published_answers(response, gettext("The response was erased"), user)
                response.set_answers({})
                response.role = response.reflection = ""
            response.status = status
            response.status_reason = reason
            response.status_changed_at = timezone.now()
            response.status_changed_by = user
            response.save()
            data = {"from": before, "to": str(status), "reason": reason}
            log(response, action, user=user, data=data)
            changes.append((response, before, response.status_changed_at))
        _record_in_ledger(changes)
        add_counts(counts)
    return len(changes)


def mark_withdrawn(answers: QuerySet[PublishedAnswer], reason: str, user: AnyUser | None) -> int:
    """Withdraw published answers that are not yet withdrawn, and return how many."""
    return answers.exclude(state=Publication.WITHDRAWN).update(
        state=Publication.WITHDRAWN,
        withdrawn_at=timezone.now(),
        withdrawn_by=getattr(user, "pk", None),
        withdrawn_reason=reason,
    )


def purge_published_answers(
    response: Response, reason: str, user: AnyUser | None, keys: Collection[str] | None = None
) -> None:
    """Erase what was published, or drafted, from some or all answers of a response.

    The caller has locked the response. The reason must hold no personal data.
    """
    found: QuerySet[PublishedAnswer] = response.published_answers.all()
    if keys is not None:
        found = found.filter(answer_key__in=keys)
    mark_withdrawn(found, reason, user)
    found.update(text="", who="", left_out=[], part=None)


def erase(responses: Iterable[Response], reason: str, user: AnyUser) -> int:
    """Empty responses for good, keeping that each was received; return how many were emptied."""
    return change_status(responses, Status.ERASED, reason, user)


def register_form_version(
    page: Page, definition: FormDefinition, last_used_at: datetime | None = None
) -> FormVersion:
    """Return the version of the page's form with these questions, making it if new."""
    version, _ = FormVersion.objects.get_or_create(
        page_pk=page.pk,
        fingerprint=definition.fingerprint,
        defaults={
            "page": page,
            "definition_data": definition.to_dict,
            "last_used_at": last_used_at or timezone.now(),
        },
    )
    # So that readers of the version do not have to parse its questions.
    version.definition = definition
    return version


def keep_form_version(page: Page, definition: FormDefinition, like: FormDefinition) -> None:
    """Store questions that a respondent is shown although no page is live with them."""
    # They get the dates of a similar version: questions that were never live must not give columns
    # their latest wording.
    before = FormVersion.objects.filter(page_pk=page.pk, fingerprint=like.fingerprint).first()
    register_form_version(page, definition, before.last_used_at if before else None)


def mark_form_version_published(page: Page, definition: FormDefinition) -> None:
    """Store that these are now the questions of the live page."""
    version = register_form_version(page, definition)
    FormVersion.objects.filter(pk=version.pk).update(last_used_at=timezone.now())


def attach_scan(response: Response, file: UploadedFile) -> Scan:
    """Store a file with a response; the form has checked it."""
    return Scan.objects.create(
        response=response, file=file, name=(file.name or gettext("Scan"))[-255:]
    )


def remove_scans(response: Response) -> None:
    """Delete a response's scans, and their files once that is committed."""
    for scan in response.scans.all():
        delete_with_commit(scan.file.name)
        scan.delete()


def already_there(digests: Sequence[str], references: Sequence[str]) -> set[str]:
    """Return which of these digests and references responses have, by at most two queries."""
    return _stored("submission_digest", digests) | _stored("reference", filter(None, references))


def _stored(field: str, values: Iterable[str]) -> set[str]:
    """Return which of these values the field has in some response."""
    found = Response.objects.filter(**{f"{field}__in": list(values)})
    return set(found.values_list(field, flat=True))


def imported_times(places: Sequence[tuple[int, datetime]]) -> set[tuple[int, datetime]]:
    """Return which of these (page, time) imported responses have, by one query."""
    pages, times = {page for page, _ in places}, {time for _, time in places}
    imported = Response.objects.filter(source=Source.IMPORTED)
    found = imported.filter(page_pk__in=pages, submit_time__in=times)
    return set(found.values_list("page_pk", "submit_time"))


def record_imported_forms(
    forms: Sequence[tuple[Page, FormDefinition, datetime, datetime]],
) -> dict[int, FormVersion]:
    """Return the form versions, by page id, of what pages asked from a first to a last answer."""
    prints = {page.pk: definition.fingerprint for page, definition, _, _ in forms}
    versions = FormVersion.objects.filter(page_pk__in=prints).order_by()
    latest = dict(versions.values_list("page_pk").annotate(latest=Max("last_used_at")))
    now, second = timezone.now(), timedelta(seconds=1)
    # Versions that a page already has stay as they are. New ones come before its current version:
    # imported answers must not give columns their latest wording.
    FormVersion.objects.bulk_create(
        [
            FormVersion(
                page=page,
                page_pk=page.pk,
                fingerprint=prints[page.pk],
                definition_data=definition.to_dict(),
                first_used_at=first,
                last_used_at=min(last, latest.get(page.pk, now) - second),
            )
            for page, definition, first, last in forms
        ],
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    return {
        version.page_pk: version
        for version in versions.filter(fingerprint__in=set(prints.values()))
        if prints[version.page_pk] == version.fingerprint
    }


def record_imported(responses: Sequence[Response], counts: Counter[CountKey]) -> None:
    """Store at most `BATCH` new responses; `add_counts` comes last."""
    # A reference is never used twice.
    own = [response.reference for response in responses]
    entered = LedgerEntry.objects.filter(reference__in=own)
    taken = _stored("reference", own).union(entered.values_list("reference", flat=True))
    for response in responses:
        while response.reference in taken:
            response.reference = new_reference()
        taken.add(response.reference)
    Response.objects.bulk_create(responses)
    account_for(responses, counts)


def remove_imported(references: Sequence[str], form_versions: Sequence[int]) -> None:
    """Remove imported responses with their ledger entries, without a trace.

    Form versions without responses are removed too.

    Raises:
        UserFacingError: one of them has been decided about, or partly erased or published.
    """
    counts: Counter[CountKey] = Counter()
    untouched = Response.objects.filter(
        source=Source.IMPORTED,
        status_changed_at=None,
        personal_erased_at=None,
        scans=None,
        published_answers=None,
        withdrawn_consent=None,
    )
    with transaction.atomic():
        for start in range(0, len(references), BATCH):
            batch = references[start : start + BATCH]
            locked = Response.objects.select_for_update().filter(reference__in=batch)
            list(locked.order_by("pk").values_list("pk", flat=True))
            responses = list(untouched.filter(reference__in=batch))
            if len(responses) < len(batch):
                raise UserFacingError(
                    gettext("These responses have been worked on, so you cannot undo the import.")
                )
            # Each is read once, not once for each response.
            versions = FormVersion.objects.in_bulk({each.form_version_id for each in responses})
            for response in responses:
                if response.status == Status.COUNTED:
                    response.form_version = versions[response.form_version_id]
                    tally(counts, response, -1)
            Response.objects.filter(reference__in=batch).delete()
            LedgerEntry.objects.filter(reference__in=batch).delete()
        add_counts(counts)
        FormVersion.objects.filter(pk__in=form_versions, responses=None).delete()


def log_list(page: Page | None, request: HttpRequest) -> None:
    """Log, once a day and person, that a page's responses were listed; None is all pages."""
    target = page or Page.get_first_root_node()
    lately = PageLogEntry.objects.filter(
        page_id=target.pk,
        action="responses.view_list",
        user_id=request.user.pk,
        timestamp__gt=timezone.now() - LISTED_AGAIN_AFTER,
    )
    if not lately.exists():
        log(target, "responses.view_list", user=request.user)


def log_export(user: Any, selection: Selection, export_format: str, rows: int, **more: Any) -> None:
    """Log an export of a page, or of all pages, with further details."""
    page = Page.objects.filter(pk=selection.page_pk).first() or Page.get_first_root_node()
    # A search may hold a person's name.
    query = [selection.query, "searched=yes" if selection.search else ""]
    data = {"format": export_format, "rows": rows, "filter": "&".join(filter(None, query))} | more
    action = "responses.export_personal" if selection.personal else "responses.export"
    log(page, action, user=user, data=data)
