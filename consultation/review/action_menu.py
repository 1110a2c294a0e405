"""What stands in an editor's menu where somebody would look for the button to approve."""

from typing import Any

from wagtail.admin.action_menu import ActionMenuItem
from wagtail.snippets.action_menu import ActionMenuItem as SnippetActionMenuItem

from consultation.review.standing import read_standing

# Below the actions, which begin at 0 and end before Wagtail's "locked".
ORDER = 1000


class _Explanation:
    name = "review-explanation"
    template_name = "review/admin/menu_explanation.html"

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


def explain(items: list[Any], user: Any, item: Any, kind: type[_Explanation]) -> None:
    """Add the explanation to a menu, where there is one to give."""
    standing = read_standing(item, user) if item and item.pk else None
    if standing and standing.explanation:
        items.append(kind(standing.explanation))
