from django.urls import path

from consultation.workflow.review.pending_changes.views import PendingChangesView, PendingChangeView
from consultation.workflow.review.views.not_decided import NotDecidedView
from consultation.workflow.review.views.waiting import WaitingView

app_name = "review"

urlpatterns = [
    path("review/waiting/", WaitingView.as_view(), name="waiting"),
    path("review/waiting/results/", WaitingView.as_view(results_only=True), name="waiting_results"),
    path(
        "review/not-decided/<int:task_state_id>/<slug:reason>/",
        NotDecidedView.as_view(),
        name="not_decided",
    ),
    path("changes/", PendingChangesView.as_view(), name="changes"),
    path("changes/results/", PendingChangesView.as_view(results_only=True), name="changes_results"),
    path("changes/<int:pk>/", PendingChangeView.as_view(), name="change"),
]
