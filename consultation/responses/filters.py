from typing import Any

import django_filters
from django.forms import CheckboxSelectMultiple
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The answers there are, not those now on offer: old ones must be found too.
        for name in ("role", "reflection"):
            given = self.queryset.order_by(name).values_list(name, flat=True).distinct()
            self.filters[name].extra["choices"] = [
                (value, value or "(no answer)") for value in given
            ]
            self.filters[name].null_value = None

    class Meta:
        model = Response
        fields = ["submit_time", "status", "role", "reflection"]
