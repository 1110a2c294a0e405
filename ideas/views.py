"""Areas, themes and ideas in the admin: lists, editors, choosers, bulk action and menu."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Count, Model, QuerySet
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.admin.views.generic import ReorderView
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import Button
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.permissions import get_permission_name
from wagtail.snippets.views import snippets
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet

from consultation.common.addresses import parse_id
from consultation.common.admin import NothingCreatedView
from consultation.common.text import join_words
from ideas.import_export.views import IMPORT_PERMISSIONS, ConfirmImportView, ExportView, ImportView
from ideas.models import (
    MODELS,
    Area,
    Idea,
    IdeaSet,
    ReviewableSnippet,
    Theme,
    parent_field,
    reading_order,
)
from ideas.services import Submitted, counted, move, submit, with_all_below


class InOrderIndexView(snippets.IndexView):
    """A list in the order of readers, which can be changed, as a whole or within a parent."""

    @cached_property
    def parent(self) -> tuple[str, int] | None:
        """The filter by parent, if it is the only filter, and the parent's id."""
        if self.is_searching or not self.is_filtering or self.filters is None:
            return None
        chosen = self.filters.form.changed_data
        if len(chosen) != 1 or chosen[0] not in (*self.model.above, self.model.set_path):
            return None
        return chosen[0], self.filters.form.cleaned_data[chosen[0]].pk

    @cached_property
    def is_explicitly_ordered(self) -> bool:
        """Whether the user chose an order that search supports."""
        return "ordering" in self.request.GET and self.ordering != self.default_ordering

    def get_valid_orderings(self) -> list[str]:
        orderings: list[str] = super().get_valid_orderings()
        if self.is_searching:
            # Search cannot sort by the title of a parent.
            parents = (*self.model.above, self.model.set_path)
            return [name for name in orderings if name.lstrip("-") not in parents]
        return [*orderings, self.sort_order_field] if self.parent else orderings

    def order_queryset(self, queryset: Any) -> QuerySet:
        # While the order is changed, items are shown as readers see them, parent by parent.
        ordered: Any = super().order_queryset(queryset)
        return ordered.in_order() if self.show_ordering_column else ordered

    def get_reorder_url(self) -> str | None:
        url: str | None = super().get_reorder_url()
        if url and self.parent:
            name = self.model.snippet_viewset.get_url_name("reorder_within")
            return reverse(name, args=[*self.parent, 999999])
        return url

    @cached_property
    def reorder_button(self) -> Button | None:
        if not self.get_reorder_url():
            return None
        within = f"&{self.parent[0]}={self.parent[1]}" if self.parent else ""
        url = f"{self.index_url}?ordering={self.sort_order_field}{within}"
        return Button(gettext("Change order"), url=url, icon_name="list-ul")

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = super().header_more_buttons
        if self.request.user.has_perms(IMPORT_PERMISSIONS):
            chosen = self.request.GET.get(self.model.set_path, "")
            url = reverse("ideas_import_export:index") + (
                f"?idea_set={chosen}" if chosen.isdecimal() else ""
            )
            for label, part, icon in (
                (gettext("Export ideas"), "export", "download"),
                (gettext("Import ideas"), "import", "upload"),
            ):
                button = Button(label, url=f"{url}#{part}", icon_name=icon, priority=60)
                buttons = [*buttons, button]
        return buttons

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        more: list[Any] = super().get_list_more_buttons(instance)
        return more + add_below_buttons(self.request.user, instance)


class ReorderWithinView(ReorderView):
    """Moves an item to a new place, among all of its kind or those of one parent."""

    # Readers see the new order at once.
    permission_required = "publish"

    def post(
        self, request: HttpRequest, pk: str, field: str = "", parent: int | None = None
    ) -> JsonResponse:
        """Move an item to the place in the address, by default to the end."""
        items: Any = self.model._default_manager.in_order()
        if field:
            if field not in (*self.model.above, self.model.set_path):
                raise Http404
            items = items.filter(**{field: parent})
        item = get_object_or_404(items, pk=pk)
        position = request.GET.get("position", "")
        move(item, int(position) if position.isdecimal() else items.count(), items, request.user)
        return JsonResponse({"success": True})


class CreateBelowView(snippets.CreateView):
    """An empty editor, with the parent from the address if there is one."""

    def get_initial(self) -> dict[str, Any]:
        field = parent_field(self.model)
        parent = self.request.GET.get(field, "")
        if parent.isdecimal():
            return {field: int(parent)}
        only = list(IdeaSet.objects.all()[:2]) if self.model is Area else []
        return {field: only[0].pk} if len(only) == 1 else {}


class EditInTreeView(snippets.EditView):
    """An editor with buttons to add a child or a sibling."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        user, item = self.request.user, self.object
        buttons: list[Button] = super().header_more_buttons + add_below_buttons(user, item)
        if item.above:
            parent_id = getattr(item, f"{item.above[0]}_id")
            buttons += _add_buttons(user, type(item), parent_id, item.snippet_viewset.sibling_label)
        # The buttons that other apps add to each row of a list belong here as well.
        for hook in hooks.get_hooks("register_snippet_listing_buttons"):
            buttons += hook(item, user, self.request.path)
        return buttons


def add_below_buttons(user: Any, item: Any) -> list[Button]:
    """Return the button to add a child to an item, if the user may."""
    if not item.below:
        return []
    model = item._meta.get_field(item.below).related_model
    return _add_buttons(user, model, item.pk, item.snippet_viewset.child_label)


def _add_buttons(user: Any, model: Any, parent_id: int | None, label: str) -> list[Button]:
    viewset = model.snippet_viewset
    if not viewset.permission_policy.user_has_permission(user, "add"):
        return []
    url = f"{reverse(viewset.get_url_name('add'))}?{parent_field(model)}={parent_id}"
    return [Button(label, url=url, icon_name="plus", priority=15)]


BELOW = {
    Area: _("Also send all themes and ideas below"),
    Theme: _("Also send all ideas below"),
}


class SubmitForm(forms.Form):
    """Whether to send children for review too."""

    with_all_below = forms.BooleanField(
        required=False, initial=True, help_text=_("Only those with changes are sent.")
    )

    def __init__(self, model: type[Model], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if model in BELOW:
            self.fields["with_all_below"].label = BELOW[model]
        else:
            del self.fields["with_all_below"]


class SubmitForReviewAction(SnippetBulkAction):
    """Sends several drafts for review at once, with everything below them if wanted."""

    display_name = _("Send for review")
    action_type = "submit_for_review"
    aria_label = _("Send selected items for review")
    template_name = "ideas/admin/submit_for_review.html"
    action_priority = 10
    form_class = SubmitForm
    models = list(MODELS)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"model": self.model}

    def check_perm(self, item: ReviewableSnippet) -> bool:
        return bool(self.request.user.has_perm(get_permission_name("change", self.model)))

    @classmethod
    def execute_action(cls, objects: Iterable[ReviewableSnippet], **kwargs: Any) -> tuple[int, int]:
        view = kwargs["self"]
        if view.cleaned_form.cleaned_data.get("with_all_below"):
            objects = with_all_below(objects)
        view.submitted = submit(objects, view.request.user)
        return len(view.submitted.sent), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        submitted: Submitted = self.submitted
        for refusal, items in submitted.refused.items():
            messages.info(self.request, refusal % {"items": _named(items)})
        for item, missing in submitted.incomplete.items():
            text = gettext("“%(item)s” was not sent. Complete it first: %(fields)s.")
            values = {"item": item.newest_draft(), "fields": join_words(missing)}
            messages.warning(self.request, text % values)
        if not submitted.sent:
            return None
        return gettext("Sent for review: %(items)s.") % {"items": _named(submitted.sent)}


def _named(items: list[ReviewableSnippet]) -> str:
    """Return the number of items of each kind, or the name of a single one."""
    return f"“{items[0]}”" if len(items) == 1 else join_words(counted(items))


class PublishedColumn(LiveStatusTagColumn):
    """Whether an item is published, and what still hides it from readers."""

    cell_template_name = "ideas/admin/published_cell.html"


STATE_COLUMNS = (PublishedColumn(label=_("Published")), UpdatedAtColumn())


SET_COLUMN = Column("idea_set", label=_("Idea set"))


class InSetMixin:
    """Offers what belongs to a set, if the editor of a block or page says which.

    What a block names comes first. A page's own set may be none: then there is nothing to choose.
    """

    request: HttpRequest

    def get_object_list(self) -> Any:
        items: Any = super().get_object_list()  # type: ignore[misc]
        chosen = self.request.GET.get("idea_set") or self.request.GET.get("own_set")
        return items.in_set(parse_id(chosen)) if chosen else items


class ChooseInSetView(InSetMixin, ChooseView):
    """The chooser of areas, themes or ideas."""


class ChooseInSetResultsView(InSetMixin, ChooseResultsView):
    """The same after a search, or on another page of the list."""


class ChooserViewSet(SnippetChooserViewSet):
    """The chooser of areas, themes or ideas, by set."""

    choose_view_class = ChooseInSetView
    choose_results_view_class = ChooseInSetResultsView
    create_view_class = NothingCreatedView
    preserve_url_parameters = ["multiple", "idea_set", "own_set"]


class InTreeViewSet(snippets.SnippetViewSet):
    """The base of areas, themes and ideas in the admin."""

    chooser_viewset_class = ChooserViewSet
    index_view_class = InOrderIndexView
    add_view_class = CreateBelowView
    edit_view_class = EditInTreeView
    reorder_view_class = ReorderWithinView
    list_per_page = 50

    # The labels of the buttons that add a child and a sibling.
    child_label: Any = ""
    sibling_label: Any = ""

    def get_queryset(self, request: Any) -> Any:
        items = self.model._default_manager.all()
        return items.select_related(self.model.set_path)

    def get_urlpatterns(self) -> list[URLPattern]:
        within = "reorder/<str:field>/<int:parent>/<int:pk>/"
        patterns: list[URLPattern] = super().get_urlpatterns()
        return [*patterns, path(within, self.reorder_view, name="reorder_within")]


class IdeaSetIndexView(snippets.IndexView):
    """The idea sets, each with a button to add an area to it."""

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        more: list[Any] = super().get_list_more_buttons(instance)
        return more + add_below_buttons(self.request.user, instance)


class IdeaSetViewSet(snippets.SnippetViewSet):
    """Idea sets in the admin."""

    model = IdeaSet
    icon = "folder-open-1"
    menu_label = _("Idea sets")
    index_view_class = IdeaSetIndexView
    list_display = [
        "__str__",
        "description",
        Column("number_of_areas", label=_("Areas"), width="10%"),
    ]
    child_label = _("Add an area to this set")
    list_per_page = 50
    description = _("An idea set holds the areas, themes and ideas of a consultation.")

    def get_queryset(self, request: Any) -> Any:
        return IdeaSet.objects.annotate(number_of_areas=Count("areas"))


class AreaViewSet(InTreeViewSet):
    """Areas in the admin."""

    model = Area
    icon = "folder-open-inverse"
    menu_label = _("Areas")
    list_display = ["__str__", "idea_set", "colour", *STATE_COLUMNS]
    ordering = reading_order(Area)
    list_filter = ["idea_set", "live"]
    child_label = _("Add a theme to this area")
    description = _("Areas group themes.")


class ThemeViewSet(InTreeViewSet):
    """Themes in the admin."""

    model = Theme
    icon = "folder-inverse"
    menu_label = _("Themes")
    list_display = ["__str__", "area", SET_COLUMN, *STATE_COLUMNS]
    ordering = reading_order(Theme)
    list_filter = ["area__idea_set", "area", "live"]
    child_label = _("Add an idea to this theme")
    sibling_label = _("Add another theme to this area")
    description = _("Themes group ideas.")


class IdeaViewSet(InTreeViewSet):
    """Ideas in the admin."""

    model = Idea
    icon = "pick"
    menu_label = _("Ideas")
    list_display = ["__str__", "theme", SET_COLUMN, "status", *STATE_COLUMNS]
    ordering = reading_order(Idea)
    list_filter = ["theme__area__idea_set", "theme__area", "theme", "status", "live"]
    sibling_label = _("Add another idea to this theme")
    description = _("Ideas are what people rate.")


class ImportExportMenuItem(MenuItem):
    """Shown to users who may import and export."""

    def is_shown(self, request: Any) -> bool:
        return bool(request.user.has_perms(IMPORT_PERMISSIONS))


class ImportExportViewSet(ViewSet):
    """Import and export of the ideas of a set."""

    name = "idea-import-export"
    url_namespace = "ideas_import_export"
    icon = "table"
    menu_label = _("Import and export")
    menu_item_class = ImportExportMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", ImportView.as_view(), name="index"),
            path("confirm/", ConfirmImportView.as_view(), name="confirm"),
            path("export/", ExportView.as_view(), name="export"),
        ]


class IdeasGroup(snippets.SnippetViewSetGroup):
    """The menu of idea sets, areas, themes and ideas."""

    items = (IdeaSetViewSet, AreaViewSet, ThemeViewSet, IdeaViewSet, ImportExportViewSet)
    menu_label = _("Ideas")
    menu_icon = "pick"
    menu_order = 250
