"""What responses are imported to: one page, or the pages of a consultation."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, Revision

from consultation.common.text import normalise_wording, same_wording
from consultation.feedback.mixins import FeedbackPageMixin
from consultation.importing.models import ImportedPage
from consultation.importing.responses.tables import ResponseImportError
from consultation.pages.models import ConsultationPage
from consultation.responses.definitions import FormDefinition, Question
from consultation.responses.models import FormVersion

_INDEXES = ("index", "readme")
# Nothing that names a page is longer.
LONGEST_NAME = 1_000


@dataclass(slots=True)
class PageForm:
    """A page with the questions of its form now, and those of earlier forms, the latest first."""

    page: Any
    consultation_pk: int | None
    locale_code: str
    live: tuple[Question, ...] = ()
    before: list[Question] = field(default_factory=list)

    def questions(self) -> Iterator[Question]:
        """Yield every question there ever was, those of now first."""
        yield from self.live
        yield from self.before

    def find(self, key: str, heading: str) -> Question | None:
        """Return the question with a key: in the wording of the heading, else in its latest."""
        found = [question for question in self.questions() if question.key == key]
        alike = (question for question in found if same_wording(question.label, heading))
        return next(alike, found[0] if found else None)


class Destination:
    """One page, or a consultation whose pages are told apart by a column.

    Raises:
        ResponseImportError: the page takes no responses.
    """

    def __init__(self, page: Page) -> None:
        self.page = page.specific
        self.is_consultation = isinstance(self.page, ConsultationPage)
        if not isinstance(self.page, FeedbackPageMixin):
            raise ResponseImportError(f"“{page.title}” cannot be answered.")

    def __str__(self) -> str:
        return str(self.page.title)

    @cached_property
    def forms(self) -> dict[int, PageForm]:
        """The pages that can be answered, by their ids, in their order."""
        pages, consultation = [self.page], self.page
        if self.is_consultation:
            below = Page.objects.descendant_of(self.page, inclusive=True).order_by("path")
            pages = [page for page in below.specific() if isinstance(page, FeedbackPageMixin)]
        else:
            consultation = getattr(self.page, "consultation", None)
        codes = dict(Locale.objects.values_list("pk", "language_code"))
        key = consultation.pk if consultation else None
        forms = {page.pk: PageForm(page, key, codes.get(page.locale_id, "")) for page in pages}
        _show_drafts(pages)
        lists = None
        for page in pages:
            block = page.feedback_block()
            if block is not None:
                if consultation is not None:
                    # All pages have the lists of one consultation, and the ideas are read once.
                    page.consultation = consultation
                lists = lists or page.answer_options()
                forms[page.pk].live = block.block.definition(block.value, lists).questions
        versions = FormVersion.objects.filter(page_pk__in=forms).order_by("-last_used_at", "-pk")
        for page_pk, data in versions.values_list("page_pk", "definition_data"):
            known = set(forms[page_pk].questions())
            asked = FormDefinition.from_dict(data).questions
            forms[page_pk].before += [question for question in asked if question not in known]
        return forms

    def questions(self) -> list[Question]:
        """Return every question of all pages once by its key and wording, those of now first."""
        live = [question for form in self.forms.values() for question in form.live]
        before = [question for form in self.forms.values() for question in form.before]
        found: dict[tuple[str, str], Question] = {}
        for question in live + before:
            found.setdefault((question.key, question.label), question)
        return list(found.values())

    def find(self, key: str, heading: str) -> Question | None:
        """Return a question with a key from whichever page has one."""
        found = (form.find(key, heading) for form in self.forms.values())
        return next((question for question in found if question), None)


def _show_drafts(pages: list[Any]) -> None:
    """Give pages that nobody has published yet the body of their newest draft, by one query."""
    drafts = {page.latest_revision_id: page for page in pages if not page.live}
    newest = Revision.objects.filter(pk__in=filter(None, drafts))
    for pk, content in newest.values_list("pk", "content"):
        # The whole page, made from its revision, would take several queries for each.
        if "body" in content:
            drafts[pk].body = content["body"]


def _steps(address: str) -> tuple[str, ...]:
    """Return the steps of an address in small letters, without host, index file and ending."""
    try:
        path = PurePosixPath(unquote(urlsplit(address.strip()).path).lower().strip("/"))
    except ValueError:
        return ()
    path = path.with_suffix("") if path.name else path
    return path.parent.parts if path.name in _INDEXES else path.parts


class PageMatcher:
    """Finds the pages of a destination by number, title, address, old address, or as was said."""

    def __init__(self, destination: Destination, said: dict[str, str]) -> None:
        self._forms = destination.forms
        self._titles: dict[str, set[int]] = defaultdict(set)
        self._addresses: dict[tuple[str, ...], set[int]] = defaultdict(set)
        for pk, form in self._forms.items():
            for title in (form.page.title, form.page.draft_title or form.page.title):
                self._titles[normalise_wording(title)].add(pk)
            # Old sites stood in other folders: the end of an address says the most.
            self._add_address(form.page.url_path, pk)
        redirects = Redirect.objects.filter(redirect_page_id__in=self._forms)
        imported = ImportedPage.objects.filter(page_id__in=self._forms)
        old_addresses = redirects.values_list("old_path", "redirect_page_id")
        for address, pk in (*old_addresses, *imported.values_list("path", "page_id")):
            self._add_address(address, pk)
        self._said: dict[str, int | None] = {}
        self._said = {text.strip(): self.find(page) for text, page in said.items()}
        self.unknown = [page for text, page in said.items() if page and not self.find(text)]

    def _add_address(self, address: str, page_pk: int) -> None:
        steps = _steps(address)
        for start in range(len(steps)):
            self._addresses[steps[start:]].add(page_pk)

    def find(self, text: str) -> int | None:
        """Return the id of the page that a text means; None if there is none, or several."""
        text = text.strip()
        if text in self._said or len(text) > LONGEST_NAME:
            return self._said.get(text)
        if text.isascii() and text.isdigit() and len(text) < 18 and int(text) in self._forms:
            return int(text)
        steps = _steps(text)
        candidates = [self._titles.get(normalise_wording(text), set())]
        candidates += [self._addresses.get(steps[start:], set()) for start in range(len(steps))]
        found = next(filter(None, candidates), set())
        return next(iter(found)) if len(found) == 1 else None

    def path(self, page_pk: int) -> str:
        """Return how a page is named in a mapping: its path below the site's first page."""
        return "/" + self._forms[page_pk].page.url_path.strip("/").partition("/")[2]
