"""The whole tree of areas, themes and ideas, by three queries however large it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from ideas.models import Area, Idea, Theme
from ideas.models.base import newest_drafts


@dataclass(slots=True)
class ThemeBranch:
    """A theme with its ideas in order."""

    theme: Theme
    ideas: list[Idea] = field(default_factory=list)
    # Where readers find more about it; whoever shows the tree fills it in.
    url: str = ""


@dataclass(slots=True)
class AreaBranch:
    """An area with its themes in order."""

    area: Area
    themes: list[ThemeBranch] = field(default_factory=list)


def _rows(queryset: QuerySet, drafts: bool) -> Sequence:
    if drafts:
        return newest_drafts(queryset.select_related("latest_revision"))
    return list(queryset.public())  # type: ignore[attr-defined]


def read_tree(*, drafts: bool = False) -> list[AreaBranch]:
    """Return the tree.

    Args:
        drafts: show everything as its newest draft has it, for previews; else
            only what is live, and only below what is live.
    """
    areas = {
        area.pk: AreaBranch(area)
        for area in _rows(Area.objects.order_by("sort_order", "pk"), drafts)
    }
    themes: dict[int, ThemeBranch] = {}
    for theme in _rows(Theme.objects.order_by("sort_order", "pk"), drafts):
        if theme.area_id in areas:
            themes[theme.pk] = ThemeBranch(theme)
            areas[theme.area_id].themes.append(themes[theme.pk])
    for idea in _rows(Idea.objects.order_by("sort_order", "pk"), drafts):
        if idea.theme_id in themes:
            themes[idea.theme_id].ideas.append(idea)
    return list(areas.values())
