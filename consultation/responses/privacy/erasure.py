"""Takes personal data out of responses and leaves the other answers; and counts it beforehand."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from consultation.responses.definitions import has_free_text, texts
from consultation.responses.models import FormVersion, Response, Status
from consultation.responses.publication.purge import purge_published_answers
from consultation.responses.services import lock_responses, remove_scans

if TYPE_CHECKING:
    from consultation.responses.services import AnyUser

SCAN = "Scan or copy"
_FIELDS = ("form_data", "search_text", "longest_answer", "has_text", "personal_erased_at")
_AT_ONCE = 100


def personal_parts(response: Response, questions: Mapping[str, str]) -> list[str]:
    """Return what a response holds that is personal: the wordings of questions, and its scan.

    Args:
        response: the response, best with its scans prefetched.
        questions: the personal questions of its page, by their keys.
    """
    parts = [label for key, label in questions.items() if key in response.form_data]
    return [*parts, SCAN] if response.scans.all() else parts


@dataclass(slots=True)
class ErasureImpact:
    """How many responses hold which personal data, page by page, without a word of any answer.

    It grows with the pages and not with the responses.
    """

    titles: dict[int, str] = field(default_factory=dict)
    responses_of: Counter[int] = field(default_factory=Counter)
    parts_of: dict[int, Counter[str]] = field(default_factory=dict)

    def add(self, response: Response, parts: Iterable[str]) -> None:
        """Count a response with the personal parts that it holds; one without any is none."""
        held, page = dict.fromkeys(parts, 1), response.page_key
        if held:
            self.titles.setdefault(page, f"{response.page_title} (page {page})")
            self.responses_of[page] += 1
            self.parts_of.setdefault(page, Counter()).update(held)

    @property
    def responses(self) -> int:
        return self.responses_of.total()

    def lines(self) -> list[str]:
        """Return the numbers of each page in words, by the pages' titles."""
        lines = []
        for page, title in sorted(self.titles.items(), key=lambda item: item[1].casefold()):
            number = self.responses_of[page]
            noun = "response" if number == 1 else "responses"
            parts = ", ".join(f"{part} ({held:,})" for part, held in self.parts_of[page].items())
            lines.append(f"{title}: {number:,} {noun}: {parts}")
        return lines


def _remove_answers(response: Response, questions: Mapping[str, str]) -> None:
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
    impact: ErasureImpact | None = None,
) -> int:
    """Erase names, addresses, organisations and scans for good; the other answers stay.

    What people wrote about themselves in free texts is not found here.

    Args:
        responses: those to go through; erased ones are left alone.
        reason: why, in words that hold no personal data.
        user: who does it; None for a regular job.
        impact: what was erased is added here.

    Returns:
        How many held personal data.
    """
    personal_questions = cache(FormVersion.objects.personal_questions)
    number = 0
    with transaction.atomic():
        gone_through: list[Response] = []
        for response in lock_responses(responses).prefetch_related("scans", "published_answers"):
            if response.status == Status.ERASED:
                continue
            questions = personal_questions(response.page_key)
            parts = personal_parts(response, questions)
            # When there was something to erase is what counts, not when it was looked for again.
            if not parts and response.personal_erased_at:
                continue
            remove_scans(response)
            _remove_answers(response, questions)
            # An answer may have been published before its question was called personal.
            if any(each.answer_key in questions for each in response.published_answers.all()):
                purge_published_answers(response, "The answer was personal data", user, questions)
            gone_through.append(response)
            if impact is not None:
                impact.add(response, parts)
            if parts:
                number += 1
                data = {"questions": parts, "reason": reason}
                log(response, "responses.erase_personal", user=user, data=data)
        Response.objects.bulk_update(gone_through, _FIELDS, batch_size=_AT_ONCE)
    return number
