"""What tells pages of the same title apart in a list: their consultation and their number."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from wagtail.models import Page


@dataclass(frozen=True, slots=True)
class PageName:
    """A page as lists, filters and exports name it.

    Args:
        page_id: the page's number, which stays when it is renamed or moved.
        title: its title today, or the last one known.
        consultation: the title of its consultation today, or "" outside any.
        is_deleted: whether the page no longer exists.
    """

    page_id: int
    title: str
    consultation: str = ""
    is_deleted: bool = False

    @property
    def place(self) -> str:
        """Where the page stands, such as "Libraries, page 12"."""
        deleted = ", deleted" if self.is_deleted else ""
        return f"{self.consultation}, page {self.page_id}{deleted}".removeprefix(", ")

    @property
    def quoted(self) -> str:
        """The name as it stands in a sentence, such as "“Your view” (Libraries, page 12)"."""
        return f"“{self.title}” ({self.place})"

    def __str__(self) -> str:
        return f"{self.title} ({self.place})"


class PageNames:
    """Names pages by the ids that responses keep, from one query.

    Args:
        ids: ids of pages and of their consultations; None among them is ignored.
    """

    def __init__(self, ids: Iterable[int | None]) -> None:
        wanted = {each for each in ids if each is not None}
        self._titles = dict(Page.objects.filter(pk__in=wanted).values_list("pk", "title"))
        # An export asks for the same few names a million times.
        self._names: dict[tuple[int, int | None], PageName] = {}

    def consultation(self, consultation_id: int | None) -> str:
        """Return the title of a consultation, or "" for None."""
        if consultation_id is None:
            return ""
        return self._titles.get(consultation_id) or f"Consultation {consultation_id} (deleted)"

    def page(self, page_id: int, consultation_id: int | None, last_title: str = "") -> PageName:
        """Return the name of a page.

        Args:
            page_id: its id.
            consultation_id: id of its consultation, if it has one.
            last_title: what it was called when it was last known.
        """
        name = self._names.get((page_id, consultation_id))
        if name is None:
            title = self._titles.get(page_id)
            name = self._names[page_id, consultation_id] = PageName(
                page_id=page_id,
                title=title or last_title or f"Page {page_id}",
                consultation=self.consultation(consultation_id),
                is_deleted=title is None,
            )
        return name


def name_places(pages: Iterable[Page]) -> dict[int, PageName]:
    """Return the names of pages by id, with the consultation above each, from one query."""
    found = Page.objects.filter(
        content_type__app_label="consultation", content_type__model="consultationpage"
    )
    consultations = list(found.values_list("path", "title"))
    return {
        page.pk: PageName(
            page_id=page.pk,
            title=page.get_admin_display_title(),
            consultation=next(
                (title for path, title in consultations if page.path.startswith(path)), ""
            ),
        )
        for page in pages
    }


class _Answered(Protocol):
    """Something that was sent from a page, such as a response."""

    pk: Any
    page_key: Any
    page_title: Any
    consultation_key: Any


def name_pages(responses: Iterable[_Answered]) -> dict[int, PageName]:
    """Return the name of the page of each response, by the response's id and one query."""
    responses = list(responses)
    names = PageNames(
        each for response in responses for each in (response.page_key, response.consultation_key)
    )
    return {
        response.pk: names.page(response.page_key, response.consultation_key, response.page_title)
        for response in responses
    }
