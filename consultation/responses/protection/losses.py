"""What personal data responses hold, and so lose when it goes: numbers, page by page."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from consultation.responses.models import FormVersion, Response

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
