"""What responses are imported to: one page, or the pages of a consultation."""

from collections import defaultdict
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, Revision

from consultation.common.text import normalise_wording
from consultation.feedback.mixins import FeedbackPageMixin
from consultation.importing.models import ImportedPage
from consultation.importing.responses.tables import ResponseImportError
from consultation.pages.models import ConsultationPage
from consultation.responses.definitions import FormDefinition, Question, QuestionType
from consultation.responses.models import FormVersion

_INDEXES = ("index", "readme")
# Nothing that names a page is longer.
_LONGEST_NAME = 1_000


class Destination:
    """One page, or a consultation whose pages are told apart by a column.

    Args:
        pages: those that can be answered, by their ids, in their order.
        questions: those of their forms now, then those of earlier forms, in their latest wording;
            those about ideas, which no column can answer, aside.
        ideas: what such questions call the ideas and themes.

    Raises:
        ResponseImportError: the page takes no responses.
    """

    def __init__(self, page: Page) -> None:
        self.page = page.specific
        self.is_consultation = isinstance(self.page, ConsultationPage)
        if not isinstance(self.page, FeedbackPageMixin):
            raise ResponseImportError(_("“%(page)s” cannot be answered.") % {"page": page.title})
        self.pages: dict[int, Any] = {self.page.pk: self.page}
        self.consultation: Any = getattr(self.page, "consultation", None)
        if self.is_consultation:
            self.consultation = self.page
            below = Page.objects.descendant_of(self.page, inclusive=True).order_by("path")
            answered = (each for each in below.specific() if isinstance(each, FeedbackPageMixin))
            self.pages = {each.pk: each for each in answered}
        self.language_codes = dict(Locale.objects.values_list("pk", "language_code"))
        versions = FormVersion.objects.filter(page_pk__in=self.pages)
        latest = versions.order_by("-last_used_at", "-pk").values_list("definition_data", flat=True)
        earlier = [each for data in latest for each in FormDefinition.from_dict(data).questions]
        self.questions: dict[str, Question] = {}
        self.ideas: set[str] = set()
        for question in (*self._live_questions(), *earlier):
            # A single word may stand in any heading.
            self.ideas.update(row.label for row in question.rows if " " in row.label)
            if question.type not in QuestionType.OF_IDEAS:
                self.questions.setdefault(question.key, question)

    def __str__(self) -> str:
        return str(self.page.title)

    def _live_questions(self) -> list[Question]:
        found: list[Question] = []
        drafts = {page.latest_revision_id: page for page in self.pages.values() if not page.live}
        newest = Revision.objects.filter(pk__in=filter(None, drafts))
        for pk, content in newest.values_list("pk", "content"):
            # The whole page, made from its revision, would take several queries for each.
            if "body" in content:
                drafts[pk].body = content["body"]
        lists = None
        for page in self.pages.values():
            block = page.feedback_block()
            if block is not None:
                if self.consultation is not None:
                    # All pages have the lists of one consultation, and the ideas are read once.
                    page.consultation = self.consultation
                lists = lists or page.answer_options()
                found += block.block.definition(block.value, lists).questions
        return found


class PageMatcher:
    """Finds the pages of a destination by number, title, address or old address."""

    def __init__(self, destination: Destination) -> None:
        self._pages: dict[str, set[int]] = defaultdict(set)
        for pk, page in destination.pages.items():
            for name in (str(pk), page.title, page.draft_title or page.title):
                self._pages[normalise_wording(name)].add(pk)
        redirects = Redirect.objects.filter(redirect_page_id__in=destination.pages)
        imported = ImportedPage.objects.filter(page_id__in=destination.pages)
        for address, pk in (
            *((page.url_path, pk) for pk, page in destination.pages.items()),
            *redirects.values_list("old_path", "redirect_page_id"),
            *imported.values_list("path", "page_id"),
        ):
            for end in _ends(address):
                self._pages[end].add(pk)

    def find(self, text: str) -> int | None:
        """Return the id of the page that a text means; None if there is none, or several."""
        if len(text) > _LONGEST_NAME:
            return None
        names = [normalise_wording(text), *_ends(text)]
        found: set[int] = next(filter(None, map(self._pages.get, names)), set())
        return next(iter(found)) if len(found) == 1 else None


def _ends(address: str) -> list[str]:
    """Return an address without host, index file and ending, then ever shorter ends of it.

    Old sites were in other folders: the end of an address says the most.
    """
    try:
        path = PurePosixPath(unquote(urlsplit(address.strip()).path).lower().strip("/"))
    except ValueError:
        return []
    path = path.with_suffix("") if path.name else path
    steps = path.parent.parts if path.name in _INDEXES else path.parts
    # No title begins like this.
    return ["//" + "/".join(steps[start:]) for start in range(len(steps))]
