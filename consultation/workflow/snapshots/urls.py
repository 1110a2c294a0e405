"""Addresses of the admin; the history is at Wagtail's own, so these are asked before Wagtail's."""

from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.urls import display_custom_404
from wagtail.utils.urlpatterns import decorate_urlpatterns

from consultation.workflow.snapshots.views import AnsweredHistoryView, page_snapshot

history = AnsweredHistoryView.as_view()
history_results = AnsweredHistoryView.as_view(results_only=True)

urlpatterns = [
    path("pages/<int:page_id>/history/", history, name="page_history"),
    path("pages/<int:page_id>/history/results/", history_results, name="page_history_results"),
    path("responses/<int:pk>/page/", page_snapshot, name="page_snapshot"),
]
# As Wagtail guards all of its admin's own.
for decorator in (require_admin_access, display_custom_404, never_cache):
    urlpatterns = decorate_urlpatterns(urlpatterns, decorator)
