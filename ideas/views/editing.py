from functools import cached_property
from typing import Any

from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import CreateView, EditView

from ideas.views.listing import add_below_url


class CreateBelowView(CreateView):
    """An empty editor, whose parent may be chosen already by the address."""

    parent_field = ""

    def get_initial(self) -> dict[str, Any]:
        """Choose the parent that the address names."""
        parent = self.request.GET.get(self.parent_field, "")
        return {self.parent_field: int(parent)} if parent.isdecimal() else {}


class EditInTreeView(EditView):
    """An editor with ways to something new below and beside what it shows."""

    child_model: type | None = None
    child_field = ""
    child_label = ""
    parent_field = ""
    sibling_label = ""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Add these ways, and all that lists lead to."""
        buttons: list[Button] = super().header_more_buttons
        user, item = self.request.user, self.object
        ways = [
            (add_below_url(user, item.pk, self.child_model, self.child_field), self.child_label)
        ]
        if self.parent_field:
            parent_id = getattr(item, f"{self.parent_field}_id")
            beside = add_below_url(user, parent_id, self.model, self.parent_field)
            ways.append((beside, self.sibling_label))
        buttons += [
            Button(label, url=url, icon_name="plus", priority=5) for url, label in ways if url
        ]
        # What the rest of the portal adds to each line of a list belongs here as well.
        for hook in hooks.get_hooks("register_snippet_listing_buttons"):
            buttons += hook(item, self.request.user, self.request.path)
        return buttons
