"""Everything that writes published answers: drafted, confirmed, withdrawn."""

import hashlib
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from consultation.responses.models import (
    Publication,
    PublishedAnswer,
    Response,
    Status,
    WithdrawnConsent,
)
from consultation.responses.publication import policy
from consultation.responses.publication.pii_detection import Span
from consultation.responses.publication.purge import mark_withdrawn, purge_published_answers
from consultation.responses.publication.redaction import redact
from consultation.responses.services import AnyUser, lock_responses


def words_digest(published: PublishedAnswer) -> str:
    """Return what stands for the words that a reader has on the screen."""
    return hashlib.sha256(f"{published.text}\n{published.who}".encode()).hexdigest()[:32]


def save_draft(
    response: Response,
    text: policy.PublishableText,
    left_out: Sequence[Span],
    part: tuple[int, int] | None,
    who: str,
    user: AnyUser,
    published: PublishedAnswer | None = None,
) -> PublishedAnswer:
    """Keep what is to be left out of an answer. Nothing of it is public until it is confirmed.

    Args:
        part: start and end of what is published; None for the whole answer.
        who: who said it, by role.
        published: the draft to change, if there is one; a confirmed one is a draft again.

    Raises:
        PublicationError: where the response may not be quoted, or not any more.
    """
    with transaction.atomic():
        (current,) = lock_responses([response])
        policy.check_publishable(current)
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
    """Let the public see an answer, since the analyst has read it as it will be.

    Args:
        digest: what `words_digest` returned for what was on their screen.

    Raises:
        PublicationError: where the draft is another by now, or the response may not be quoted.
    """
    with transaction.atomic():
        (current,) = lock_responses([published.response])
        policy.check_publishable(current)
        draft = PublishedAnswer.objects.get(pk=published.pk)
        if draft.state != Publication.DRAFT or words_digest(draft) != digest:
            raise policy.PublicationError("Somebody changed it in the meantime. Read it again.")
        draft.state = Publication.CONFIRMED
        draft.confirmed_at, draft.confirmed_by = timezone.now(), user
        draft.save(update_fields=("state", "confirmed_at", "confirmed_by"))
        log(current, "responses.publish", user=user, data={"question": draft.question})


def withdraw(published: PublishedAnswer, reason: str, user: AnyUser) -> bool:
    """Take an answer, or a draft, back from the public; say whether it was not so already."""
    with transaction.atomic():
        (current,) = lock_responses([published.response])
        done = mark_withdrawn(PublishedAnswer.objects.filter(pk=published.pk), reason, user)
        if done:
            data = {"question": published.question, "reason": reason}
            log(current, "responses.withdraw", user=user, data=data)
    return bool(done)


def withdraw_consent(responses: Iterable[Response], reason: str, user: AnyUser) -> int:
    """Note that people took back their consent: nothing of their responses is public any more.

    Those without consent, or where it was taken back, are left alone. The reason must hold no
    personal data. Returns of how many it was taken back.
    """
    number = 0
    with transaction.atomic():
        for response in lock_responses(responses):
            if response.status == Status.ERASED or policy.consent_refusal(response):
                continue
            WithdrawnConsent.objects.create(response=response, withdrawn_at=timezone.now())
            number += 1
            purge_published_answers(response, reason, user)
            log(response, "responses.withdraw_consent", user=user, data={"reason": reason})
    return number
