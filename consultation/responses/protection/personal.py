"""Takes personal data out of responses and leaves the other answers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from consultation.responses.answers import texts
from consultation.responses.definitions import QuestionType
from consultation.responses.models import FormVersion, Response, Status
from consultation.responses.scans import remove_scans
from consultation.responses.services import lock_responses

if TYPE_CHECKING:
    from consultation.responses.services import AnyUser

_FIELDS = ("form_data", "search_text", "longest_answer", "personal_erased_at")


@dataclass(slots=True)
class PersonalQuestions:
    """Which questions ask for personal data, page by page.

    A question that any version of a page's form called personal is treated so in
    all: an editor may have ticked the box only after the first answers came in.
    """

    _of_pages: dict[int, dict[str, str]] = field(default_factory=dict)

    def of_page(self, page_key: int) -> dict[str, str]:
        """Return the wordings of a page's personal questions by their keys."""
        if page_key not in self._of_pages:
            self._of_pages[page_key] = {
                question.key: question.label
                for version in FormVersion.objects.of_page(page_key)
                for question in version.definition.questions
                if question.personal or question.type == QuestionType.EMAIL
            }
        return self._of_pages[page_key]


def _take_out(response: Response, questions: dict[str, str]) -> list[str]:
    """Empty a response's personal answers in memory; return the wordings of their questions."""
    taken = [label for key, label in questions.items() if key in response.form_data]
    response.form_data = {
        key: value for key, value in response.form_data.items() if key not in questions
    }
    left = list(texts(response.form_data))
    response.search_text = "\n".join(left).casefold()
    response.longest_answer = max(map(len, left), default=0)
    response.personal_erased_at = timezone.now()
    return taken


def erase_personal(
    responses: Iterable[Response],
    reason: str,
    user: "AnyUser | None",
    questions: PersonalQuestions | None = None,
) -> int:
    """Erase names, addresses, organisations and scans for good; the other answers stay.

    What somebody wrote about themselves in a free text is not found here.

    Args:
        responses: those to go through; erased ones are left alone.
        reason: why, in words that hold no personal data.
        user: who does it; None for a regular job.
        questions: kept between several calls, so that no page is asked for twice.

    Returns:
        How many held personal data.
    """
    questions = questions or PersonalQuestions()
    number = 0
    with transaction.atomic():
        for response in lock_responses(responses):
            if response.status == Status.ERASED:
                continue
            scans = response.scans.count()
            taken = _take_out(response, questions.of_page(response.page_key))
            if scans:
                remove_scans(response)
                taken.append("Scan or copy")
            response.save(update_fields=_FIELDS)
            if taken:
                number += 1
                log(
                    response,
                    "responses.erase_personal",
                    user=user,
                    data={"questions": taken, "reason": reason},
                )
    return number
