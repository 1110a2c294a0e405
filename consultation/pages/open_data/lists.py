"""Lists of which only the part that is asked for is fetched."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from ninja.pagination import LimitOffsetPagination

from consultation.pages.open_data.schemas import Paging


class Pages(LimitOffsetPagination):
    """Limit and offset within bounds; whoever asks for more is told so."""

    Input = Paging  # type: ignore[assignment]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A list whose items are made from those of a query, a page at a time.

    Args:
        queryset: the whole list.
        prepare: makes the items of one page.
    """

    queryset: "QuerySet[Any]"
    prepare: Callable[[list[Any]], list[Any]]

    def __len__(self) -> int:
        return self.queryset.count()

    def __getitem__(self, part: slice) -> list[Any]:
        return self.prepare(list(self.queryset[part]))
