from typing import Any

import django_filters
from django.urls import URLPattern, path
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.admin.viewsets.base import ViewSet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from consultation.common.choosers import NothingCreatedView
from ideas.models import Area, Idea, IdeaStatus, Theme
from ideas.permissions import can_use_sheets
from ideas.views.editing import CreateBelowView, EditInTreeView
from ideas.views.listing import InOrderIndexView, PublishedColumn
from ideas.views.ordering import ReorderInTreeView
from ideas.views.sheets import ConfirmSheetView, ExportSheetView, SheetView


class ChooserViewSet(SnippetChooserViewSet):
    """The chooser of areas, themes or ideas."""

    create_view_class = NothingCreatedView


class InTreeViewSet(SnippetViewSet):
    """What areas, themes and ideas have in common in the admin."""

    chooser_viewset_class = ChooserViewSet

    index_view_class = InOrderIndexView
    add_view_class = CreateBelowView
    edit_view_class = EditInTreeView
    reorder_view_class = ReorderInTreeView
    list_per_page = 50

    # The field for what stands above, and the filters that name one of these.
    parent_field = ""
    parent_filters: tuple[str, ...] = ()
    # What stands below: its model, the field in which it names its parent, what its button says.
    child: dict[str, Any] = {}
    # What the button says that adds another of the same parent.
    sibling_label = ""

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the list how it can be put in order, and what is added below its things."""
        return super().get_index_view_kwargs(
            parent_filters=self.parent_filters,
            reorder_within_url_name=self.get_url_name("reorder_within"),
            **self.child,
            **kwargs,
        )

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the empty editor what stands above."""
        return super().get_add_view_kwargs(parent_field=self.parent_field, **kwargs)

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the editor what is added below and beside."""
        return super().get_edit_view_kwargs(
            parent_field=self.parent_field,
            sibling_label=self.sibling_label,
            **self.child,
            **kwargs,
        )

    def get_reorder_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Tell the view that takes a new place what it may be a place within."""
        return super().get_reorder_view_kwargs(parent_filters=self.parent_filters, **kwargs)

    def get_urlpatterns(self) -> list[URLPattern]:
        """Add the address of a new place within one parent."""
        within = "reorder/<str:field>/<int:parent>/<int:pk>/"
        patterns: list[URLPattern] = super().get_urlpatterns()
        return [*patterns, path(within, self.reorder_view, name="reorder_within")]


class AreaViewSet(InTreeViewSet):
    """Areas in the admin."""

    model = Area
    icon = "folder-open-inverse"
    menu_label = "Areas"
    list_display = [
        "__str__",
        Column("get_colour_display", label="Colour"),
        PublishedColumn(),
        UpdatedAtColumn(),
    ]
    ordering = ("sort_order", "pk")
    child = {
        "child_model": Theme,
        "child_field": "area",
        "child_label": "Add a theme to it",
    }
    description = "What themes are gathered under."


class ThemeFilterSet(WagtailFilterSet):
    """What themes can be narrowed down by."""

    area = django_filters.ModelChoiceFilter(queryset=Area.objects.in_order(), label="Area")

    class Meta:
        model = Theme
        fields = ["area", "live"]


class ThemeViewSet(InTreeViewSet):
    """Themes in the admin."""

    model = Theme
    icon = "folder-inverse"
    menu_label = "Themes"
    list_display = ["__str__", "area", PublishedColumn(), UpdatedAtColumn()]
    ordering = ("area__sort_order", "area__pk", "sort_order", "pk")
    filterset_class = ThemeFilterSet
    parent_field = "area"
    parent_filters = ("area",)
    sibling_label = "Add another theme to its area"
    child = {
        "child_model": Idea,
        "child_field": "theme",
        "child_label": "Add an idea to it",
    }
    description = "What ideas are gathered under."

    def get_queryset(self, request: Any) -> Any:
        """Fetch the areas along."""
        return Theme.objects.select_related("area")


class IdeaFilterSet(WagtailFilterSet):
    """What ideas can be narrowed down by."""

    theme__area = django_filters.ModelChoiceFilter(queryset=Area.objects.in_order(), label="Area")
    theme = django_filters.ModelChoiceFilter(queryset=Theme.objects.in_order(), label="Theme")
    status = django_filters.ChoiceFilter(choices=IdeaStatus.choices, label="Status")

    class Meta:
        model = Idea
        fields = ["theme__area", "theme", "status", "live"]


class IdeaViewSet(InTreeViewSet):
    """Ideas in the admin."""

    model = Idea
    icon = "pick"
    menu_label = "Ideas"
    list_display = [
        "__str__",
        "theme",
        Column("get_status_display", label="Status", sort_key="status"),
        PublishedColumn(),
        UpdatedAtColumn(),
    ]
    ordering = (
        "theme__area__sort_order",
        "theme__area__pk",
        "theme__sort_order",
        "theme__pk",
        "sort_order",
        "pk",
    )
    filterset_class = IdeaFilterSet
    parent_field = "theme"
    parent_filters = ("theme", "theme__area")
    sibling_label = "Add another idea to its theme"
    description = "What people are asked to judge."

    def get_queryset(self, request: Any) -> Any:
        """Fetch the themes and areas along."""
        return Idea.objects.select_related("theme__area")


class SheetMenuItem(MenuItem):
    """Shown to those who may use sheets."""

    def is_shown(self, request: Any) -> bool:
        """Say whether somebody may."""
        return can_use_sheets(request.user)


class SheetViewSet(ViewSet):
    """All ideas as one sheet, out and in."""

    name = "idea-sheet"
    url_namespace = "idea_sheet"
    icon = "table"
    menu_label = "As a sheet"
    menu_item_class = SheetMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses of the screens and the file."""
        return [
            path("", SheetView.as_view(), name="index"),
            path("confirm/", ConfirmSheetView.as_view(), name="confirm"),
            path("export/", ExportSheetView.as_view(), name="export"),
        ]


class IdeasGroup(SnippetViewSetGroup):
    """The menu of everything to do with ideas."""

    items = (IdeaViewSet, ThemeViewSet, AreaViewSet, SheetViewSet)
    menu_label = "Ideas"
    menu_icon = "pick"
    menu_order = 250
