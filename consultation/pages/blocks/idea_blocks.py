"""What the three blocks of ideas share."""

from typing import Any

from wagtail import blocks

from consultation.pages.ideas_shown import shown_tree, theme_urls
from ideas.tree import AreaBranch


class IdeasBlock(blocks.StructBlock):
    """A block that shows a part of the tree of ideas."""

    title = blocks.CharBlock(required=False, max_length=150)

    def chosen(self, value: Any, tree: list[AreaBranch]) -> list[AreaBranch]:
        """Return the part of the tree that the block shows, by default all of it."""
        return tree

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Add the areas with their themes and ideas, and where themes have pages."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        request = context.get("request")
        urls = theme_urls(request, context.get("consultation"))
        areas = self.chosen(value, shown_tree(request))
        for area in areas:
            for branch in area.themes:
                branch.url = urls.get(branch.theme.pk, "")
        context["areas"] = areas
        return context

    class Meta:
        icon = "pick"
