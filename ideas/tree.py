"""The whole tree of areas, themes and ideas, by three queries however large it is."""

from collections import defaultdict
from collections.abc import Collection, Iterable
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


def read_trees(idea_sets: Collection[int], *, drafts: bool = False) -> dict[int, list[AreaBranch]]:
    """Return the trees of these idea sets by their ids, as in `read_tree`."""
    if not idea_sets:
        return {}
    all_items: Any = [
        model._default_manager.filter(**{f"{model.set_path}__in": idea_sets}).order_by(*ORDER)
        for model in MODELS
    ]
    if drafts:
        with_revisions = (items.select_related("latest_revision") for items in all_items)
        branches = grow_tree(*([each.newest_draft() for each in all] for all in with_revisions))
    else:
        branches = grow_tree(*(items.public() for items in all_items))
    return by_set(branches)


def by_set(branches: Iterable[AreaBranch]) -> dict[int, list[AreaBranch]]:
    """Return the trees of idea sets by their ids."""
    trees: dict[int, list[AreaBranch]] = defaultdict(list)
    for branch in branches:
        trees[branch.area.idea_set_id].append(branch)
    return dict(trees)


def read_tree(idea_set: int | None, *, drafts: bool = False) -> list[AreaBranch]:
    """Return what is public of an idea set, or all newest drafts, for previews; none of None."""
    return read_trees([idea_set], drafts=drafts).get(idea_set, []) if idea_set else []


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
