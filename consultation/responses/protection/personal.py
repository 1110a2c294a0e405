"""Takes personal data out of responses and leaves the other answers."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from consultation.responses.answers import has_free_text, texts
from consultation.responses.models import Response, Status
from consultation.responses.protection.losses import Losses, PersonalQuestions, personal_parts
from consultation.responses.publishing.forgetting import forget_published
from consultation.responses.services import lock_responses, remove_scans

if TYPE_CHECKING:
    from consultation.responses.services import AnyUser

_FIELDS = ("form_data", "search_text", "longest_answer", "has_text", "personal_erased_at")
_AT_ONCE = 100


def _take_out(response: Response, questions: dict[str, str]) -> None:
    """Empty a response's personal answers in memory."""
    response.form_data = {
        key: value for key, value in response.form_data.items() if key not in questions
    }
    left = list(texts(response.form_data))
    response.search_text = "\n".join(left).casefold()
    response.longest_answer = max(map(len, left), default=0)
    response.has_text = has_free_text(response.form_version.definition, response.form_data)
    response.personal_erased_at = timezone.now()


def erase_personal(
    responses: Iterable[Response],
    reason: str,
    user: "AnyUser | None",
    questions: PersonalQuestions | None = None,
    losses: Losses | None = None,
) -> int:
    """Erase names, addresses, organisations and scans for good; the other answers stay.

    What somebody wrote about themselves in a free text is not found here.

    Args:
        responses: those to go through; erased ones are left alone.
        reason: why, in words that hold no personal data.
        user: who does it; None for a regular job.
        questions: kept between several calls, so that no page is asked for twice.
        losses: what was erased is added here.

    Returns:
        How many held personal data.
    """
    questions = questions or PersonalQuestions()
    number = 0
    with transaction.atomic():
        gone_through: list[Response] = []
        for response in lock_responses(responses).prefetch_related("scans", "published_answers"):
            if response.status == Status.ERASED:
                continue
            of_page = questions.of_page(response.page_key)
            parts = personal_parts(response, of_page)
            # When there was something to erase is what counts, not when somebody looked again.
            if not parts and response.personal_erased_at:
                continue
            remove_scans(response)
            _take_out(response, of_page)
            # An answer may have been published before its question was called personal.
            if any(each.answer_key in of_page for each in response.published_answers.all()):
                forget_published(response, "The answer was personal data", user, of_page)
            gone_through.append(response)
            if losses is not None:
                losses.add(response, parts)
            if parts:
                number += 1
                log(
                    response,
                    "responses.erase_personal",
                    user=user,
                    data={"questions": parts, "reason": reason},
                )
        Response.objects.bulk_update(gone_through, _FIELDS, batch_size=_AT_ONCE)
    return number
