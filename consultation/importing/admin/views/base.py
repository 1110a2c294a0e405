from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.generic import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from consultation.importing.permissions import can_import_or_export

START = "importing:index"
TITLE = "Import and export"
# The steps of each import, whatever is imported.
STEPS = ("Upload", "Check", "Decide", "Report")
UPLOAD, CHECK, DECIDE, REPORT = STEPS


class ImportingView(WagtailAdminTemplateMixin, View):
    """What the screens share: who may see them, the step of an import, the way back."""

    header_icon = "upload"
    step: ClassVar[str] = ""

    def is_allowed(self, user: Any) -> bool:
        """Say whether a user may do what the screen is for."""
        return can_import_or_export(user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse users who may not do what the screen is for."""
        if not self.is_allowed(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_step(self) -> str:
        """Return the step that the screen is, "" for none."""
        return self.step

    def get_page_subtitle(self) -> str:
        """Return the step, which the title of the browser’s window shows as well."""
        return self.get_step()

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Lead back to the first screen."""
        above = {"url": reverse(START), "label": TITLE}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the steps."""
        return super().get_context_data(step=self.get_step(), steps=STEPS, **kwargs)
