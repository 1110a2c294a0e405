"""What lists of responses can be narrowed down by; the filter stands in the address."""

from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.forms import CheckboxSelectMultiple
from django.utils.formats import date_format
from django.utils.timezone import localtime
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.models import Revision

from consultation.common.page_names import PageNames
from consultation.responses.models import FormVersion, Response, ResponseIdea, Source, Status
from consultation.responses.querysets import ResponseQuerySet
from ideas.models import Idea, Theme

Choices = list[tuple[Any, str]]


class ValuesFilter(django_filters.MultipleChoiceFilter):
    """Any of some values of a response's own column, where none can be found twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Else the database sorts a million rows to find that no two are the same.
        super().__init__(*args, distinct=False, widget=CheckboxSelectMultiple, **kwargs)


def _about(queryset: ResponseQuerySet, name: str, key: str) -> ResponseQuerySet:
    if not key:
        return queryset
    return queryset.filter(Exists(ResponseIdea.objects.filter(response=OuterRef("pk"), key=key)))


def _ideas() -> Choices:
    ideas = Idea.objects.select_related("theme").in_order()
    return [(idea.code, f"{idea.wording} ({idea.theme.short_title})") for idea in ideas]


def _themes() -> Choices:
    return [(theme.row_key, theme.title) for theme in Theme.objects.in_order()]


def _versions(page_id: int | None) -> Choices:
    """Return the versions of a page that were answered, the latest first."""
    answered = Response.objects.filter(page_revision=OuterRef("pk"))
    versions = Revision.page_revisions.filter(Exists(answered), object_id=str(page_id or 0))
    return [
        (pk, date_format(localtime(saved_at), "j M Y, H:i"))
        for pk, saved_at in versions.order_by("-created_at").values_list("pk", "created_at")
    ]


class ResponseFilterSet(WagtailFilterSet):
    """What one page's responses can be narrowed down by."""

    submit_time = django_filters.DateFromToRangeFilter(
        label="Received", widget=DateRangePickerWidget
    )
    status = ValuesFilter(
        label="Status", choices=[choice for choice in Status.choices if choice[0] != Status.ERASED]
    )
    role = ValuesFilter(label="Role")
    reflection = ValuesFilter(label="Reflection")
    version = ValuesFilter(
        field_name="page_revision",
        label="Version of the page",
        help_text="By the moment at which it was saved.",
    )
    theme = django_filters.ChoiceFilter(
        label="About the theme", choices=_themes, method=_about, empty_label="Any or none"
    )
    idea = django_filters.ChoiceFilter(
        label="About the idea", choices=_ideas, method=_about, empty_label="Any or none"
    )
    has_text = django_filters.ChoiceFilter(
        label="Free text",
        choices=[("1", "With free text"), ("0", "Without")],
        empty_label="All",
    )
    source = ValuesFilter(label="Came by", choices=Source.choices)

    def __init__(self, *args: Any, page_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The answers there are, not those now on offer: old ones must be found too.
        for name in ("role", "reflection"):
            self.filters[name].extra["choices"] = [
                (value, value or "(no answer)")
                for value in Response.objects.distinct_values(name, page_id)
            ]
            self.filters[name].null_value = None
        if "version" in self.filters:
            self.filters["version"].extra["choices"] = _versions(page_id)
        self.page_id = page_id

    def chosen(self) -> dict[str, Any]:
        """Return what narrows the list down, by name; nothing where it cannot be understood."""
        if not self.form.is_valid():
            return {}
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    def idea_links(self) -> QuerySet[ResponseIdea] | None:
        """Return one link for each response found, which are quicker to count.

        None where something else than an idea or theme, and a page, narrows the list down.
        """
        chosen = self.chosen()
        page_key = chosen.pop("page", self.page_id)
        if len(chosen) != 1 or not chosen.keys() <= {"theme", "idea"}:
            return None
        links = ResponseIdea.objects.filter(key__in=chosen.values())
        return links.filter(page_key=page_key) if page_key else links

    def words(self) -> list[str]:
        """Return the filter in words, such as "Status: Counted"."""
        words = []
        for name, value in self.chosen().items():
            field = self.form.fields[name]
            if isinstance(value, slice):
                ends = (("from", value.start), ("to", value.stop))
                said = " ".join(f"{end} {localtime(at):%d.%m.%Y}" for end, at in ends if at)
            else:
                labels = {str(key): str(label) for key, label in field.choices}
                values = value if isinstance(value, list) else [value]
                said = ", ".join(labels.get(str(each), str(each)) for each in values)
            words.append(f"{field.label}: {said}")
        return words

    class Meta:
        model = Response
        fields = [
            "submit_time",
            "status",
            "role",
            "reflection",
            "theme",
            "idea",
            "has_text",
            "source",
            "version",
        ]


def _consultations() -> Choices:
    keys = Response.objects.distinct_values("consultation_key")
    names = PageNames(keys)
    named = [(str(key), names.consultation(key)) for key in keys]
    return sorted(named, key=lambda choice: choice[1].casefold())


def answered_pages() -> Choices:
    """Return every page that was ever answered, with its consultation and number."""
    of_page = Response.objects.filter(page_key=OuterRef("page_key")).order_by()
    answered = list(
        FormVersion.objects.order_by()
        .values("page_key")
        .distinct()
        .annotate(
            consultation=Subquery(of_page.values("consultation_key")[:1]),
            title=Subquery(of_page.values("page_title")[:1]),
        )
        .values_list("page_key", "consultation", "title")
    )
    names = PageNames(each for page, consultation, _ in answered for each in (page, consultation))
    named = [
        (str(page), str(names.page(page, consultation, title or "")))
        for page, consultation, title in answered
    ]
    return sorted(named, key=lambda choice: choice[1].casefold())


class AllResponsesFilterSet(ResponseFilterSet):
    """What the responses of all pages can be narrowed down by."""

    # A version belongs to one page, and is asked for in the page's own list.
    version = None  # type: ignore[assignment]
    consultation = django_filters.ChoiceFilter(
        field_name="consultation_key",
        label="Consultation",
        choices=_consultations,
        empty_label="All",
    )
    page = django_filters.ChoiceFilter(
        field_name="page_key", label="Page", choices=answered_pages, empty_label="All"
    )
    status = ValuesFilter(label="Status", choices=Status.choices)

    class Meta(ResponseFilterSet.Meta):
        fields = ["consultation", "page", *ResponseFilterSet.Meta.fields[:-1]]
