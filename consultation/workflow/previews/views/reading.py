"""One private preview: its link, and its end."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from consultation.common.addresses import absolute_url
from consultation.workflow.models import PrivatePreview
from consultation.workflow.previews.permissions import can_share
from consultation.workflow.previews.services import end_preview


class _PreviewView(WagtailAdminTemplateMixin, TemplateView):
    """A screen about one private preview, for those who may change its page."""

    header_icon = "view"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in those who may change the page."""
        self.preview = get_object_or_404(PrivatePreview.objects.with_facts(), pk=kwargs["pk"])
        if not can_share(request.user, self.preview.page):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Return the page's title."""
        return str(self.preview.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Lead back to the list."""
        above = {"url": reverse("sharing:list"), "label": "Private previews"}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.preview.for_whom}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the preview and its whole address."""
        return super().get_context_data(
            preview=self.preview,
            address=absolute_url(self.preview.path),
            **kwargs,
        )


class ReadPreviewView(_PreviewView):
    """A private preview with its link to copy."""

    template_name = "workflow/previews/admin/read.html"
    page_title = "Private preview"


class EndPreviewView(_PreviewView):
    """Asks once more, then ends a link before its date."""

    template_name = "workflow/previews/admin/end.html"
    page_title = "End private preview"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, where there is something to end."""
        if not self.preview.is_running:
            messages.info(request, "This private preview has already ended.")
            return redirect("sharing:read", self.preview.pk)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """End it."""
        if end_preview(self.preview, request.user):
            messages.success(
                request,
                f"The link for {self.preview.for_whom} has ended. It shows nothing any more.",
            )
        else:
            messages.info(request, "This private preview had already ended.")
        return redirect("sharing:read", self.preview.pk)
