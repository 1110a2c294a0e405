"""What has to be public for a member to be seen: pages above it, its theme, its area."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model
from wagtail.models import Page

from consultation.workflow.releases.items import ItemNow
from ideas.models import Area, Theme


@dataclass(frozen=True, slots=True)
class Hidden:
    """Something a member stands under that readers cannot see.

    Args:
        word: what it is to the member, as "the page above it".
        model: Page, Theme or Area.
        pk: its id.
        title: what it is called.
    """

    word: str
    model: type[Model]
    pk: int
    title: str


class Surroundings:
    """Reads what many items stand under, by three queries at most."""

    def __init__(self, items: Iterable[ItemNow]) -> None:
        items = list(items)
        paths = {path for now in items for path in _paths_above(now.item)}
        above = Page.objects.filter(path__in=paths, live=False) if paths else []
        self.pages_above = {page.path: page for page in above}
        themes = {pk for now in items if (pk := now.draft_id("theme"))}
        self.themes = Theme.objects.select_related("area").in_bulk(themes)
        areas = {pk for now in items if (pk := now.draft_id("area"))}
        self.areas = Area.objects.in_bulk(areas)

    def hidden_above(self, now: ItemNow) -> list[Hidden]:
        """Return what keeps an item from being seen once it is public."""
        hidden = [
            Hidden("the page above it", Page, page.pk, page.get_admin_display_title())
            for path in _paths_above(now.item)
            if (page := self.pages_above.get(path))
        ]
        theme = self.themes.get(now.draft_id("theme") or 0)
        area = self.areas.get(now.draft_id("area") or 0)
        if theme is not None:
            area = theme.area
            if not theme.live:
                hidden.append(Hidden("its theme", Theme, theme.pk, theme.title))
        if area is not None and not area.live:
            hidden.append(Hidden("its area", Area, area.pk, area.name))
        return hidden


def _paths_above(item: object) -> list[str]:
    """Return the places in the tree above a page, below the root."""
    if not isinstance(item, Page):
        return []
    step = Page.steplen
    return [item.path[: step * depth] for depth in range(2, item.depth)]
