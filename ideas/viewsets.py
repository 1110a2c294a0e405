from typing import Any

from django.urls import URLPattern, path
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import LiveStatusTagColumn, UpdatedAtColumn
from wagtail.admin.viewsets.base import ViewSet
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from consultation.common.admin import NothingCreatedView
from ideas.import_export.views import (
    IMPORT_PERMISSIONS,
    ConfirmImportView,
    ExportView,
    ImportView,
)
from ideas.models import Area, Idea, Theme
from ideas.querysets import reading_order
from ideas.views import CreateBelowView, EditInTreeView, InOrderIndexView, ReorderWithinView


class PublishedColumn(LiveStatusTagColumn):
    """Whether something is published, and what keeps it from readers although it is."""

    cell_template_name = "ideas/admin/published_cell.html"


STATE_COLUMNS = (PublishedColumn(label="Published"), UpdatedAtColumn())


class ChooserViewSet(SnippetChooserViewSet):
    """The chooser of areas, themes or ideas."""

    create_view_class = NothingCreatedView


class InTreeViewSet(SnippetViewSet):
    """What areas, themes and ideas have in common in the admin."""

    chooser_viewset_class = ChooserViewSet
    index_view_class = InOrderIndexView
    add_view_class = CreateBelowView
    edit_view_class = EditInTreeView
    reorder_view_class = ReorderWithinView
    list_per_page = 50

    # What the buttons say that add something below and beside an item.
    child_label = ""
    sibling_label = ""

    def get_queryset(self, request: Any) -> Any:
        items = self.model._default_manager.all()
        return items.select_related(*self.model.above) if self.model.above else items

    def get_urlpatterns(self) -> list[URLPattern]:
        within = "reorder/<str:field>/<int:parent>/<int:pk>/"
        patterns: list[URLPattern] = super().get_urlpatterns()
        return [*patterns, path(within, self.reorder_view, name="reorder_within")]


class AreaViewSet(InTreeViewSet):
    """Areas in the admin."""

    model = Area
    icon = "folder-open-inverse"
    menu_label = "Areas"
    list_display = ["__str__", "colour", *STATE_COLUMNS]
    ordering = reading_order(Area)
    child_label = "Add a theme to it"
    description = "What themes are gathered under."


class ThemeViewSet(InTreeViewSet):
    """Themes in the admin."""

    model = Theme
    icon = "folder-inverse"
    menu_label = "Themes"
    list_display = ["__str__", "area", *STATE_COLUMNS]
    ordering = reading_order(Theme)
    list_filter = ["area", "live"]
    child_label = "Add an idea to it"
    sibling_label = "Add another theme to its area"
    description = "What ideas are gathered under."


class IdeaViewSet(InTreeViewSet):
    """Ideas in the admin."""

    model = Idea
    icon = "pick"
    menu_label = "Ideas"
    list_display = ["__str__", "theme", "status", *STATE_COLUMNS]
    ordering = reading_order(Idea)
    list_filter = ["theme__area", "theme", "status", "live"]
    sibling_label = "Add another idea to its theme"
    description = "What people are asked to judge."


class ImportExportMenuItem(MenuItem):
    """Shown to those who may import and export."""

    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perms(IMPORT_PERMISSIONS))


class ImportExportViewSet(ViewSet):
    """All ideas as one spreadsheet, out and in."""

    name = "idea-sheet"
    url_namespace = "ideas_import_export"
    icon = "table"
    menu_label = "As a sheet"
    menu_item_class = ImportExportMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", ImportView.as_view(), name="index"),
            path("confirm/", ConfirmImportView.as_view(), name="confirm"),
            path("export/", ExportView.as_view(), name="export"),
        ]


class IdeasGroup(SnippetViewSetGroup):
    """The menu of everything to do with ideas."""

    items = (IdeaViewSet, ThemeViewSet, AreaViewSet, ImportExportViewSet)
    menu_label = "Ideas"
    menu_icon = "pick"
    menu_order = 250
