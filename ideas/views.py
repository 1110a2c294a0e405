"""The list and the editors of areas, themes and ideas, in the order of readers."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.views.generic import ReorderView
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView

from ideas.import_export.views import IMPORT_PERMISSIONS
from ideas.services import move


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
        orderings: list[str] = super().get_valid_orderings()
        if self.is_searching:
            # Search refuses to sort by the title of a parent.
            return [name for name in orderings if name.lstrip("-") not in self.model.above]
        return [*orderings, self.sort_order_field] if self.parent else orderings

    def order_queryset(self, queryset: Any) -> QuerySet:
        # What is being put in order is shown as readers see it, parent by parent.
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
        return Button("Put in order", url=url, icon_name="list-ul")

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = super().header_more_buttons
        if self.request.user.has_perms(IMPORT_PERMISSIONS):
            for label, view, icon in (
                ("Export as a sheet", "export", "download"),
                ("Import a sheet", "index", "upload"),
            ):
                url = reverse(f"ideas_import_export:{view}")
                buttons = [*buttons, Button(label, url=url, icon_name=icon, priority=60)]
        return buttons

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        return super().get_list_more_buttons(instance) + add_below_buttons(
            self.request.user, instance
        )


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
        position = request.GET.get("position", "")
        move(item, int(position) if position.isdecimal() else items.count(), items, request.user)
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
        user, item = self.request.user, self.object
        buttons: list[Button] = super().header_more_buttons + add_below_buttons(user, item)
        if item.above:
            parent_id = getattr(item, f"{item.above[0]}_id")
            buttons += _add_buttons(user, type(item), parent_id, item.snippet_viewset.sibling_label)
        # What the rest of the portal adds to each line of a list belongs here as well.
        for hook in hooks.get_hooks("register_snippet_listing_buttons"):
            buttons += hook(item, user, self.request.path)
        return buttons


def add_below_buttons(user: Any, item: Any) -> list[Button]:
    """Return the way to something new below an item, where the user may add it."""
    if not item.below:
        return []
    model = item._meta.get_field(item.below).related_model
    return _add_buttons(user, model, item.pk, item.snippet_viewset.child_label)


def _add_buttons(user: Any, model: Any, parent_id: int | None, label: str) -> list[Button]:
    viewset = model.snippet_viewset
    if not viewset.permission_policy.user_has_permission(user, "add"):
        return []
    url = f"{reverse(viewset.get_url_name('add'))}?{model.above[0]}={parent_id}"
    return [Button(label, url=url, icon_name="plus", priority=15)]
