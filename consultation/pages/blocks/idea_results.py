from typing import Any

from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from consultation.pages.results_shown import shown_results
from consultation.responses.results.public_results import SMALLEST_GROUP
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
        help_text=(
            "Adds a page with the figures by role for each theme. Groups of fewer than "
            f"{SMALLEST_GROUP} people are put together, and small numbers are not shown."
        ),
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
        """Add area, theme and their (idea, result) pairs, also where nobody has answered yet."""
        context = super().get_context(value, parent_context=parent_context)
        themes = [(branch.area, theme) for branch in context["areas"] for theme in branch.themes]
        ideas = [idea for _, theme in themes for idea in theme.ideas]
        shown = shown_results(ideas, context.get("consultation"), context.get("request"))
        results = {idea.pk: (idea, result) for idea, result in shown}
        context["themes"] = [
            (area, theme, [results[idea.pk] for idea in theme.ideas]) for area, theme in themes
        ]
        context["smallest_group"] = SMALLEST_GROUP
        return context

    class Meta:
        icon = "view"
        label = "Results for ideas"
        description = "How many answered about each idea, and what they said."
        template = "components/blocks/idea_results.html"
        preview_value = {"title": "What people said", "by_role": False}
