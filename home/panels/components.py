from typing import Any

from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import RecentEditsPanel, UserObjectsInWorkflowModerationPanel

from home.panels.consultations import read_consultations
from home.panels.drafts import can_write, read_drafts

# What "My drafts" shows instead of these: what was saved last, and what was sent to review.
REPLACED = (RecentEditsPanel, UserObjectsInWorkflowModerationPanel)


class MyDraftsPanel(Component):
    """What somebody was writing or has sent to review; for those who write."""

    name = "my_drafts"
    template_name = "home/admin/panels/drafts.html"
    order = 120

    class Media:
        css = {"all": ["css/panels-admin.css"]}

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Read the drafts."""
        user = parent_context["request"].user
        return {"can_write": can_write(user), "drafts": read_drafts(user)}


class ConsultationsPanel(Component):
    """Which consultations take answers, until when, and how many have come; for everybody."""

    name = "consultations"
    template_name = "home/admin/panels/consultations.html"
    order = 140

    class Media:
        css = {"all": ["css/panels-admin.css"]}

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Read the consultations."""
        user = parent_context["request"].user
        return {"consultations": read_consultations(user), "can_write": can_write(user)}
