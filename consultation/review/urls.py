from django.urls import path

from consultation.review.views.not_decided import NotDecidedView
from consultation.review.views.waiting import WaitingView

app_name = "review"

urlpatterns = [
    path("review/waiting/", WaitingView.as_view(), name="waiting"),
    path("review/waiting/results/", WaitingView.as_view(results_only=True), name="waiting_results"),
    path(
        "review/not-decided/<int:task_state_id>/<slug:reason>/",
        NotDecidedView.as_view(),
        name="not_decided",
    ),
]
