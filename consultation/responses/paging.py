"""Pages of lists that hold a million responses."""

from functools import cached_property
from typing import Any

from wagtail.admin.paginator import WagtailPaginator

from consultation.responses.models import Response

# A search may match nearly everything: no further is counted or turned.
MOST_MATCHES = 10_000


class ResponsePaginator(WagtailPaginator):
    """Counts once, from an index, and fetches the rows of one page alone.

    The ids of a page far back come from an index; only then are the rows fetched,
    so that those before it need not be read.

    Args:
        searching: whether the responses were searched for; see `MOST_MATCHES`.
    """

    def __init__(self, *args: Any, searching: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.searching = searching

    @cached_property
    def count(self) -> int:
        """How many there are, or at most `MOST_MATCHES` where they were searched for."""
        keys = self.object_list.order_by().values("pk")
        return int((keys[:MOST_MATCHES] if self.searching else keys).count())

    @property
    def is_capped(self) -> bool:
        """Whether there may be more than were counted."""
        return self.searching and self.count == MOST_MATCHES

    def page(self, number: Any) -> Any:
        """Return one page; its rows are fetched by their ids."""
        number = self.validate_number(number)
        bottom = (number - 1) * self.per_page
        top = min(bottom + self.per_page, self.count)
        keys = list(self.object_list.values_list("pk", flat=True)[bottom:top])
        # What narrowed the list down was done with by then, and would only be asked again.
        wanted: Any = Response.objects.filter(pk__in=keys)
        wanted.query.select_related = self.object_list.query.select_related
        wanted.query.deferred_loading = self.object_list.query.deferred_loading
        rows = {row.pk: row for row in wanted}
        return self._get_page([rows[key] for key in keys if key in rows], number, self)
