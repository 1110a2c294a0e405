"""Lists by pages, as `components/pagination.html` shows them."""

from typing import Any

from django.core.paginator import Page, Paginator


class NumberedPaginator(Paginator):
    """Pages that also know which numbers to offer: the first, the last and those next to them."""

    def get_page(self, number: Any) -> Page:
        page: Any = super().get_page(number)
        page.numbers = self.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
        return page
