"""The list that the reader came from, rebuilt from the address: to turn to the next response."""

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from consultation.common.ids import parse_id
from consultation.responses.admin.filters import AllResponsesFilterSet, ResponseFilterSet
from consultation.responses.models import Response
from consultation.responses.querysets import ResponseQuerySet

ALL_RESPONSES = "all-responses_modeladmin_index"
# Of the address of a list, what does not narrow it down.
_OTHER = ("p", "ordering", "export", "_w_filter_fragment")
# The page whose list it was, or `ALL`; without it, no list.
LIST, ALL = "list_of", "all"


def read_address(pk: int, query: QueryDict, page_id: int | None) -> str:
    """Return where a response is read that stands in a list; None as page is the list of all."""
    kept = query.copy()
    for name in _OTHER:
        kept.pop(name, None)
    kept[LIST] = ALL if page_id is None else str(page_id)
    return f"{reverse('responses:read', args=[pk])}?{kept.urlencode()}"


def list_address(query: QueryDict) -> str | None:
    """Return the address of the list that the reader came from, narrowed as it was."""
    page_id = parse_id(query.get(LIST))
    if query.get(LIST) == ALL:
        address = reverse(ALL_RESPONSES)
    elif page_id is not None:
        address = reverse("wagtailforms:list_submissions", args=[page_id])
    else:
        return None
    kept = query.copy()
    del kept[LIST]
    return f"{address}?{kept.urlencode()}" if kept else address


def filtered_queryset(query: QueryDict) -> tuple[ResponseQuerySet | None, list[str]]:
    """Return the responses of the list that an address names, and the words searched for.

    None stands for no list: the reader came from elsewhere.
    """
    words, page_id = query.get("q", ""), parse_id(query.get(LIST))
    if query.get(LIST) == ALL:
        responses = AllResponsesFilterSet(query, queryset=Response.objects.all()).qs
        return responses.matching(words, "page_title"), words.split()
    if page_id is not None:
        of_page = Response.objects.filter(page=page_id).unerased()
        responses = ResponseFilterSet(query, queryset=of_page, page_id=page_id).qs
        return responses.matching(words), words.split()
    return None, []


def selected_ids(request: HttpRequest) -> list[int]:
    """Return the ids of the responses that were ticked in a list."""
    ids = map(parse_id, request.GET.getlist("selected-submissions"))
    return [pk for pk in ids if pk is not None]
