"""What stands in an editor's menu where somebody would look for the button to approve."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.snippets.action_menu import ActionMenuItem as SnippetActionMenuItem

from consultation.workflow.review import sentences
from consultation.workflow.review.publishing import unseen_by_others
from consultation.workflow.review.standing import shown_standing

# Below the actions, which begin at 0 and end before Wagtail's "locked".
ORDER = 1000


class _Explanation:
    name = "review-explanation"
    template_name = "workflow/review/admin/menu_explanation.html"

    def __init__(self, text: str) -> None:
        super().__init__(order=ORDER)  # type: ignore[call-arg]
        self.text = text

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        """Give the template the sentence."""
        return {"text": self.text}


class PageExplanation(_Explanation, ActionMenuItem):
    """Why there is no button to approve a page."""


class SnippetExplanation(_Explanation, SnippetActionMenuItem):
    """Why there is no button to approve an area, theme or idea."""


def arrange(
    items: list[Any], request: HttpRequest, item: Any, view: str, kind: type[_Explanation]
) -> None:
    """Take away the button to publish where it would be refused, and say why.

    Args:
        items: the menu, which is changed.
        request: of whoever looks at it.
        item: the page, area, theme or idea; None where it is just being made.
        view: "create", "edit" or "revisions_revert".
        kind: the kind of menu item to explain with.
    """
    user = request.user
    standing = shown_standing(request, item) if item and item.pk else None
    text = standing.explanation if standing else ""
    if not user.is_superuser:
        publish = [each for each in items if each.name == "action-publish"]
        # Whoever makes something or goes back to an older version changes it by that.
        if publish and (view != "edit" or unseen_by_others([item], user)):
            items[:] = [each for each in items if each not in publish]
            text = text or sentences.NO_PUBLISHING
    if text:
        items.append(kind(text))
