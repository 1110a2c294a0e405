"""Everything that writes responses."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import UploadedFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from consultation.common.stored_files import delete_with_commit
from consultation.responses.answers import answer_text, answered_keys, has_free_text, texts
from consultation.responses.counts import CountKey, add_counts, tally
from consultation.responses.definitions import FormDefinition, QuestionType
from consultation.responses.ledger import record_received, record_status_changes
from consultation.responses.models import FormVersion, Response, ResponseIdea, Scan, Source, Status
from consultation.responses.publication.purge import purge_published_answers
from consultation.responses.references import new_reference
from ideas.models import THEME_KEY, Idea

AnyUser = AbstractBaseUser | AnonymousUser

SCAN_SUFFIXES = ("pdf", "png", "jpg", "jpeg", "tif", "tiff", "webp", "docx", "odt", "txt", "eml")
LARGEST_SCAN_BYTES = 20 * 1024 * 1024

# Well below what either database takes in one statement.
_CODES_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A checked answer on its way to being a response.

    Args:
        answers: JSON-ready answers by question key.
        client_key: what tells two submissions of one opened form from those of
            another; None keeps every submission apart.
        revision_id: the page revision that the respondent was shown.
        quarantine_reason: why it needs a look before it counts, or "".
        after_closing: whether it was on its way when the consultation closed.
        entered_by: who typed it in for its author; None if its author sent it.
    """

    page: Page
    definition: FormDefinition
    answers: dict[str, Any]
    client_key: str | None
    revision_id: int | None = None
    consultation_key: int | None = None
    quarantine_reason: str = ""
    after_closing: bool = False
    received_at: datetime = field(default_factory=timezone.now)
    source: Source = Source.FORM
    entered_by: AnyUser | None = None


def submission_digest(page_key: int, client_key: str, answers: dict[str, Any]) -> str:
    """Return a SHA-256 that is equal for one submission sent twice, and only then.

    The answers are part of it: a changed answer from the same opened form
    is a new response, never a lost one.
    """
    content = json.dumps([page_key, client_key, answers], sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(content.encode()).hexdigest()


def new_response(
    submission: Submission, version: FormVersion, digest: str, locale_code: str
) -> Response:
    """Return the response that a submission becomes, under a fresh reference and not stored yet.

    Args:
        submission: the checked answer.
        version: the questions it answers.
        digest: what tells it from every other submission.
        locale_code: code of the page's language.
    """
    page, answers = submission.page, submission.answers
    answered = texts(answers)
    # For the filters of the lists; the first question of a kind decides.
    choices = {
        question.type: answer_text(answers.get(question.key))
        for question in reversed(submission.definition.questions)
        if question.type in (QuestionType.ROLE, QuestionType.REFLECTION)
    }
    return Response(
        reference=new_reference(),
        submission_digest=digest,
        form_data=answers,
        form_version=version,
        page=page,
        page_revision_id=submission.revision_id,
        submit_time=submission.received_at,
        page_key=page.pk,
        page_title=page.title,
        page_path=page.url_path,
        translation_key=page.translation_key,
        locale_code=locale_code,
        consultation_key=submission.consultation_key,
        status=Status.QUARANTINED if submission.quarantine_reason else Status.COUNTED,
        status_reason=submission.quarantine_reason,
        source=submission.source,
        entered_by=submission.entered_by,
        after_closing=submission.after_closing,
        role=choices.get(QuestionType.ROLE, ""),
        reflection=choices.get(QuestionType.REFLECTION, ""),
        has_text=has_free_text(submission.definition, answers),
        search_text="\n".join(answered).casefold(),
        longest_answer=max(map(len, answered), default=0),
    )


def record(submission: Submission) -> tuple[Response, bool]:
    """Store a submission and return its response and whether it is a new one.

    A submission sent twice is one response: the database, not a look beforehand,
    settles which of two parallel ones is first. Returns only once it is committed,
    unless the caller has a transaction open.
    """
    client_key = submission.client_key or new_reference() * 3
    digest = submission_digest(submission.page.pk, client_key, submission.answers)
    # Nothing in here is tried again after an error, so a caller's transaction needs no savepoint.
    with transaction.atomic(savepoint=False):
        version = register_form_version(submission.page, submission.definition)
        while True:
            response = new_response(
                submission, version, digest, submission.page.locale.language_code
            )
            Response.objects.bulk_create([response], ignore_conflicts=True)
            stored = Response.objects.filter(submission_digest=digest).first()
            if stored:
                created = stored.reference == response.reference
                if created:
                    # So that no caller has to read the questions again.
                    stored.form_version = version
                    record_received([stored])
                    record_idea_links([(stored, submission.definition)])
                    if stored.status == Status.COUNTED:
                        counts: Counter[CountKey] = Counter()
                        tally(counts, submission.definition, stored)
                        add_counts(counts)
                return stored, created
            # Nothing under this digest: the chance reference was taken. Draw another.


def lock_responses(responses: Iterable[Response]) -> QuerySet[Response]:
    """Return responses as they are now, kept from other writers until the transaction ends.

    Two people deciding at once would else take a response out of the counts twice.
    """
    keys = [response.pk for response in responses]
    return (
        Response.objects.select_for_update(of=("self",))
        .select_related("form_version")
        .filter(pk__in=keys)
        .order_by("pk")
    )


def change_status(responses: Iterable[Response], status: Status, reason: str, user: AnyUser) -> int:
    """Move responses to another status, each with reason, person and time in the log.

    Args:
        responses: those to change; erased ones and those already there are left alone.
        status: counted, quarantined or excluded; erasing is `erase`'s.
        reason: why, in the analyst's words.
        user: who does it.

    Returns:
        How many were changed.
    """
    if status == Status.ERASED:
        raise ValueError("Erasing empties the response: call erase()")
    return _move(responses, status, reason, user)


def erase(responses: Iterable[Response], reason: str, user: AnyUser) -> int:
    """Empty responses for good, keeping that each was received, and log who and why.

    Returns:
        How many were erased.
    """
    return _move(responses, Status.ERASED, reason, user)


_STATUS_FIELDS = ("status", "status_reason", "status_changed_at", "status_changed_by")


def _move(responses: Iterable[Response], status: Status, reason: str, user: AnyUser) -> int:
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
                change = 1 if status == Status.COUNTED else -1
                tally(counts, response.form_version.definition, response, change)
            if status == Status.ERASED:
                _empty(response, user)
            response.status = status
            response.status_reason = reason
            response.status_changed_at = timezone.now()
            response.status_changed_by = user
            response.save(update_fields=None if status == Status.ERASED else _STATUS_FIELDS)
            data = {"from": before, "to": str(status), "reason": reason}
            log(response, action, user=user, data=data)
            changes.append((response, before, response.status_changed_at))
        record_status_changes(changes)
        add_counts(counts)
    return len(changes)


def _empty(response: Response, user: AnyUser) -> None:
    remove_scans(response)
    response.form_data = {}
    response.search_text = response.role = response.reflection = ""
    response.longest_answer, response.has_text = 0, False
    response.idea_links.all().delete()
    purge_published_answers(response, "The response was erased", user)


def register_form_version(
    page: Page, definition: FormDefinition, last_used_at: datetime | None = None
) -> FormVersion:
    """Return the version of the page's form with these questions, making it if new."""
    version, _ = FormVersion.objects.get_or_create(
        page_key=page.pk,
        fingerprint=definition.fingerprint,
        defaults={
            "page": page,
            "definition_data": definition.to_dict,
            "last_used_at": last_used_at or timezone.now(),
        },
    )
    return version


def keep_form_version(page: Page, definition: FormDefinition, like: FormDefinition) -> None:
    """Keep questions that a respondent is shown although no page is live with them.

    They stand where those stand that they come from: what was never live must not
    give columns their latest wording.

    Args:
        page: the page whose form it is.
        definition: the questions.
        like: the questions that were shown before.
    """
    before = FormVersion.objects.filter(page_key=page.pk, fingerprint=like.fingerprint).first()
    register_form_version(page, definition, before.last_used_at if before else None)


def mark_form_version_published(page: Page, definition: FormDefinition) -> None:
    """Note that these are now the questions of the live page."""
    version = register_form_version(page, definition)
    FormVersion.objects.filter(pk=version.pk).update(last_used_at=timezone.now())


def attach_scan(response: Response, file: UploadedFile) -> Scan:
    """Keep a file with a response; it has been checked by the form that took it."""
    return Scan.objects.create(response=response, file=file, name=(file.name or "Scan")[-255:])


def remove_scans(response: Response) -> None:
    """Remove a response's scans; the files go once the database has let go of them."""
    for scan in response.scans.all():
        delete_with_commit(scan.file.name)
        scan.delete()


def record_idea_links(responses: Iterable[tuple[Response, FormDefinition]]) -> None:
    """Store which ideas and themes new responses are about, in the transaction that stores them.

    Args:
        responses: each with the questions it answers.
    """
    about = [
        (response, answered_keys(definition, response.form_data))
        for response, definition in responses
    ]
    codes = sorted(set().union(*(own for _, own in about)))
    themes: dict[str, str] = {}
    for start in range(0, len(codes), _CODES_AT_ONCE):
        some = Idea.objects.filter(code__in=codes[start : start + _CODES_AT_ONCE])
        themes |= dict(some.values_list("code", "theme__code"))
    links = [
        (response.pk, response.page_key, key)
        for response, own in about
        for key in sorted(own | {THEME_KEY + themes[idea] for idea in own & themes.keys()})
    ]
    if not links:
        return
    names = (ResponseIdea._meta.db_table, "response_id", "page_key", "key")
    table, *columns = map(connection.ops.quote_name, names)
    with connection.cursor() as cursor:
        # An import has a hundred thousand of them: as objects they would take ten times as long.
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES (%s, %s, %s) "  # noqa: S608
            "ON CONFLICT DO NOTHING",
            links,
        )
