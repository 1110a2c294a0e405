"""The list and the editors of areas, themes and ideas, in the order of readers."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import LiveStatusTagColumn
from wagtail.admin.views.generic import ReorderView
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView

from ideas.permissions import can_import_and_export
from ideas.services import move


class PublishedColumn(LiveStatusTagColumn):
    """Whether something is published, and what keeps it from readers although it is."""

    cell_template_name = "ideas/admin/published_cell.html"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="Published", **kwargs)

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        context["hidden_by"] = instance.hidden_by if instance.live else None
        return context


class InOrderIndexView(IndexView):
    """A list in the order in which readers see it.

    It can be put in another order as a whole, or within the parent that it is
    narrowed down to.
    """

    @cached_property
    def parent(self) -> tuple[str, int] | None:
        """The filter that alone narrows the list down to one parent, and the parent's id."""
        if self.is_searching or not self.is_filtering or self.filters is None:
            return None
        chosen = self.filters.form.changed_data
        if len(chosen) != 1 or chosen[0] not in self.model.above:
            return None
        return chosen[0], self.filters.form.cleaned_data[chosen[0]].pk

    @cached_property
    def is_explicitly_ordered(self) -> bool:
        """Whether the user chose an order that search knows as well."""
        return "ordering" in self.request.GET and self.ordering != self.default_ordering

    def get_valid_orderings(self) -> list[str]:
        """Allow the order of readers within one parent too, and what search can sort by."""
        orderings: list[str] = super().get_valid_orderings()
        if self.is_searching:
            # Search refuses to sort by the title of a parent.
            return [name for name in orderings if name.lstrip("-") not in self.model.above]
        return [*orderings, self.sort_order_field] if self.parent else orderings

    def order_queryset(self, queryset: Any) -> QuerySet:
        """Show what is being put in order as readers see it, parent by parent."""
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
        return Button(
            "Put in order",
            url=f"{self.index_url}?ordering={self.sort_order_field}{within}",
            icon_name="list-ul",
        )

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Add the ways to all ideas as one spreadsheet."""
        buttons: list[Button] = super().header_more_buttons
        if can_import_and_export(self.request.user):
            for label, view, icon in (
                ("Export as a sheet", "export", "download"),
                ("Import a sheet", "index", "upload"),
            ):
                url = reverse(f"ideas_import_export:{view}")
                buttons = [*buttons, Button(label, url=url, icon_name=icon, priority=60)]
        return buttons

    def get_list_more_buttons(self, instance: Any) -> list[MenuItem]:
        """Add the way to something new below this."""
        buttons: list[MenuItem] = super().get_list_more_buttons(instance)
        if child := child_button(self.request.user, instance):
            buttons.append(MenuItem(child.label, url=child.url, icon_name="plus", priority=15))
        return buttons


class ReorderWithinView(ReorderView):
    """Takes the new place of something, among all of its kind or those of one parent.

    Readers see the new order at once, so it takes the right to publish.
    """

    permission_required = "publish"

    def post(
        self, request: HttpRequest, pk: str, field: str = "", parent: int | None = None
    ) -> JsonResponse:
        """Move something to the place that the address names; without one, to the end."""
        items: Any = self.model._default_manager.in_order()
        if field:
            if field not in self.model.above:
                raise Http404
            items = items.filter(**{field: parent})
        item = get_object_or_404(items, pk=pk)
        try:
            position = int(request.GET.get("position", ""))
        except ValueError:
            position = -1
        move(item, position if position >= 0 else items.count(), items, request.user)
        return JsonResponse({"success": True})


class CreateBelowView(CreateView):
    """An empty editor, whose parent may be chosen already by the address."""

    def get_initial(self) -> dict[str, Any]:
        field = next(iter(self.model.above), "")
        parent = self.request.GET.get(field, "")
        return {field: int(parent)} if parent.isdecimal() else {}


class EditInTreeView(EditView):
    """An editor with ways to something new below and beside what it shows."""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Add these ways, and all that lists lead to."""
        buttons: list[Button] = super().header_more_buttons
        user, item = self.request.user, self.object
        buttons += filter(None, (child_button(user, item), sibling_button(user, item)))
        # What the rest of the portal adds to each line of a list belongs here as well.
        for hook in hooks.get_hooks("register_snippet_listing_buttons"):
            buttons += hook(item, user, self.request.path)
        return buttons


def child_button(user: Any, item: Any) -> Button | None:
    """Return the way to something new below an item."""
    if not item.below:
        return None
    model = item._meta.get_field(item.below).related_model
    return _add_button(user, model, item.pk, item.snippet_viewset.child_label)


def sibling_button(user: Any, item: Any) -> Button | None:
    """Return the way to something new beside an item."""
    if not item.above:
        return None
    parent_id = getattr(item, f"{item.above[0]}_id")
    return _add_button(user, type(item), parent_id, item.snippet_viewset.sibling_label)


def _add_button(user: Any, model: Any, parent_id: int | None, label: str) -> Button | None:
    viewset = model.snippet_viewset
    if not viewset.permission_policy.user_has_permission(user, "add"):
        return None
    url = f"{reverse(viewset.get_url_name('add'))}?{model.above[0]}={parent_id}"
    return Button(label, url=url, icon_name="plus", priority=5)
