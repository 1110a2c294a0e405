from django.urls import path

from consultation.workflow.previews.views.listing import PrivatePreviewsView
from consultation.workflow.previews.views.making import PagePreviewsView
from consultation.workflow.previews.views.reading import EndPreviewView, ReadPreviewView

app_name = "sharing"

urlpatterns = [
    path("", PrivatePreviewsView.as_view(), name="list"),
    path("results/", PrivatePreviewsView.as_view(results_only=True), name="list_results"),
    path("page/<int:page_id>/", PagePreviewsView.as_view(), name="of_page"),
    path("<int:pk>/", ReadPreviewView.as_view(), name="read"),
    path("<int:pk>/end/", EndPreviewView.as_view(), name="end"),
]
