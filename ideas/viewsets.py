from typing import Any

import django_filters
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from ideas.models import Area, Idea, IdeaStatus, Theme


class AreaViewSet(SnippetViewSet):
    """Areas in the admin."""

    model = Area
    icon = "folder-open-inverse"
    menu_label = "Areas"
    list_display = ["name", Column("get_colour_display", label="Colour"), LiveStatusTagColumn()]
    list_per_page = 50
    ordering = ("sort_order", "pk")
    description = "What themes are gathered under."


class ThemeFilterSet(WagtailFilterSet):
    """What themes can be narrowed down by."""

    area = django_filters.ModelChoiceFilter(queryset=Area.objects.all(), label="Area")

    class Meta:
        model = Theme
        fields = ["area", "live"]


class ThemeViewSet(SnippetViewSet):
    """Themes in the admin."""

    model = Theme
    icon = "folder-inverse"
    menu_label = "Themes"
    list_display = ["title", "area", LiveStatusTagColumn(), UpdatedAtColumn()]
    list_per_page = 50
    ordering = ("sort_order", "pk")
    filterset_class = ThemeFilterSet
    description = "What ideas are gathered under."

    def get_queryset(self, request: Any) -> Any:
        """Fetch the areas along."""
        return Theme.objects.select_related("area")


class IdeaFilterSet(WagtailFilterSet):
    """What ideas can be narrowed down by."""

    theme__area = django_filters.ModelChoiceFilter(queryset=Area.objects.all(), label="Area")
    theme = django_filters.ModelChoiceFilter(queryset=Theme.objects.all(), label="Theme")
    status = django_filters.ChoiceFilter(choices=IdeaStatus.choices, label="Status")

    class Meta:
        model = Idea
        fields = ["theme__area", "theme", "status", "live"]


class IdeaViewSet(SnippetViewSet):
    """Ideas in the admin."""

    model = Idea
    icon = "pick"
    menu_label = "Ideas"
    list_display = [
        "wording",
        "theme",
        Column("get_status_display", label="Status", sort_key="status"),
        LiveStatusTagColumn(),
        UpdatedAtColumn(),
    ]
    list_per_page = 50
    ordering = ("sort_order", "pk")
    filterset_class = IdeaFilterSet
    description = "What people are asked to judge."

    def get_queryset(self, request: Any) -> Any:
        """Fetch the themes along."""
        return Idea.objects.select_related("theme")


class IdeasGroup(SnippetViewSetGroup):
    """The menu of everything to do with ideas."""

    items = (IdeaViewSet, ThemeViewSet, AreaViewSet)
    menu_label = "Ideas"
    menu_icon = "pick"
    menu_order = 250
