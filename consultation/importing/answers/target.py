"""What answers are imported to: one page, or all pages of a consultation."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from wagtail.models import Locale, Page, Revision

from consultation.feedback.mixins import FeedbackPageMixin
from consultation.importing.answers.problems import AnswersError
from consultation.importing.answers.wording import words
from consultation.pages.models import ConsultationPage
from consultation.responses.definitions import FormDefinition, Question
from consultation.responses.models import FormVersion


@dataclass(slots=True)
class PageForm:
    """A page with every question that it asks or ever asked.

    Args:
        page: the page, by its own class.
        consultation_pk: id of its consultation, if it has one.
        locale_code: code of its language.
        live: the questions of its form now.
        before: questions of earlier forms, the latest first; some of them are asked still.
    """

    page: Any
    consultation_pk: int | None
    locale_code: str
    live: tuple[Question, ...] = ()
    before: list[Question] = field(default_factory=list)

    def questions(self) -> Iterator[Question]:
        """Yield every question there ever was, those of now first."""
        yield from self.live
        yield from self.before

    def find(self, key: str, heading: str = "") -> Question | None:
        """Return the question with a key: in the wording of the heading, else in its latest.

        Args:
            key: its key.
            heading: what stands above its column.
        """
        found = [question for question in self.questions() if question.key == key]
        wanted = words(heading)
        same = (question for question in found if words(question.label) == wanted)
        return next(same, found[0] if found else None)


class Target:
    """One page, or a consultation whose pages are told apart by a column.

    Args:
        page: the page that all rows answer.
        consultation: the consultation whose pages the rows answer.

    Raises:
        AnswersError: neither or both were given, or the page takes no answers.
    """

    def __init__(
        self, *, page: Page | None = None, consultation: ConsultationPage | None = None
    ) -> None:
        if (page is None) == (consultation is None):
            raise AnswersError("Say which page or which consultation the answers belong to.")
        self.consultation = consultation
        self.page = page.specific if page is not None else None
        if self.page is not None and not isinstance(self.page, FeedbackPageMixin):
            raise AnswersError(f"“{self.page.title}” is no page that can be answered.")

    @property
    def root(self) -> Page:
        """The page, or the consultation's page."""
        return self.page or self.consultation

    def __str__(self) -> str:
        return str(self.root.title)

    @cached_property
    def forms(self) -> dict[int, PageForm]:
        """The pages that can be answered, by their ids, in their order."""
        if self.page is not None:
            pages = [self.page]
            consultation = self.page.consultation if hasattr(self.page, "consultation") else None
        else:
            consultation = self.consultation
            below = Page.objects.descendant_of(self.root, inclusive=True).order_by("path")
            pages = [
                page for page in below.specific().iterator() if isinstance(page, FeedbackPageMixin)
            ]
        return _read_forms(pages, consultation)

    def keys(self) -> list[str]:
        """Return the keys of all questions that can be answered, those of now first."""
        live = [question.key for form in self.forms.values() for question in form.live]
        before = [question.key for form in self.forms.values() for question in form.before]
        return list(dict.fromkeys((*live, *before)))

    def find(self, key: str, heading: str = "") -> Question | None:
        """Return a question with a key from whichever page has one."""
        found = (form.find(key, heading) for form in self.forms.values())
        return next((question for question in found if question), None)


def target_of(page: Page) -> Target:
    """Return the consultation whose page this is, or else the page alone."""
    specific = page.specific
    if isinstance(specific, ConsultationPage):
        return Target(consultation=specific)
    return Target(page=specific)


def _show_drafts(pages: list[Any]) -> None:
    """Give pages that nobody has published yet the body of their newest draft, by one query."""
    drafts = {page.latest_revision_id: page for page in pages if not page.live}
    newest = Revision.objects.filter(pk__in=filter(None, drafts))
    for pk, content in newest.values_list("pk", "content"):
        # The whole page, made from its revision, would take several queries for each.
        if "body" in content:
            drafts[pk].body = content["body"]


def _read_forms(pages: list[Any], consultation: ConsultationPage | None) -> dict[int, PageForm]:
    codes = dict(Locale.objects.values_list("pk", "language_code"))
    key = consultation.pk if consultation else None
    forms = {page.pk: PageForm(page, key, codes.get(page.locale_id, "")) for page in pages}
    lists = None
    _show_drafts(pages)
    for page in pages:
        block = page.feedback_block()
        if block is None:
            continue
        if consultation is not None:
            # All pages have the lists of one consultation, and the ideas are read once.
            page.consultation = consultation
        lists = lists or page.answer_options()
        forms[page.pk].live = block.block.definition(block.value, lists).questions
    _read_versions(forms)
    return forms


def _read_versions(forms: dict[int, PageForm]) -> None:
    """Add the questions that the pages asked before, by one query."""
    versions = FormVersion.objects.filter(page_pk__in=forms).order_by("-last_used_at", "-pk")
    seen = {page_pk: set(form.live) for page_pk, form in forms.items()}
    for page_pk, data in versions.values_list("page_pk", "definition_data").iterator():
        for question in FormDefinition.from_dict(data).questions:
            if question not in seen[page_pk]:
                seen[page_pk].add(question)
                forms[page_pk].before.append(question)
