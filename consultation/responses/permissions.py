from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.http import HttpRequest
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

VIEW = "responses.view_response"
ENTER = "responses.add_response"
EXPORT = "responses.export_response"
EXPORT_PERSONAL = "responses.export_personal_data"
CHANGE = "responses.change_response"
DELETE = "responses.delete_response"
PUBLISH = "responses.publish_answer"


def can_read(user: AbstractUser | AnonymousUser) -> bool:
    """Say whether a user may read responses."""
    return user.has_perm(VIEW)


class ReadersScreenMixin(PermissionRequiredMixin, WagtailAdminTemplateMixin):
    """A screen for users who may read responses and have the permission that it names."""

    right = VIEW
    raise_exception = True

    def get_permission_required(self) -> tuple[str, str]:
        return VIEW, self.right

    def get_parents(self) -> list[tuple[str, str]]:
        """Return the address and name of each screen between the admin's first and this one."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        above = [{"url": url, "label": label} for url, label in self.get_parents()]
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, *above, here]


class PermissionMenuItem(MenuItem):
    """Shown to users who may read responses and have the permission that it names."""

    def __init__(self, *args: Any, right: str = VIEW, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.right = right

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perms([VIEW, self.right])
