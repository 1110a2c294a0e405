"""The list that somebody came from, rebuilt from the address: to turn to the next response."""

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from consultation.common.ids import parse_id
from consultation.responses.admin.filters import AllResponsesFilterSet, ResponseFilterSet
from consultation.responses.models import Response
from consultation.responses.querysets import ResponseQuerySet

# Of the address of a list, what does not narrow it down.
_OTHER = ("p", "o", "export", "order_by", "_w_filter_fragment")
# The page whose list it was; without it, the list of all responses.
LIST = "list_of"


def read_address(pk: int, query: QueryDict, page_id: int | None) -> str:
    """Return where a response is read by somebody who comes from a list.

    Args:
        pk: the response.
        query: the query of the list's address.
        page_id: the page whose list it is; None stands for that of all pages.
    """
    kept = query.copy()
    for name in _OTHER:
        kept.pop(name, None)
    kept[LIST] = str(page_id) if page_id is not None else "all"
    return f"{reverse('responses:read', args=[pk])}?{kept.urlencode()}"


def list_address(query: QueryDict) -> str | None:
    """Return the address of the list that somebody came from, narrowed as it was."""
    which = query.get(LIST, "")
    kept = query.copy()
    kept.pop(LIST, None)
    if which == "all":
        # The list's own module needs this one.
        from consultation.responses.admin.lists import AllResponsesAdmin

        address = AllResponsesAdmin().url_helper.index_url
    elif (page_id := parse_id(which)) is not None:
        address = reverse("wagtailforms:list_submissions", args=[page_id])
    else:
        return None
    return f"{address}?{kept.urlencode()}" if kept else address


def narrowed(query: QueryDict) -> tuple[ResponseQuerySet | None, list[str]]:
    """Return the responses of the list that an address names, and the words searched for.

    None stands for no list: somebody came from elsewhere.
    """
    which = query.get(LIST, "")
    words = query.get("q", "")
    if which == "all":
        responses = AllResponsesFilterSet(query, queryset=Response.objects.all()).qs
        return responses.matching(words, "page_title"), words.split()
    page_id = parse_id(which)
    if page_id is not None:
        of_page = Response.objects.filter(page=page_id).unerased()
        responses = ResponseFilterSet(query, queryset=of_page, page_id=page_id).qs
        return responses.matching(words), words.split()
    return None, []


def selected_ids(request: HttpRequest) -> list[int]:
    """Return the ids of the responses that were ticked in a list."""
    given = map(parse_id, request.GET.getlist("selected-submissions"))
    return [pk for pk in given if pk is not None]
