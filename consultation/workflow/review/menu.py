from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.menu import MenuItem


class CountedMenuItem(MenuItem):
    """Leads to what waits for a user, with its number; the menu cuts a long label."""

    def __init__(
        self,
        label: str,
        url_name: str,
        may_see: Callable[[Any], bool],
        waiting: Callable[[Any], QuerySet[Any]],
        **kwargs: Any,
    ) -> None:
        super().__init__(label, reverse(url_name), **kwargs)
        self.may_see, self.waiting = may_see, waiting

    def is_shown(self, request: HttpRequest) -> bool:
        return self.may_see(request.user)

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        if number := self.waiting(request.user).count():
            component.label = f"{self.label} ({number})"
        return component
