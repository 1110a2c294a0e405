"""Everything that writes published answers: drafted, confirmed, withdrawn."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

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
from consultation.responses.publication.pii_detection import Span
from consultation.responses.publication.policy import Piece, has_consent, refusal
from consultation.responses.publication.purge import forget_published
from consultation.responses.publication.redaction import redact
from consultation.responses.services import lock_responses

if TYPE_CHECKING:
    from consultation.responses.services import AnyUser


class MayNotBePublished(Exception):
    """Says why an answer may not be published; the message is for people."""


def _locked(response: Response) -> Response:
    """Return a response as it is now, kept from other writers; refuse what may not be public."""
    (current,) = lock_responses([response])
    reason = refusal(current)
    if reason:
        raise MayNotBePublished(reason)
    return current


def seen(published: PublishedAnswer) -> str:
    """Return what stands for the words that somebody has on the screen."""
    return hashlib.sha256(f"{published.text}\n{published.who}".encode()).hexdigest()[:32]


def save_draft(
    response: Response,
    piece: Piece,
    left_out: Sequence[Span],
    part: tuple[int, int] | None,
    who: str,
    user: "AnyUser",
    published: PublishedAnswer | None = None,
) -> PublishedAnswer:
    """Keep what is to be left out of an answer. Nothing of it is public until it is confirmed.

    Args:
        response: whose answer it is.
        piece: the answer.
        left_out: what may not be public.
        part: start and end of what is published; None for the whole answer.
        who: who said it, by role.
        user: who does it.
        published: the draft to change, if there is one; a confirmed one is a draft again.

    Raises:
        MayNotBePublished: where the response may not be quoted, or not any more.
    """
    with transaction.atomic():
        current = _locked(response)
        draft = published or PublishedAnswer(response=current)
        draft.answer_key, draft.question = piece.key, piece.question
        draft.left_out = [[span.start, span.end, span.kind] for span in left_out]
        draft.part = list(part) if part else None
        draft.text = redact(piece.text, left_out, part)
        draft.who = who
        draft.state = Publication.DRAFT
        draft.drafted_at, draft.drafted_by = timezone.now(), user
        draft.confirmed_at = draft.confirmed_by = None
        draft.withdrawn_at = draft.withdrawn_by = None
        draft.withdrawn_reason = ""
        draft.save()
        log(current, "responses.redact", user=user, data={"question": piece.question})
    return draft


def confirm(published: PublishedAnswer, words_seen: str, user: "AnyUser") -> None:
    """Let the public see an answer, since somebody has read it as it will be.

    Args:
        published: the draft.
        words_seen: what `seen` returned for what was on their screen.
        user: who has read it.

    Raises:
        MayNotBePublished: where the draft is another by now, or the response may not be quoted.
    """
    with transaction.atomic():
        current = _locked(published.response)
        draft = PublishedAnswer.objects.get(pk=published.pk)
        if draft.state != Publication.DRAFT or seen(draft) != words_seen:
            raise MayNotBePublished("Somebody changed it in the meantime. Read it again.")
        draft.state = Publication.CONFIRMED
        draft.confirmed_at, draft.confirmed_by = timezone.now(), user
        draft.save(update_fields=("state", "confirmed_at", "confirmed_by"))
        log(current, "responses.publish", user=user, data={"question": draft.question})


def withdraw(published: PublishedAnswer, reason: str, user: "AnyUser") -> bool:
    """Take an answer, or a draft, back from the public; say whether it was not so already."""
    with transaction.atomic():
        (current,) = lock_responses([published.response])
        done = (
            PublishedAnswer.objects.filter(pk=published.pk)
            .exclude(state=Publication.WITHDRAWN)
            .update(
                state=Publication.WITHDRAWN,
                withdrawn_at=timezone.now(),
                withdrawn_by=user.pk,
                withdrawn_reason=reason,
            )
        )
        if done:
            log(
                current,
                "responses.withdraw",
                user=user,
                data={"question": published.question, "reason": reason},
            )
    return bool(done)


def withdraw_consent(responses: Iterable[Response], reason: str, user: "AnyUser") -> int:
    """Note that people took back their consent: nothing of their responses is public any more.

    Args:
        responses: theirs; those without consent, or where it was taken back, are left alone.
        reason: how that became known, in words that hold no personal data.
        user: who notes it.

    Returns:
        Of how many responses it was taken back.
    """
    number = 0
    with transaction.atomic():
        for response in lock_responses(responses):
            if response.status == Status.ERASED or not has_consent(response):
                continue
            WithdrawnConsent.objects.create(response=response, withdrawn_at=timezone.now())
            number += 1
            forget_published(response, reason, user)
            log(response, "responses.withdraw_consent", user=user, data={"reason": reason})
    return number
