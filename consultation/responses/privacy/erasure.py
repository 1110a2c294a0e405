"""What personal data responses hold, and so lose when it goes: numbers, page by page."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from consultation.responses.answers import has_free_text, texts
from consultation.responses.models import FormVersion, Response, Status
from consultation.responses.publication.purge import forget_published
from consultation.responses.services import lock_responses, remove_scans

if TYPE_CHECKING:
    from consultation.responses.services import AnyUser


SCAN = "Scan or copy"


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
                if question.is_personal
            }
        return self._of_pages[page_key]


def personal_parts(response: Response, questions: dict[str, str]) -> list[str]:
    """Return what a response holds that is personal: the wordings of questions, and its scan.

    Args:
        response: the response, best with its scans prefetched.
        questions: the personal questions of its page, by their keys.
    """
    parts = [label for key, label in questions.items() if key in response.form_data]
    return [*parts, SCAN] if response.scans.all() else parts


@dataclass(slots=True)
class PageLosses:
    """The numbers of one page.

    Args:
        title: the page's title as the responses know it, and its number.
        responses: how many of its responses hold personal data.
        parts: how many hold which, by what it is.
    """

    title: str
    responses: int = 0
    parts: Counter[str] = field(default_factory=Counter)

    @property
    def words(self) -> str:
        """The numbers in words, without a word of anybody's answers."""
        noun = "response" if self.responses == 1 else "responses"
        parts = ", ".join(f"{part} ({number:,})" for part, number in self.parts.items())
        return f"{self.title}: {self.responses:,} {noun}: {parts}"


@dataclass(slots=True)
class Losses:
    """The numbers of many pages; it grows with the pages and not with the responses."""

    pages: dict[int, PageLosses] = field(default_factory=dict)

    @property
    def responses(self) -> int:
        """How many responses hold personal data."""
        return sum(page.responses for page in self.pages.values())

    def add(self, response: Response, parts: Iterable[str]) -> None:
        """Count a response with the personal parts that it holds; one without any is none."""
        held = list(dict.fromkeys(parts))
        if held:
            page = self.pages.setdefault(
                response.page_key, PageLosses(f"{response.page_title} (page {response.page_key})")
            )
            page.responses += 1
            page.parts.update(held)


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
