from typing import Any

from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import (
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)

from consultation.workflow.review.pending_reviews import may_see_pending_reviews, waiting_for
from home.panels.consultations import read_consultations
from home.panels.drafts import can_write, read_drafts

# "Waiting for review" stands for the first, "My drafts" for the two others.
REPLACED = (WorkflowObjectsToModeratePanel, RecentEditsPanel, UserObjectsInWorkflowModerationPanel)
MOST_WAITING = 10


class WaitingPanel(Component):
    """What waits for this person's decision; for those who have to do with reviews."""

    name = "waiting_for_review"
    template_name = "home/admin/panels/waiting.html"
    order = 100

    class Media:
        css = {"all": ["css/panels-admin.css"]}

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Read what waits, the longest waiting first."""
        user = parent_context["request"].user
        waiting = waiting_for(user)
        return {
            "may_see": may_see_pending_reviews(user),
            "waiting": waiting[:MOST_WAITING],
            "more": len(waiting) - MOST_WAITING,
            "list_url": reverse("review:waiting"),
        }


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
