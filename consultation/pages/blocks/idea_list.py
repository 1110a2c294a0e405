from typing import Any

from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from ideas.models import Area, IdeaStatus, Theme
from ideas.tree import AreaBranch, ThemeBranch

from .idea_blocks import IdeasBlock


class IdeaListBlock(IdeasBlock):
    """Ideas of a chosen area, theme or status."""

    area = SnippetChooserBlock(Area, required=False, help_text="Leave empty for all areas.")
    theme = SnippetChooserBlock(Theme, required=False, help_text="Leave empty for all themes.")
    status = blocks.ChoiceBlock(
        choices=IdeaStatus.choices, required=False, help_text="Leave empty for any status."
    )
    descriptions = blocks.BooleanBlock(
        required=False, default=True, label="Show the longer descriptions"
    )

    def chosen(self, value: Any, tree: list[AreaBranch]) -> list[AreaBranch]:
        """Return the chosen ideas; areas and themes without any are left out."""
        area, theme, status = value.get("area"), value.get("theme"), value.get("status")
        found = []
        for branch in tree:
            if area and branch.area.pk != area.pk:
                continue
            themes = [
                ThemeBranch(
                    each.theme, [idea for idea in each.ideas if not status or idea.status == status]
                )
                for each in branch.themes
                if not theme or each.theme.pk == theme.pk
            ]
            themes = [each for each in themes if each.ideas]
            if themes:
                found.append(AreaBranch(branch.area, themes))
        return found

    class Meta:
        icon = "list-ol"
        label = "List of ideas"
        description = "The ideas of an area, a theme or a status, with their descriptions."
        template = "components/blocks/idea_list.html"
        preview_value = {"title": "Ideas being tested", "status": "", "descriptions": True}
