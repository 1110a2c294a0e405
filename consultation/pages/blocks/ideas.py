"""The blocks of ideas: each shows a part of the tree of areas, themes and ideas."""

from dataclasses import replace
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from consultation.feedback.blocks.ideas import InSetChooserBlock, idea_set_chooser
from consultation.pages.context import RenderContext, fetch_render_context
from consultation.responses.results.public_results import SMALLEST_GROUP
from ideas.models import Area, IdeaStatus, Theme
from ideas.tree import AreaBranch


class FetchedBlock(blocks.StructBlock):
    """A block that shows what was fetched for the whole page: its context's `shown`."""

    def fetch_preview(self, value: Any) -> RenderContext:
        """Return what the block shows in the list of blocks, where it has no page."""
        return fetch_render_context([blocks.BoundBlock(self, value)], None)

    def get_preview_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_preview_context(value, parent_context=parent_context)
        return context | {"shown": self.fetch_preview(value)}

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        return {"shown": RenderContext()} | context


class IdeasBlock(FetchedBlock):
    """A block that shows a part of the tree of ideas."""

    shows_ideas = True

    title = blocks.CharBlock(required=False, max_length=150, label=_("Title"))
    idea_set = idea_set_chooser()

    def chosen(self, value: Any, tree: list[AreaBranch]) -> list[AreaBranch]:
        """Return the part of the tree that the block shows, by default all of it."""
        return tree

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        return context | {"areas": self.chosen(value, context["shown"].tree(value.get("idea_set")))}


class AreaTableBlock(IdeasBlock):
    """The areas side by side, each with its themes as links."""

    class Meta:
        icon = "table"
        label = _("Table of areas")
        description = _("All areas side by side, each with links to its themes.")
        template = "components/blocks/area_table.html"
        preview_value = {"title": _("The areas and their themes")}


class IdeaOverviewBlock(IdeasBlock):
    """Every theme with its ideas, area by area."""

    class Meta:
        icon = "list-ul"
        label = _("Overview of ideas")
        description = _("Every theme with its ideas, area by area.")
        template = "components/blocks/idea_overview.html"
        preview_value = {"title": _("All ideas at a glance")}


class ChosenIdeasBlock(IdeasBlock):
    """Ideas of an area or a theme, by default all; areas and themes without any are left out."""

    area = InSetChooserBlock(
        Area, required=False, label=_("Area"), help_text=_("Leave blank for all areas.")
    )
    theme = InSetChooserBlock(
        Theme, required=False, label=_("Theme"), help_text=_("Leave blank for all themes.")
    )

    def chosen(self, value: Any, tree: list[AreaBranch]) -> list[AreaBranch]:
        area, theme, status = value.get("area"), value.get("theme"), value.get("status")
        found = []
        for branch in tree:
            themes = [
                replace(each, ideas=[i for i in each.ideas if not status or i.status == status])
                for each in branch.themes
                if not theme or each.theme.pk == theme.pk
            ]
            themes = [each for each in themes if each.ideas]
            if themes and (not area or branch.area.pk == area.pk):
                found.append(AreaBranch(branch.area, themes))
        return found


class IdeaListBlock(ChosenIdeasBlock):
    """Ideas of a chosen area, theme or status."""

    status = blocks.ChoiceBlock(
        choices=IdeaStatus.choices,
        required=False,
        label=_("Status"),
        help_text=_("Leave blank for any status."),
    )
    descriptions = blocks.BooleanBlock(
        required=False, default=True, label=_("Show the longer descriptions")
    )

    class Meta:
        icon = "list-ol"
        label = _("List of ideas")
        description = _("The ideas of an area, a theme or a status, with their descriptions.")
        template = "components/blocks/idea_list.html"
        preview_value = {"title": _("Ideas being tested"), "status": "", "descriptions": True}


class IdeaResultsBlock(ChosenIdeasBlock):
    """The results for ideas, in figures and bars."""

    shows_results = True

    by_role = blocks.BooleanBlock(
        required=False,
        default=False,
        label=_("Show results by role"),
        help_text=format_lazy(
            _(
                "Adds a page with the results by role for each theme. Groups of fewer than "
                "{limit} people are combined, and small numbers are not shown."
            ),
            limit=SMALLEST_GROUP,
        ),
    )

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Add area, theme and their (idea, result) pairs, also those without answers yet."""
        context = super().get_context(value, parent_context=parent_context)
        themes = [
            (branch.area, theme, context["shown"].results_of(theme.ideas))
            for branch in context["areas"]
            for theme in branch.themes
        ]
        return context | {"themes": themes}

    class Meta:
        icon = "view"
        label = _("Results for ideas")
        description = _("How many people answered about each idea, and what they said.")
        template = "components/blocks/idea_results.html"
        preview_value = {"title": _("What people said"), "by_role": False}
