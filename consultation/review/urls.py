from django.urls import path

from consultation.review.views.not_decided import NotDecidedView

app_name = "review"

urlpatterns = [
    path(
        "review/not-decided/<int:task_state_id>/<slug:reason>/",
        NotDecidedView.as_view(),
        name="not_decided",
    ),
]
