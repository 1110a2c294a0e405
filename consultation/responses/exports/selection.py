"""What an export is to hold: a list as its reader has narrowed it down."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import uuid4

from django.http import QueryDict

from consultation.responses.models import Response
from consultation.responses.querysets import ResponseQuerySet

# What an address holds besides the filter. Words searched for may be a name.
NO_FILTER = ("export", "p", "next", "selected-submissions", "_w_filter_fragment", "q")


def filter_of(query: QueryDict) -> str:
    """Return the filter in a list's address, without words searched for."""
    return urlencode(
        [
            (name, value)
            for name, values in query.lists()
            for value in values
            if value and name not in NO_FILTER
        ]
    )


def chosen_by_hand(responses: Iterable[Response]) -> str:
    """Return what stands for a filter where responses were chosen one by one."""
    return urlencode([("chosen", response.reference) for response in responses])


@dataclass(frozen=True, slots=True)
class Selection:
    """Responses to be exported, and who asked for them.

    Args:
        queryset: the responses, filtered and ordered.
        title: what they are, such as "Responses to “Mechanisms”".
        filename: name of the file without its ending.
        page_key: id of the page that all of them answer; None if they may answer any.
        query: the filter as the list's address has it, without words searched for.
        words: the filter in words, such as "Status: Counted".
        search: the words searched for, or "".
        personal: whether personal data are part of it.
        made_by: user name of whoever exports them.
        export_id: the name under which the audit log knows the export.
    """

    queryset: ResponseQuerySet
    title: str
    filename: str
    page_key: int | None = None
    query: str = ""
    words: list[str] = field(default_factory=list)
    search: str = ""
    personal: bool = False
    made_by: str = ""
    export_id: str = field(default_factory=lambda: str(uuid4()))

    @property
    def conditions(self) -> list[str]:
        """The filter in words, with the words searched for, which may be personal."""
        return [*self.words, *([f"Searched for: {self.search}"] if self.search else [])]

    @property
    def impersonal_conditions(self) -> list[str]:
        """The filter in words, without the words searched for."""
        return [*self.words, *(["those found by a search"] if self.search else [])]
