from typing import Any

import django_filters
from django.forms import CheckboxSelectMultiple
from django.utils.formats import date_format
from django.utils.timezone import localtime
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from consultation.responses.models import Response, Status


class ResponseFilterSet(WagtailFilterSet):
    """What a page's responses can be narrowed down by."""

    submit_time = django_filters.DateFromToRangeFilter(
        label="Received", widget=DateRangePickerWidget
    )
    status = django_filters.MultipleChoiceFilter(
        label="Status",
        choices=[choice for choice in Status.choices if choice[0] != Status.ERASED],
        widget=CheckboxSelectMultiple,
    )
    role = django_filters.MultipleChoiceFilter(label="Role", widget=CheckboxSelectMultiple)
    reflection = django_filters.MultipleChoiceFilter(
        label="Reflection", widget=CheckboxSelectMultiple
    )
    version = django_filters.MultipleChoiceFilter(
        field_name="page_revision",
        label="Version of the page",
        widget=CheckboxSelectMultiple,
        help_text="By the moment at which it was saved.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The answers there are, not those now on offer: old ones must be found too.
        for name in ("role", "reflection"):
            given = self.queryset.order_by(name).values_list(name, flat=True).distinct()
            self.filters[name].extra["choices"] = [
                (value, value or "(no answer)") for value in given
            ]
            self.filters[name].null_value = None
        shown = self.queryset.exclude(page_revision=None).order_by("-page_revision__created_at")
        versions = shown.values_list("page_revision_id", "page_revision__created_at").distinct()
        self.filters["version"].extra["choices"] = [
            (pk, date_format(localtime(saved_at), "j M Y, H:i")) for pk, saved_at in versions
        ]

    class Meta:
        model = Response
        fields = ["submit_time", "status", "role", "reflection", "version"]
