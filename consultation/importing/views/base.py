from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from consultation.importing.permissions import can_come

START = "importing:index"
TITLE = "Import and export"


class ImportingScreen(WagtailAdminTemplateMixin, View):
    """What the screens share: who may come, and the way back to the first of them."""

    header_icon = "upload"

    def may(self, user: Any) -> bool:
        """Say whether somebody may do what the screen is for."""
        return can_come(user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in only those who may do what the screen is for."""
        if not self.may(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Lead back to the first screen."""
        above = {"url": reverse(START), "label": TITLE}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.get_page_title()}]
