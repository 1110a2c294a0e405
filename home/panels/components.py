"""What the admin's first screen shows."""

from typing import Any

from django.urls import reverse
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import (
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)

from consultation.feedback.availability import ConsultationState
from consultation.workflow.review.pending_reviews import may_see_pending_reviews, waiting_for
from home.panels.consultations import read_consultations
from home.panels.drafts import can_write, read_drafts

# "Waiting for review" stands for the first, "My drafts" for the two others.
REPLACED = (WorkflowObjectsToModeratePanel, RecentEditsPanel, UserObjectsInWorkflowModerationPanel)
MAX_WAITING = 10
HEADINGS = {
    ConsultationState.OPEN: "Open",
    ConsultationState.NOT_YET_OPEN: "Opening soon",
    ConsultationState.CLOSED: "Closed",
}


class _Panel(Component):
    class Media:
        css = {"all": ["css/panels-admin.css"]}


class WaitingPanel(_Panel):
    """What waits for the reader's decision; for those who have to do with reviews."""

    name = "waiting_for_review"
    template_name = "home/admin/panels/waiting.html"
    order = 100

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        waiting = waiting_for(user)
        return {
            "may_see": may_see_pending_reviews(user),
            "waiting": waiting[:MAX_WAITING],
            "more": len(waiting) - MAX_WAITING,
            "list_url": reverse("review:waiting"),
        }


class MyDraftsPanel(_Panel):
    """What the reader was writing or has sent to review; for those who write."""

    name = "my_drafts"
    template_name = "home/admin/panels/drafts.html"
    order = 120

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        return {"can_write": can_write(user), "drafts": read_drafts(user)}


class ConsultationsPanel(_Panel):
    """Which consultations take answers, until when, and how many have come; for everybody."""

    name = "consultations"
    template_name = "home/admin/panels/consultations.html"
    order = 140

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        found = read_consultations(user)
        groups = [(name, found[state]) for state, name in HEADINGS.items() if state in found]
        return {"groups": groups, "can_write": can_write(user)}
