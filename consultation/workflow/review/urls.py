from django.urls import include, path

from consultation.workflow.review.pending_changes import views as changes
from consultation.workflow.review.views import (
    DocumentDeleteView,
    ImageDeleteView,
    NotDecidedView,
    PendingReviewsView,
)

app_name = "review"

_waiting, _changes = PendingReviewsView, changes.PendingChangesView
_not_decided = "review/not-decided/<int:task_state_id>/<slug:reason>/"
urlpatterns = [
    path("review/waiting/", _waiting.as_view(), name="waiting"),
    path("review/waiting/results/", _waiting.as_view(results_only=True), name="waiting_results"),
    path(_not_decided, NotDecidedView.as_view(), name="not_decided"),
    path("changes/", _changes.as_view(), name="changes"),
    path("changes/results/", _changes.as_view(results_only=True), name="changes_results"),
    path("changes/<int:pk>/", changes.PendingChangeView.as_view(), name="change"),
]

_sites = changes.FourEyesSiteViewSet("wagtailsites", url_prefix="sites")
_setting = "settings/<slug:app_name>/<slug:model_name>/<int:pk>/"
_redirect = "redirects/<int:redirect_id>/"
# In the place of Wagtail's own screens at these addresses.
guarded = [
    path("images/<int:image_id>/delete/", ImageDeleteView.as_view(), name="delete_image"),
    path(
        "documents/delete/<int:document_id>/", DocumentDeleteView.as_view(), name="delete_document"
    ),
    path(_setting, changes.SettingEditView.as_view(), name="change_setting"),
    path("redirects/add/", changes.RedirectCreateView.as_view(), name="add_redirect"),
    path(_redirect, changes.RedirectEditView.as_view(), name="change_redirect"),
    path(f"{_redirect}delete/", changes.RedirectDeleteView.as_view(), name="delete_redirect"),
    path("redirects/import/", changes.start_import, name="import_redirects"),
    path("redirects/import/process/", changes.process_import, name="add_imported_redirects"),
    path("sites/", include((_sites.get_urlpatterns(), "sites_with_four_eyes"))),
]
