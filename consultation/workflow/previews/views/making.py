from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Table
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page, Revision

from consultation.workflow.models import PrivatePreview
from consultation.workflow.previews.columns import fact_columns
from consultation.workflow.previews.forms import PrivatePreviewForm
from consultation.workflow.previews.permissions import can_share
from consultation.workflow.previews.services import start_preview

# A page has a handful; whoever has more finds them in the list of all.
MOST_SHOWN = 20


class PagePreviewsView(WagtailAdminTemplateMixin, FormView):
    """A page's private previews, and the form for a new one."""

    template_name = "workflow/previews/admin/page.html"
    page_title = "Private preview"
    header_icon = "view"
    form_class = PrivatePreviewForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in those who may change the page, once it has a draft."""
        self.page = get_object_or_404(Page, pk=kwargs["page_id"])
        if not can_share(request.user, self.page):
            raise PermissionDenied
        if self.version is None:
            messages.warning(request, "Save a draft first. A private preview shows a saved draft.")
            return redirect("wagtailadmin_pages:edit", self.page.pk)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def version(self) -> Revision | None:
        """The page's newest draft."""
        return self.page.revisions.select_related("user").order_by("-created_at", "-pk").first()

    def get_page_subtitle(self) -> str:
        """Return the page's title."""
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Lead back to the page's editor."""
        editor = {
            "url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]),
            "label": self.page.get_admin_display_title(),
        }
        return [*self.breadcrumbs_items, editor, {"url": "", "label": self.page_title}]

    def get_initial(self) -> dict[str, Any]:
        """Name the version that is shown on the screen."""
        assert self.version is not None  # noqa: S101  (see dispatch)
        return {**super().get_initial(), "version": self.version.pk}

    def form_valid(self, form: PrivatePreviewForm) -> HttpResponse:
        """Make the link and show it."""
        revision = self.page.revisions.filter(pk=form.cleaned_data["version"]).first()
        if revision is None:
            form.add_error(None, "This version is no longer there. Look at the newest one below.")
            return self.form_invalid(form)
        preview = start_preview(
            self.page,
            revision,
            self.request.user,
            for_whom=form.cleaned_data["for_whom"],
            ends_at=form.ends_at,
        )
        messages.success(self.request, "The private preview is ready. Copy its link below.")
        return redirect("sharing:read", preview.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the version to be shared and the previews that there are."""
        previews = PrivatePreview.objects.with_facts().filter(page=self.page)[:MOST_SHOWN]
        return super().get_context_data(
            page=self.page,
            version=self.version,
            is_public=self.page.live and not self.page.has_unpublished_changes,
            table=Table(fact_columns(sortable=False), previews, classname="listing sharing-list")
            if previews
            else None,
            **kwargs,
        )
