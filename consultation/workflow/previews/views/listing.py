from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Table
from wagtail.admin.views.generic import BaseListingView, PermissionCheckedMixin
from wagtail.permissions import page_permission_policy

from consultation.common.page_names import name_places
from consultation.workflow.models import PreviewState, PrivatePreview
from consultation.workflow.previews.columns import fact_columns, page_column
from consultation.workflow.previews.permissions import RIGHT, shareable_pages


class PrivatePreviewFilterSet(WagtailFilterSet):
    """What private previews can be narrowed down by."""

    state = django_filters.ChoiceFilter(
        label="PreviewState", choices=PreviewState.choices, method="in_state"
    )

    class Meta:
        model = PrivatePreview
        fields: ClassVar[list[str]] = ["state"]

    def in_state(self, queryset: Any, name: str, value: str) -> Any:
        """Keep those in the chosen state."""
        return queryset.in_state(value)


class PrivatePreviewsView(PermissionCheckedMixin, BaseListingView):
    """The private previews of all pages that somebody may change."""

    permission_policy = page_permission_policy
    any_permission_required = {RIGHT}
    model = PrivatePreview
    page_title = "Private previews"
    header_icon = "view"
    verbose_name_plural = "private previews"
    template_name = "workflow/previews/admin/list.html"
    results_template_name = "workflow/previews/admin/list_results.html"
    index_url_name = "sharing:list"
    index_results_url_name = "sharing:list_results"
    columns = [page_column(sort_key="page__draft_title"), *fact_columns(sortable=True)]
    filterset_class = PrivatePreviewFilterSet
    default_ordering = "-created_at"
    table_classname = "listing sharing-list"
    paginate_by = 50
    is_searchable = True
    search_backend_name = None
    search_fields = ["page__draft_title", "for_whom"]

    def get_table(self, object_list: Any) -> Table:
        """Tell pages of the same title apart."""
        previews = list(object_list)
        names = name_places(preview.page for preview in previews)
        for preview in previews:
            preview.page_name = names[preview.page_id]
        return super().get_table(previews)

    def get_base_queryset(self) -> QuerySet[PrivatePreview]:
        """Return those of pages that this person may change, with what the list shows."""
        return PrivatePreview.objects.with_facts().filter(
            page__in=shareable_pages(self.request.user)
        )
