from typing import Any

from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from consultation.responses.public_results import SMALLEST_GROUP, public_results
from ideas.models import Area, Theme
from ideas.tree import AreaBranch, ThemeBranch

from .idea_blocks import IdeasBlock


class IdeaResultsBlock(IdeasBlock):
    """What was said about ideas, in figures and pictures drawn from them."""

    area = SnippetChooserBlock(Area, required=False, help_text="Leave empty for all areas.")
    theme = SnippetChooserBlock(Theme, required=False, help_text="Leave empty for all themes.")
    by_role = blocks.BooleanBlock(
        required=False,
        default=False,
        label="Break the figures down by role",
        help_text=f"Groups of fewer than {SMALLEST_GROUP} are put together.",
    )

    def chosen(self, value: Any, tree: list[AreaBranch]) -> list[AreaBranch]:
        """Return the chosen area or theme, by default all; themes without ideas are left out."""
        area, theme = value.get("area"), value.get("theme")
        return [
            AreaBranch(
                branch.area,
                [
                    ThemeBranch(each.theme, each.ideas)
                    for each in branch.themes
                    if each.ideas and (not theme or each.theme.pk == theme.pk)
                ],
            )
            for branch in tree
            if not area or branch.area.pk == area.pk
        ]

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Add area, theme and their (idea, result) pairs, also where nobody has answered yet.

        A page shows what was said in its own consultation, whoever may read
        that. Outside of any, it shows what was said in all public ones.
        """
        from consultation.querysets import counted_consultations

        context = super().get_context(value, parent_context=parent_context)
        themes = [(branch.area, theme) for branch in context["areas"] for theme in branch.themes]
        own = context.get("consultation")
        counted = [own.pk] if own else counted_consultations(context.get("request"))
        keys = [idea.row_key for _, theme in themes for idea in theme.ideas]
        results = public_results(keys, counted)
        context["themes"] = [
            (area, theme, [(idea, results.get(idea.row_key)) for idea in theme.ideas])
            for area, theme in themes
        ]
        context["smallest_group"] = SMALLEST_GROUP
        return context

    class Meta:
        icon = "view"
        label = "Results for ideas"
        description = "How many answered about each idea, and what they said."
        template = "components/blocks/idea_results.html"
        preview_value = {"title": "What people said", "by_role": False}
