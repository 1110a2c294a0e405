"""The whole tree of areas, themes and ideas, by three queries however large it is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ideas.models import MODELS, ORDER, Area, Idea, Theme


@dataclass(slots=True)
class ThemeBranch:
    """A theme with its ideas in order."""

    theme: Theme
    ideas: list[Idea] = field(default_factory=list)
    # The address of its page, which the caller fills in.
    url: str = ""


@dataclass(slots=True)
class AreaBranch:
    """An area with its themes in order."""

    area: Area
    themes: list[ThemeBranch] = field(default_factory=list)


def read_tree(*, drafts: bool = False) -> list[AreaBranch]:
    """Return the tree of what is public, or of all newest drafts, for previews."""
    all_items: Any = [model._default_manager.order_by(*ORDER) for model in MODELS]
    if not drafts:
        return grow_tree(*(items.public() for items in all_items))
    with_revisions = (items.select_related("latest_revision") for items in all_items)
    return grow_tree(*([item.newest_draft() for item in items] for items in with_revisions))


def grow_tree(
    areas: Iterable[Area], themes: Iterable[Theme], ideas: Iterable[Idea]
) -> list[AreaBranch]:
    """Return the tree of these items in order, without those whose parent is missing."""
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
