from typing import Any

from django.urls import URLPattern, path
from wagtail.admin.viewsets.model import ModelViewSet

from consultation.workflow.models import Release
from consultation.workflow.releases.views.choosing import ChooseView
from consultation.workflow.releases.views.deciding import CancelView, ReleaseNowView, ScheduleView
from consultation.workflow.releases.views.editing import EditReleaseView, NewReleaseView
from consultation.workflow.releases.views.history import ReleaseHistoryView
from consultation.workflow.releases.views.listing import ReleaseIndexView
from consultation.workflow.releases.views.putting import PutView, RemoveView
from consultation.workflow.releases.views.reading import ReleaseView

# What Wagtail offers for a model and a release does not have: it is a record, and not copied.
WITHOUT = ("delete", "usage")


class ReleaseViewSet(ModelViewSet):
    """Releases in the admin."""

    model = Release
    name = "releases"
    icon = "calendar-check"
    menu_label = "Releases"
    menu_order = 260
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    # The views bring their forms.
    form_fields = ["title", "note"]
    index_view_class = ReleaseIndexView
    add_view_class = NewReleaseView
    edit_view_class = EditReleaseView
    history_view_class = ReleaseHistoryView

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Offer no deletion and no usage."""
        without = {f"{name}_url_name": None for name in WITHOUT}
        return super().get_common_view_kwargs(**{**without, **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the addresses of the list and of each release."""
        kept = [
            pattern
            for pattern in super().get_urlpatterns()
            if pattern.name not in (*WITHOUT, "inspect")
        ]
        return [
            *kept,
            path("<int:pk>/", ReleaseView.as_view(), name="inspect"),
            path("<int:pk>/drafts/", ChooseView.as_view(), name="choose"),
            path("<int:pk>/schedule/", ScheduleView.as_view(), name="schedule"),
            path("<int:pk>/release/", ReleaseNowView.as_view(), name="release"),
            path("<int:pk>/cancel/", CancelView.as_view(), name="cancel"),
            path("<int:pk>/remove/<int:member>/", RemoveView.as_view(), name="remove"),
            path("put/<slug:kind>/<int:pk>/", PutView.as_view(), name="put"),
        ]
