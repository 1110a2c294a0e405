"""What editors and lists of pages and ideas offer about releases."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from wagtail.admin.action_menu import ActionMenuItem as PageActionMenuItem
from wagtail.admin.widgets.button import Button
from wagtail.snippets.action_menu import ActionMenuItem as SnippetActionMenuItem

from consultation.workflow.releases.guarding import place_of
from consultation.workflow.releases.permissions import may_gather
from consultation.workflow.releases.views.putting import put_url

LABEL = "Add to a release"
ICON = "calendar-check"


class AddPageItem(PageActionMenuItem):
    """Leads from the page editor to the choice of a release."""

    label = LABEL
    name = "action-add-to-release"
    icon_name = ICON

    def is_shown(self, context: dict[str, Any]) -> bool:
        """Show it of pages that exist, locked ones too, to those who gather."""
        return _is_shown(context, context.get("page"))

    def get_url(self, context: dict[str, Any]) -> str:
        """Return where it leads."""
        return put_url(context["page"])


class AddSnippetItem(SnippetActionMenuItem):
    """Leads from the editor of an area, theme or idea to the choice of a release."""

    label = LABEL
    name = "action-add-to-release"
    icon_name = ICON

    def is_shown(self, context: dict[str, Any]) -> bool:
        """Show it of what exists, if locked too, to those who gather."""
        return _is_shown(context, context.get("instance"))

    def get_url(self, context: dict[str, Any]) -> str:
        """Return where it leads."""
        return put_url(context["instance"])


def _is_shown(context: dict[str, Any], item: Any) -> bool:
    request = context["request"]
    return (
        context["view"] == "edit"
        and item is not None
        and may_gather(request.user)
        and place_of(request, item) is None
    )


def add_buttons(item: Any, user: Any) -> Iterator[Button]:
    """Yield the button of a list, for what has unpublished changes; it costs no query."""
    if item.has_unpublished_changes and may_gather(user):
        yield Button(LABEL, put_url(item), icon_name=ICON, priority=60)


def without_publishing(menu_items: list[Any], request: HttpRequest, item: Any) -> None:
    """Take publishing out of an editor's menu, if the item waits for a release."""
    if item is None or not item.pk or place_of(request, item) is None:
        return
    menu_items[:] = [each for each in menu_items if each.name != "action-publish"]
    for each in menu_items:
        if each.name == "approve":
            # The last step of a review is offered as "Approve and Publish": here it only approves.
            each.label = str(each.label).removesuffix(" and Publish")
