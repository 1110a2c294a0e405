from django.urls import path

from consultation.workflow.review.pending_changes.views import PendingChangesView, PendingChangeView
from consultation.workflow.review.views import NotDecidedView, PendingReviewsView

app_name = "review"

urlpatterns = [
    path("review/waiting/", PendingReviewsView.as_view(), name="waiting"),
    path(
        "review/waiting/results/",
        PendingReviewsView.as_view(results_only=True),
        name="waiting_results",
    ),
    path(
        "review/not-decided/<int:task_state_id>/<slug:reason>/",
        NotDecidedView.as_view(),
        name="not_decided",
    ),
    path("changes/", PendingChangesView.as_view(), name="changes"),
    path("changes/results/", PendingChangesView.as_view(results_only=True), name="changes_results"),
    path("changes/<int:pk>/", PendingChangeView.as_view(), name="change"),
]
