from collections import Counter
from typing import Any

from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from consultation.responses.ledger import exclusion_reasons, read_ledger
from consultation.responses.modeladmin import AllResponsesAdmin
from consultation.responses.views.readers import ReadersOnly

# Analysts write reasons freely, so there may be very many.
MOST_REASONS = 20


class LedgerView(ReadersOnly, WagtailAdminTemplateMixin, TemplateView):
    """Received = counted + in quarantine + excluded + erased, by consultation and page."""

    template_name = "responses/admin/ledger.html"
    page_title = "Ledger"
    header_icon = "clipboard-list"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Lead back to the front page of the admin."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the lines of the ledger, why some are excluded, and where they are listed."""
        reasons = exclusion_reasons()
        return super().get_context_data(
            consultations=[
                (each, reasons.get(each.consultation_key, Counter()).most_common(MOST_REASONS))
                for each in read_ledger()
            ],
            list_url=AllResponsesAdmin().url_helper.index_url,
            **kwargs,
        )
