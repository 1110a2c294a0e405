from typing import Any

from django.urls import reverse
from wagtail.admin.views.generic.history import HistoryView


class ReleaseHistoryView(HistoryView):
    """What was done with a release, by whom and when; for all who may see releases."""

    permission_required = None
    any_permission_required = ["view"]

    def get_edit_url(self, instance: Any) -> str:
        """Lead back to the release's own page."""
        return reverse("releases:inspect", args=[instance.pk])

    @property
    def header_buttons(self) -> list[Any]:
        """Offer none: the path above leads back."""
        return []
