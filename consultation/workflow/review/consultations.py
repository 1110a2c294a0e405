"""To which consultation something belongs that waits for a decision."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from wagtail.models import Page

from consultation.pages.models import ConsultationPage, ThemePage
from consultation.workflow.review.authors import Key, key_of
from ideas.models import Area, Idea, Theme


@dataclass(frozen=True, slots=True)
class Consultation:
    """A consultation, as lists name it."""

    pk: int
    title: str


def all_consultations() -> list[tuple[Consultation, str]]:
    """Return every consultation with its path in the tree, by title."""
    found = ConsultationPage.objects.order_by("draft_title").values_list(
        "pk", "draft_title", "path"
    )
    return [(Consultation(pk, title), path) for pk, title, path in found]


def consultations_of(items: Iterable[Any]) -> dict[Key, tuple[Consultation, ...]]:
    """Return the consultations of pages, areas, themes and ideas, by three queries at most.

    A page stands in one. An idea is in each that has a page for its theme.
    """
    items = list(items)
    known = all_consultations()
    areas = [item.pk for item in items if isinstance(item, Area)]
    area_of = dict(Theme.objects.filter(area__in=areas).values_list("pk", "area_id"))
    themes = {theme for item in items if (theme := _theme_id(item))} | set(area_of)
    paths: dict[tuple[type, int], list[str]] = {}
    if themes:
        pages = ThemePage.objects.filter(theme__in=themes).values_list("theme_id", "path")
        for theme_id, path in pages:
            paths.setdefault((Theme, theme_id), []).append(path)
            if theme_id in area_of:
                paths.setdefault((Area, area_of[theme_id]), []).append(path)
    return {
        key_of(item): tuple(
            consultation
            for consultation, above in known
            if any(path.startswith(above) for path in _paths(item, paths))
        )
        for item in items
    }


def _theme_id(item: Any) -> int | None:
    if isinstance(item, Idea):
        return item.theme_id
    return item.pk if isinstance(item, Theme) else None


def _paths(item: Any, paths: dict[tuple[type, int], list[str]]) -> list[str]:
    """Return the places in the tree at which something is read."""
    if isinstance(item, Page):
        return [item.path]
    if isinstance(item, Area):
        return paths.get((Area, item.pk), [])
    return paths.get((Theme, _theme_id(item) or 0), [])
