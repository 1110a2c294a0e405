"""Pages of lists that hold a million responses."""

import hashlib
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from wagtail.admin.paginator import WagtailPaginator

from consultation.responses.ledger import newest_entry_id
from consultation.responses.models import Response

# A search may match nearly everything: no further is counted or turned.
MOST_MATCHES = 10_000
# To count more than this takes longer than to show them, so the number is kept for a while.
MANY = 50_000
KEPT_SECONDS = 60


def count_many(keys: QuerySet) -> int:
    """Return how many responses there are, from the cache where that is as good as to count.

    Whatever changes the number is entered in the ledger, so a number stands as long as the
    ledger does. Only an entry that is committed after a later one goes unnoticed, and that
    for `KEPT_SECONDS` at most.

    Args:
        keys: their ids, or those of as many other rows, in no order.
    """
    statement, values = keys.query.sql_with_params()
    asked = hashlib.sha256(repr((statement, values, newest_entry_id())).encode()).hexdigest()
    known = cache.get(f"responses-count-{asked}")
    if known is not None:
        return int(known)
    number = int(keys.count())
    if number > MANY:
        cache.set(f"responses-count-{asked}", number, KEPT_SECONDS)
    return number


class ResponsePaginator(WagtailPaginator):
    """Counts once, from an index, and fetches the rows of one page alone.

    The ids of a page far back come from an index; only then are the rows fetched,
    so that those before it need not be read.

    Args:
        searching: whether the responses were searched for; see `MOST_MATCHES`.
        countable: other rows, one for each response, which are quicker to count.
    """

    def __init__(
        self,
        *args: Any,
        searching: bool = False,
        countable: QuerySet | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.searching = searching
        self.countable = countable

    @cached_property
    def count(self) -> int:
        """How many there are, or at most `MOST_MATCHES` where they were searched for."""
        if self.searching:
            return int(self.object_list.order_by().values("pk")[:MOST_MATCHES].count())
        rows = self.object_list if self.countable is None else self.countable
        return count_many(rows.order_by().values("pk"))

    @property
    def is_capped(self) -> bool:
        return self.searching and self.count == MOST_MATCHES

    def page(self, number: Any) -> Any:
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
