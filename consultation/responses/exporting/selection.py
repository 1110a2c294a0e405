"""Which responses an export holds: a list as somebody has narrowed it down."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict

from consultation.responses.models import Response
from consultation.responses.querysets import ResponseQuerySet

# What an address holds besides the filter.
NO_FILTER = ("export", "p", "page", "next", "selected-submissions", "_w_filter_fragment")
SEARCH = "q"
# Responses chosen one by one, by reference.
CHOSEN = "chosen"


def filter_of(query: QueryDict) -> str:
    """Return the filter in a list's address, without words searched for: they may be a name."""
    pairs = [
        (name, value)
        for name, values in query.lists()
        for value in values
        if value and name != SEARCH and name not in NO_FILTER
    ]
    return urlencode(pairs)


def chosen_by_hand(responses: Iterable[Response]) -> str:
    """Return what stands for a filter where responses were chosen one by one."""
    return urlencode([(CHOSEN, response.reference) for response in responses])


@dataclass(frozen=True, slots=True)
class Selection:
    """Responses to be exported.

    Args:
        queryset: the responses, filtered and ordered.
        title: what they are, such as "Responses to “Mechanisms”".
        filename: name of the file without its ending.
        page_key: id of the page that all of them answer; None if they may answer any.
        query: the filter as the list's address has it, without words searched for.
        words: the filter in words, such as "Status: Counted".
        search: the words searched for, or "".
    """

    queryset: ResponseQuerySet
    title: str
    filename: str
    page_key: int | None = None
    query: str = ""
    words: list[str] = field(default_factory=list)
    search: str = ""

    @property
    def conditions(self) -> list[str]:
        """The filter in words, with the words searched for."""
        searched = [f"Searched for: {self.search}"] if self.search else []
        return [*self.words, *searched]
