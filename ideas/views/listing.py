from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import LiveStatusTagColumn
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import IndexView

from ideas.permissions import can_use_sheets


class PublishedColumn(LiveStatusTagColumn):
    """Whether something is published, and what keeps it from readers although it is."""

    cell_template_name = "ideas/admin/published_cell.html"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="Published", **kwargs)

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Add the name of what has to be published first."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        context["hidden_by"] = instance.hidden_by if instance.live else None
        return context


class InOrderIndexView(IndexView):
    """A list in the order in which readers see it.

    It can be put in another order as a whole, or within the parent that it is
    narrowed down to.
    """

    # Names of the filters that name a parent.
    parent_filters: tuple[str, ...] = ()
    reorder_within_url_name = ""
    # What is added below one of these: its model, the field for its parent, what the button says.
    child_model: type | None = None
    child_field = ""
    child_label = ""

    @cached_property
    def parent(self) -> tuple[str, int] | None:
        """The filter that alone narrows the list down to one parent, and the parent's id."""
        if self.is_searching or not self.is_filtering or self.filters is None:
            return None
        chosen = self.filters.form.changed_data
        if len(chosen) != 1 or chosen[0] not in self.parent_filters:
            return None
        return chosen[0], self.filters.form.cleaned_data[chosen[0]].pk

    @cached_property
    def is_explicitly_ordered(self) -> bool:
        """Whether somebody chose an order that search knows as well."""
        return "ordering" in self.request.GET and self.ordering != self.default_ordering

    def get_valid_orderings(self) -> list[str]:
        """Allow the order of readers within one parent too, and what search can sort by."""
        orderings: list[str] = super().get_valid_orderings()
        if self.is_searching:
            # Search refuses to sort by the title of a parent.
            return [name for name in orderings if name.lstrip("-") not in self.parent_filters]
        return [*orderings, self.sort_order_field] if self.parent else orderings

    def order_queryset(self, queryset: Any) -> QuerySet:
        """Show what is being put in order as readers see it, parent by parent."""
        ordered: Any = super().order_queryset(queryset)
        return ordered.in_order() if self.show_ordering_column else ordered

    def get_reorder_url(self) -> str | None:
        """Return where the new place of something is sent."""
        url: str | None = super().get_reorder_url()
        if url and self.parent:
            return reverse(self.reorder_within_url_name, args=[*self.parent, 999999])
        return url

    @cached_property
    def reorder_button(self) -> Button | None:
        """The way to the list in which things can be dragged."""
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
        """Add the way to all ideas as one sheet."""
        buttons: list[Button] = super().header_more_buttons
        if not can_use_sheets(self.request.user):
            return buttons
        return [
            *buttons,
            Button(
                "Export as a sheet",
                url=reverse("idea_sheet:export"),
                icon_name="download",
                priority=60,
            ),
            Button(
                "Import a sheet", url=reverse("idea_sheet:index"), icon_name="upload", priority=61
            ),
        ]

    def get_list_more_buttons(self, instance: Any) -> list[MenuItem]:
        """Add the way to something new below this."""
        buttons: list[MenuItem] = super().get_list_more_buttons(instance)
        url = add_below_url(self.request.user, instance.pk, self.child_model, self.child_field)
        if url:
            buttons.append(MenuItem(self.child_label, url=url, icon_name="plus", priority=15))
        return buttons


def add_below_url(user: Any, parent_id: int | None, model: type | None, field: str) -> str:
    """Return where somebody adds something below a parent; "" if they may not."""
    if model is None:
        return ""
    viewset = model.snippet_viewset  # type: ignore[attr-defined]
    if not viewset.permission_policy.user_has_permission(user, "add"):
        return ""
    return f"{reverse(viewset.get_url_name('add'))}?{field}={parent_id}"
