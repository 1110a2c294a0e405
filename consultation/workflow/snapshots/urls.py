"""Addresses of the admin; the history is at Wagtail's own, so these are asked before Wagtail's."""

from collections.abc import Callable

from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.urls import display_custom_404

from consultation.workflow.snapshots.views import AnsweredHistoryView, page_snapshot


def _guarded(view: Callable) -> Callable:
    """Return a view as Wagtail guards all of its admin's."""
    return never_cache(display_custom_404(require_admin_access(view)))


history = _guarded(AnsweredHistoryView.as_view())
history_results = _guarded(AnsweredHistoryView.as_view(results_only=True))

urlpatterns = [
    path("pages/<int:page_id>/history/", history, name="page_history"),
    path("pages/<int:page_id>/history/results/", history_results, name="page_history_results"),
    path("responses/<int:pk>/page/", _guarded(page_snapshot), name="page_snapshot"),
]
