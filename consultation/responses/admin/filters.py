"""The filters and the search of lists of responses, which are part of the address."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, DateFromToRangeFilter, MultipleChoiceFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.models import Revision

from consultation.common.addresses import parse_id
from consultation.common.dates import short_date, short_datetime
from consultation.common.page_names import PageNames, name_pages
from consultation.common.text import alphabetical, comma_separated
from consultation.responses.models import (
    FormVersion,
    Response,
    ResponseIdea,
    ResponseQuerySet,
    Source,
    Status,
)
from ideas.models import Idea, Theme

Choices = list[tuple[Any, Any]]

ALL_RESPONSES = "all-responses_modeladmin_index"
# In the address of a response: the page whose list the reader came from, or `ALL`.
LIST, ALL = "list_of", "all"
# The parts of a list's address that are no filter.
_OTHER = ("p", "ordering", "export", "_w_filter_fragment")

# The parts of an address besides the filter. Search words may be a name.
_NO_FILTER = ("export", "p", "next", "selected-submissions", "_w_filter_fragment", "q")

# By whether there is a first day, and a last one. Without either there is no filter.
_DATES = {
    (True, True): _("from %(start)s to %(end)s"),
    (True, False): _("from %(start)s"),
    (False, True): _("to %(end)s"),
}

# Characters of a long answer that a list shows, and how many of them before the first hit.
SHOWN, BEFORE = 140, 40


class ValuesFilter(MultipleChoiceFilter):
    """Any of some values of a response's own column, where no row can be found twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Otherwise the database sorts a million rows to find that no two are equal.
        kwargs |= {"distinct": False, "null_value": None, "widget": CheckboxSelectMultiple}
        super().__init__(*args, **kwargs)


def _about(queryset: ResponseQuerySet, name: str, key: str) -> ResponseQuerySet:
    return queryset.filter(Exists(ResponseIdea.objects.filter(response=OuterRef("pk"), key=key)))


def _items_of_sets(page_id: int | None, query: Any) -> tuple[Choices, Choices]:
    """Return the ideas and the themes of those sets that responses may be about, set by set.

    They are the sets that the page or the chosen consultation asked about. What is chosen stays
    a choice, since a filter that is refused would leave out nothing.
    """
    ideas: list[Idea] = list(Idea.objects.select_related("theme__area__idea_set").in_order())
    themes = list(dict.fromkeys(idea.theme for idea in ideas))
    themes += Theme.objects.select_related("area__idea_set").in_order().filter(ideas=None)
    consultation = parse_id(query.get("consultation")) if page_id is None else None
    if page_id is not None or consultation is not None:
        asked = {query.get("idea"), query.get("theme"), *_asked(page_id, consultation)}
        sets = {each.idea_set for each in (*ideas, *themes) if each.row_key in asked}
        ideas = [idea for idea in ideas if idea.idea_set in sets]
        themes = [theme for theme in themes if theme.idea_set in sets]
    return (
        _by_set(ideas, lambda idea: f"{idea.wording} ({idea.theme.short_title})"),
        _by_set(themes, lambda theme: theme.title),
    )


def _asked(page_id: int | None, consultation: int | None) -> Iterator[str]:
    """Yield the keys of all that the forms of a page or a consultation asked about."""
    versions: Any = FormVersion.objects.of_page(page_id)
    if page_id is None:
        received = Response.objects.filter(consultation_pk=consultation)
        versions = versions.filter(Exists(received.filter(page_pk=OuterRef("page_pk"))))
    for version in versions:
        for question in version.definition.questions:
            yield from (row.key for row in question.rows)


def _by_set(items: list[Any], label: Callable[[Any], str]) -> Choices:
    """Return choices, in groups by their sets if there are several."""
    groups: dict[str, Choices] = {}
    for item in items:
        groups.setdefault(item.idea_set.name, []).append((item.row_key, label(item)))
    return list(groups.items()) if len(groups) > 1 else next(iter(groups.values()), [])


def _versions(page_id: int) -> Choices:
    """Return the versions of a page that were answered, the latest first."""
    answered = Response.objects.filter(page_revision=OuterRef("pk"))
    versions = Revision.page_revisions.filter(Exists(answered), object_id=str(page_id))
    return [
        (pk, short_datetime(saved_at))
        for pk, saved_at in versions.order_by("-created_at").values_list("pk", "created_at")
    ]


def _by_label(choices: Iterable[tuple[int, Any]]) -> Choices:
    texts = [(str(key), str(label)) for key, label in choices]
    return sorted(texts, key=lambda choice: alphabetical(choice[1]))


def _consultations() -> Choices:
    keys = Response.objects.distinct_values("consultation_pk")
    names = PageNames(keys)
    return _by_label((key, names.consultation(key)) for key in keys)


def answered_pages() -> Choices:
    """Return every page that was ever answered, with its consultation and number."""
    of_page = Response.objects.filter(page_pk=OuterRef("page_pk")).order_by()
    versions: Any = FormVersion.objects.defer("definition_data").annotate(
        consultation_pk=Subquery(of_page.values("consultation_pk")[:1]),
        page_title=Subquery(of_page.values("page_title")[:1]),
    )
    names = name_pages(versions)
    return _by_label({version.page_pk: names[version.pk] for version in versions}.items())


class ResponseFilterSet(WagtailFilterSet):
    """The filters for the responses of one page, or of all pages."""

    consultation = ChoiceFilter(
        field_name="consultation_pk",
        label=_("Consultation"),
        choices=_consultations,
        empty_label=_("All"),
    )
    page = ChoiceFilter(
        field_name="page_pk", label=_("Page"), choices=answered_pages, empty_label=_("All")
    )
    submit_time = DateFromToRangeFilter(label=_("Received"), widget=DateRangePickerWidget)
    status = ValuesFilter(label=_("Status"))
    role = ValuesFilter(label=_("Role"))
    reflection = ValuesFilter(label=_("Reflection"))
    theme = ChoiceFilter(label=_("About the theme"), method=_about, empty_label=_("Any or none"))
    idea = ChoiceFilter(label=_("About the idea"), method=_about, empty_label=_("Any or none"))
    has_text = ChoiceFilter(
        label=_("Free text"),
        choices=[("1", _("With free text")), ("0", _("Without free text"))],
        empty_label=_("All"),
    )
    source = ValuesFilter(label=_("Source"), choices=Source.choices)
    version = ValuesFilter(
        field_name="page_revision",
        label=_("Version of the page"),
        help_text=_("By the time at which it was saved."),
    )

    def __init__(self, *args: Any, page_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page_id = page_id
        choices: dict[str, Choices] = {"status": Status.choices}
        if page_id is None:
            del self.filters["version"]
        else:
            del self.filters["consultation"], self.filters["page"]
            choices["status"] = [each for each in Status.choices if each[0] != Status.ERASED]
            choices["version"] = _versions(page_id)
        choices["idea"], choices["theme"] = _items_of_sets(page_id, self.data or {})
        # The answers given, not those now offered: old ones must be found too.
        for name in ("role", "reflection"):
            values = Response.objects.distinct_values(name, page_id)
            choices[name] = [(value, value or gettext("(no answer)")) for value in values]
        for name, offered in choices.items():
            self.filters[name].extra["choices"] = offered

    def chosen(self) -> dict[str, Any]:
        """Return the values of the filter, by name; nothing if they are not valid."""
        cleaned = self.form.cleaned_data if self.form.is_valid() else {}
        return {name: value for name, value in cleaned.items() if value}

    def idea_links(self) -> QuerySet[ResponseIdea] | None:
        """Return a link for each response, quicker to count, if only one idea is asked for."""
        chosen = self.chosen()
        page_pk = chosen.pop("page", self.page_id)
        if len(chosen) != 1 or not chosen.keys() <= {"theme", "idea"}:
            return None
        links = ResponseIdea.objects.filter(key__in=chosen.values())
        return links.filter(page_pk=page_pk) if page_pk else links

    def words(self) -> list[str]:
        """Return the filter in words, such as "Status: Counted"."""
        words = []
        for name, value in self.chosen().items():
            field = self.form.fields[name]
            if isinstance(value, slice):
                sentence = _DATES[value.start is not None, value.stop is not None]
                ends = {"start": short_date(value.start), "end": short_date(value.stop)}
                said = str(sentence) % ends
            else:
                labels = dict(_flat(field.choices))
                values = value if isinstance(value, list) else [value]
                said = comma_separated(labels.get(str(each), str(each)) for each in values)
            words.append(gettext("%(filter)s: %(value)s") % {"filter": field.label, "value": said})
        return words

    class Meta:
        model = Response
        fields: list[str] = []


def _flat(choices: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Yield choices with their labels, those of a group with its name."""
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from ((str(each), f"{text}, {key}") for each, text in label)
        else:
            yield str(key), str(label)


def filter_of(query: QueryDict) -> str:
    """Return the filter in a list's address, without search words."""
    pairs = [(name, value) for name, values in query.lists() for value in values if value]
    return urlencode([(name, value) for name, value in pairs if name not in _NO_FILTER])


def read_address(pk: int, query: QueryDict, page_id: int | None) -> str:
    """Return the address of a response in a list; None as page is the list of all."""
    kept = query.copy()
    for name in _OTHER:
        kept.pop(name, None)
    kept[LIST] = str(page_id or ALL)
    return f"{reverse('responses:read', args=[pk])}?{kept.urlencode()}"


def source_list(query: QueryDict) -> tuple[str, ResponseQuerySet, list[str]] | None:
    """Return address, responses and search words of the list that the reader came from."""
    page_id, search = parse_id(query.get(LIST)), query.get("q", "")
    if query.get(LIST) == ALL:
        address, listed, fields = reverse(ALL_RESPONSES), Response.objects.all(), ["page_title"]
    elif page_id is not None:
        address = reverse("wagtailforms:list_submissions", args=[page_id])
        listed, fields = Response.objects.filter(page=page_id).unerased(), []
    else:
        return None
    found: ResponseQuerySet = ResponseFilterSet(query, queryset=listed, page_id=page_id).qs
    kept = query.copy()
    del kept[LIST]
    address = f"{address}?{kept.urlencode()}" if kept else address
    return address, found.matching(search, *fields), search.split()


def selected_ids(request: HttpRequest) -> list[int]:
    """Return the ids of the responses that were ticked in a list."""
    ids = map(parse_id, request.GET.getlist("selected-submissions"))
    return [pk for pk in ids if pk is not None]


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of these words, the longest first; without words it finds nothing."""
    parts = map(re.escape, sorted(set(words), key=len, reverse=True))
    return re.compile(f"({'|'.join(parts) or '(?!)'})", re.IGNORECASE)


def highlight(text: str, words: Iterable[str]) -> SafeString:
    """Return a text as HTML with the search words marked, in capitals or not."""
    parts = _pattern(words).split(text)
    # Every second part is a hit.
    parts[1::2] = [format_html("<mark>{}</mark>", hit) for hit in parts[1::2]]
    return format_html_join("", "{}", ((part,) for part in parts))


def snippet(text: str, words: Iterable[str]) -> SafeString:
    """Return the beginning of a text, or the part around the first hit, with hits marked."""
    hit = _pattern(words).search(text)
    start = max(hit.start() - BEFORE, 0) if hit and hit.end() >= SHOWN else 0
    shown = f"…{text[start:]}" if start else text
    return highlight(shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 1]}…", words)
