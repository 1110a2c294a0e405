from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.generic import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from consultation.responses.permissions import VIEW, can_read


class ReadersOnly(View):
    """Lets in only those who may read responses, and have the further right that a view names."""

    right = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_read(request.user) or (self.right and not request.user.has_perm(self.right)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ReadersScreenMixin(WagtailAdminTemplateMixin, ReadersOnly):
    """A screen for those who may read responses, with the way that leads to it."""

    def get_parents(self) -> list[tuple[str, str]]:
        """Return the address and name of each screen between the admin's first and this one."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        steps = [*self.get_parents(), ("", self.get_page_title())]
        return [*self.breadcrumbs_items, *({"url": url, "label": label} for url, label in steps)]


class PermissionMenuItem(MenuItem):
    """Shown to those who may read responses, and have the further right that it names."""

    def __init__(self, *args: Any, right: str = VIEW, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.right = right

    def is_shown(self, request: HttpRequest) -> bool:
        return can_read(request.user) and request.user.has_perm(self.right)
