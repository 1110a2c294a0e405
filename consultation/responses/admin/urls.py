from django.urls import path

from consultation.responses.admin import views
from consultation.responses.exports.views import export_chosen, export_one
from consultation.responses.privacy.views import PersonView
from consultation.responses.publication import views as publication
from consultation.responses.results.views import IdeaFeedbackListView, IdeaFeedbackView

app_name = "responses"

urlpatterns = [
    path("<int:pk>/", views.ReadResponseView.as_view(), name="read"),
    path("<int:pk>/export/", export_one, name="export_one"),
    path("<int:pk>/publish/", publication.PublishView.as_view(), name="publish"),
    path("<int:pk>/publish/new/", publication.RedactView.as_view(), name="redact"),
    path("<int:pk>/consent/", publication.WithdrawConsentView.as_view(), name="withdraw_consent"),
    path("published/", publication.PublishedListView.as_view(), name="published_list"),
    path(
        "published/results/",
        publication.PublishedListView.as_view(results_only=True),
        name="published_list_results",
    ),
    path("published/<int:published>/", publication.PublishedView.as_view(), name="published"),
    path(
        "published/<int:published>/redact/", publication.RedactView.as_view(), name="redact_again"
    ),
    path(
        "published/<int:published>/withdraw/", publication.WithdrawView.as_view(), name="withdraw"
    ),
    path("export/", export_chosen, name="export_chosen"),
    path("ledger/", views.LedgerView.as_view(), name="ledger"),
    path("person/", PersonView.as_view(), name="person"),
    path("scans/<int:pk>/", views.download_scan, name="scan"),
    path("status/", views.ChangeStatusView.as_view(), name="change_status"),
    path("about/", IdeaFeedbackListView.as_view(), name="idea_feedback_list"),
    path("about/<str:kind>/<slug:code>/", IdeaFeedbackView.as_view(), name="idea_feedback"),
    # For responses whose page is gone; those of a page are erased at Wagtail's own address.
    path("erase/", views.EraseResponsesView.as_view(), name="erase"),
]
