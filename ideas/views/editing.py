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


class EditAboveView(EditView):
    """An editor with ways to something new below what it shows, and to all that lists lead to."""

    child_model: type | None = None
    child_field = ""
    child_label = ""

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        """Add the way to something new below this."""
        buttons: list[Button] = super().header_more_buttons
        url = add_below_url(self.request.user, self.object, self.child_model, self.child_field)
        if url:
            buttons.append(Button(self.child_label, url=url, icon_name="plus", priority=5))
        # What the rest of the portal adds to each line of a list belongs here as well.
        for hook in hooks.get_hooks("register_snippet_listing_buttons"):
            buttons += hook(self.object, self.request.user, self.request.path)
        return buttons
