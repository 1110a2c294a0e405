"""The whole tree of areas, themes and ideas, by three queries however large it is."""

from collections.abc import Iterable, Sequence
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
    return grow_tree(
        *(_rows(kind.objects.order_by("sort_order", "pk"), drafts) for kind in (Area, Theme, Idea))
    )


def grow_tree(
    areas: Iterable[Area], themes: Iterable[Theme], ideas: Iterable[Idea]
) -> list[AreaBranch]:
    """Return the tree of these things in their order, each only below what is there."""
    branches = {area.pk: AreaBranch(area) for area in areas}
    twigs: dict[int, ThemeBranch] = {}
    for theme in themes:
        if theme.area_id in branches:
            twigs[theme.pk] = ThemeBranch(theme)
            branches[theme.area_id].themes.append(twigs[theme.pk])
    for idea in ideas:
        if idea.theme_id in twigs:
            twigs[idea.theme_id].ideas.append(idea)
    return list(branches.values())
