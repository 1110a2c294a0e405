"""Names that tell pages of the same title apart: with their consultation and their number."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page


@dataclass(frozen=True, slots=True)
class PageName:
    """A page as lists, filters and exports name it."""

    page_id: int  # stays when the page is renamed or moved
    title: str  # of today, or the last one known
    consultation: str = ""  # the title of its consultation today; none outside any
    is_deleted: bool = False

    @property
    def place(self) -> str:
        """The page's place, such as "Libraries, page 12"."""
        if self.consultation and self.is_deleted:
            words = _("%(consultation)s, page %(number)d, deleted")
        elif self.consultation:
            words = _("%(consultation)s, page %(number)d")
        elif self.is_deleted:
            words = _("page %(number)d, deleted")
        else:
            words = _("page %(number)d")
        return words % {"consultation": self.consultation, "number": self.page_id}

    @property
    def quoted(self) -> str:
        """The name for use in a sentence, such as "“Your view” (Libraries, page 12)"."""
        return _("“%(title)s” (%(place)s)") % {"title": self.title, "place": self.place}

    def __str__(self) -> str:
        return _("%(title)s (%(place)s)") % {"title": self.title, "place": self.place}


class PageNames:
    """Names pages by their ids and those of their consultations, from one query."""

    def __init__(self, ids: Iterable[int | None]) -> None:
        wanted = {each for each in ids if each is not None}
        self._titles = dict(Page.objects.filter(pk__in=wanted).values_list("pk", "title"))
        # An export asks for the same few names a million times.
        self._names: dict[tuple[int, int | None], PageName] = {}

    def consultation(self, consultation_id: int | None) -> str:
        """Return the title of a consultation, or "" for None."""
        if consultation_id is None:
            return ""
        deleted = _("Consultation %(number)d (deleted)") % {"number": consultation_id}
        return self._titles.get(consultation_id) or deleted

    def page(self, page_id: int, consultation_id: int | None, last_title: str = "") -> PageName:
        """Return the name of a page; the title last known is for one that is gone."""
        key = page_id, consultation_id
        if key not in self._names:
            title = self._titles.get(page_id)
            shown = title or last_title or _("Page %(number)d") % {"number": page_id}
            consultation = self.consultation(consultation_id)
            self._names[key] = PageName(page_id, shown, consultation, is_deleted=title is None)
        return self._names[key]


def name_places(pages: Iterable[Page]) -> dict[int, PageName]:
    """Return the names of pages by id, with the consultation above each, from one query."""
    kind = {"content_type__app_label": "consultation", "content_type__model": "consultationpage"}
    consultations = list(Page.objects.filter(**kind).values_list("path", "title"))
    return {
        page.pk: PageName(
            page.pk,
            page.get_admin_display_title(),
            next((title for path, title in consultations if page.path.startswith(path)), ""),
        )
        for page in pages
    }


def name_pages(responses: Iterable[Any]) -> dict[int, PageName]:
    """Return the name of the page of each response, by the response's id and one query."""
    responses = list(responses)
    names = PageNames(
        each for response in responses for each in (response.page_pk, response.consultation_pk)
    )
    return {
        response.pk: names.page(response.page_pk, response.consultation_pk, response.page_title)
        for response in responses
    }
