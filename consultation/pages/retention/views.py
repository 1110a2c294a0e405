from typing import Any

from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from consultation.pages.retention.rules import read_rules
from consultation.responses.views.readers import ReadersOnly


class RetentionView(ReadersOnly, WagtailAdminTemplateMixin, TemplateView):
    """When the personal data of each consultation is due to go, and how much of it there is."""

    template_name = "consultation/admin/retention.html"
    page_title = "Personal data due"
    header_icon = "history"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Lead back to the front page of the admin."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a line for each consultation."""
        return super().get_context_data(rules=read_rules(), **kwargs)
