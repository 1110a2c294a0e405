"""Publication of answers: whether it is allowed, which are public, and all changes.

Editors, who put published answers on pages, may not read the responses: functions that return
published words return nothing else.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from consultation.common.errors import UserFacingError
from consultation.responses.definitions import COMMENT, QuestionType, answer_text, idea_cells
from consultation.responses.models import (
    FormVersion,
    Publication,
    PublishedAnswer,
    Response,
    Status,
    WithdrawnConsent,
)
from consultation.responses.publication.pii_detection import Span
from consultation.responses.publication.redaction import redact, redacts
from consultation.responses.services import (
    AnyUser,
    lock_responses,
    mark_withdrawn,
    purge_published_answers,
)

NOT_COUNTED = _("This response is not counted, so its answers cannot be published.")
NOT_ASKED = _("The form of this response did not ask for consent to publish.")
NOT_ALLOWED = _("The author did not agree to the publication of their answers.")
WITHDRAWN = _("The author has withdrawn their consent to publication.")
NOT_PUBLIC = _("This answer is not public, or no longer public. Choose another.")


class PublicationError(UserFacingError):
    """The reason why an answer may not be published, for people."""


def consent_refusal(response: Response) -> str:
    """Return why there is no consent of the author, as the form then asked; "" if there is."""
    consents = [
        question.key
        for question in response.form_version.definition.questions
        if question.type == QuestionType.CONSENT and question.quoting
    ]
    if not consents:
        return str(NOT_ASKED)
    # An author who was asked twice must have agreed twice.
    if not all(response.form_data.get(key) is True for key in consents):
        return str(NOT_ALLOWED)
    # A query, unless it was fetched with the response.
    return str(WITHDRAWN) if hasattr(response, "withdrawn_consent") else ""


def consent_status(reason: str) -> str:
    """Return in words what a `consent_refusal` says about consent; "" if none was asked for."""
    if not reason:
        return pgettext("consent", "Given")
    if reason == str(WITHDRAWN):
        return pgettext("consent", "Given, then withdrawn")
    return pgettext("consent", "Not given") if reason == str(NOT_ALLOWED) else ""


def refusal(response: Response) -> str:
    """Return why nothing of a response may be public, or ""."""
    return str(NOT_COUNTED) if response.status != Status.COUNTED else consent_refusal(response)


def check_publishable(response: Response) -> None:
    """Raise a `PublicationError` if nothing of a response may be public."""
    if reason := refusal(response):
        raise PublicationError(reason)


@dataclass(frozen=True, slots=True)
class Words:
    """What readers may see of an answer, with marks in place of redactions."""

    text: str
    who: str
    is_redacted: bool


def published_words(ids: Iterable[int]) -> dict[int, Words]:
    """Return the words of those published answers that readers may see now, by one query."""
    found = PublishedAnswer.objects.public().filter(pk__in=set(ids))
    return {
        each.pk: Words(each.text, each.who, redacts(each.redactions, each.part))
        for each in found.select_related("response__form_version", "response__withdrawn_consent")
        if not refusal(each.response)
    }


@dataclass(frozen=True, slots=True)
class PublishableText:
    """One text of a response that can be published, with a key of its own."""

    key: str
    question: str
    text: str


def personal_answers(response: Response) -> list[str]:
    """Return a respondent's answers to personal questions."""
    personal = FormVersion.objects.personal_questions(response.page_pk)
    answers = (answer_text(response.form_data.get(key)) for key in personal)
    return [answer for answer in answers if answer]


def publishable_texts(response: Response) -> dict[str, PublishableText]:
    """Return the answers to open questions and the comments on ideas, by their keys."""
    personal = FormVersion.objects.personal_questions(response.page_pk)
    texts = []
    for question in response.form_version.definition.questions:
        answer, label = response.form_data.get(question.key), question.label
        if question.key in personal:
            continue
        if question.type in (QuestionType.SHORT_TEXT, QuestionType.LONG_TEXT):
            texts.append(PublishableText(question.key, label, answer_text(answer)))
        rows = {row.key: row.label for row in question.rows}
        for cell in idea_cells(question):
            if cell.scale == COMMENT:
                key = f"{question.key}__{cell.row}__{COMMENT}"
                comment = gettext("Comment")
                about = f"{label}: {rows[cell.row]}: {comment}"
                texts.append(PublishableText(key, about, cell.text(answer)))
    return {text.key: text for text in texts if text.text.strip()}


def words_digest(published: PublishedAnswer) -> str:
    """Return a digest of the words on an analyst's screen."""
    return hashlib.sha256(f"{published.text}\n{published.who}".encode()).hexdigest()[:32]


def save_draft(
    response: Response,
    text: PublishableText,
    left_out: Sequence[Span],
    part: tuple[int, int] | None,
    who: str,
    user: AnyUser,
    published: PublishedAnswer | None = None,
) -> PublishedAnswer:
    """Store the redactions of an answer, or of a part; nothing is public until confirmed."""
    with transaction.atomic():
        (current,) = lock_responses([response])
        check_publishable(current)
        # A confirmed one becomes a draft again.
        draft = PublishedAnswer(
            pk=published.pk if published else None,
            response=current,
            answer_key=text.key,
            question=text.question,
            text=redact(text.text, left_out, part),
            who=who,
            left_out=[[span.start, span.end, span.kind] for span in left_out],
            part=list(part) if part else None,
            drafted_at=timezone.now(),
            drafted_by_id=user.pk,
        )
        draft.save()
        log(current, "responses.redact", user=user, data={"question": text.question})
    return draft


def confirm(published: PublishedAnswer, digest: str, user: AnyUser) -> None:
    """Publish an answer whose words, with this digest, an analyst has read."""
    with transaction.atomic():
        (current,) = lock_responses([published.response])
        check_publishable(current)
        draft = PublishedAnswer.objects.get(pk=published.pk)
        if draft.state != Publication.DRAFT or words_digest(draft) != digest:
            raise PublicationError(
                gettext("Someone has changed it since you opened it. Read it again.")
            )
        draft.state = Publication.CONFIRMED
        draft.confirmed_at, draft.confirmed_by = timezone.now(), user
        draft.save(update_fields=("state", "confirmed_at", "confirmed_by"))
        log(current, "responses.publish", user=user, data={"question": draft.question})


def withdraw(published: PublishedAnswer, reason: str, user: AnyUser) -> bool:
    """Withdraw a published answer or a draft; say whether that was news."""
    with transaction.atomic():
        (current,) = lock_responses([published.response])
        done = mark_withdrawn(PublishedAnswer.objects.filter(pk=published.pk), reason, user)
        if done:
            data = {"question": published.question, "reason": reason}
            log(current, "responses.withdraw", user=user, data=data)
    return bool(done)


def withdraw_consent(responses: Iterable[Response], reason: str, user: AnyUser) -> int:
    """Withdraw everything published of responses, and return how many had consented.

    The reason must hold no personal data.
    """
    number = 0
    with transaction.atomic():
        for response in lock_responses(responses):
            if response.status == Status.ERASED or consent_refusal(response):
                continue
            WithdrawnConsent.objects.create(response=response, withdrawn_at=timezone.now())
            number += 1
            purge_published_answers(response, reason, user)
            log(response, "responses.withdraw_consent", user=user, data={"reason": reason})
    return number
