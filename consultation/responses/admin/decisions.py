"""Moving responses to another status, and erasing them: with a reason, never in silence."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from consultation.responses.admin.list_navigation import selected_ids
from consultation.responses.models import Response, Status
from consultation.responses.permissions import CHANGE, DELETE, can_read
from consultation.responses.services import change_status, erase


class ReasonForm(forms.Form):
    """Why something is done to a response."""

    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept in the log with your name and the time. Do not repeat personal data here.",
    )


class StatusForm(ReasonForm):
    """A status and why."""

    status = forms.ChoiceField(
        label="New status",
        choices=[choice for choice in Status.choices if choice[0] != Status.ERASED],
    )
    field_order = ("status", "reason")


class DecisionView(WagtailAdminTemplateMixin, FormView):
    """Asks for a reason and does something to the selected responses."""

    template_name = "responses/admin/decide.html"
    permission = ""
    warning = ""
    button = ""
    button_classname = "button"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the selected responses, for those who may decide about them."""
        if not can_read(request.user) or not request.user.has_perm(self.permission):
            raise PermissionDenied
        chosen = (
            Response.objects.unerased()
            .filter(pk__in=selected_ids(request))
            .order_by("-submit_time", "-pk")
        )
        if "page_id" in kwargs:
            chosen = chosen.filter(page_id=kwargs["page_id"])
        self.responses = list(chosen)
        if not self.responses:
            if request.method == "GET":
                messages.warning(request, "Select one or more responses first.")
                return redirect(self.get_success_url())
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        """Return to where the user came from."""
        next_url = get_valid_next_url_from_request(self.request)
        if next_url:
            return str(next_url)
        if "page_id" in self.kwargs:
            return reverse("wagtailforms:list_submissions", args=[self.kwargs["page_id"]])
        return reverse("wagtailforms:index")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Lead back to the list."""
        forms = {"url": reverse("wagtailforms:index"), "label": "Forms"}
        return [*self.breadcrumbs_items, forms, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is about to be done, to what."""
        return super().get_context_data(
            responses=self.responses,
            warning=self.warning,
            button=self.button,
            button_classname=self.button_classname,
            next_url=get_valid_next_url_from_request(self.request),
            **kwargs,
        )


class ChangeStatusView(DecisionView):
    """Moves responses to another status."""

    page_title = "Change status"
    header_icon = "tasks"
    form_class = StatusForm
    permission = CHANGE
    button = "Change status"

    def form_valid(self, form: StatusForm) -> HttpResponse:
        """Change them and say how many were changed."""
        changed = change_status(
            self.responses,
            Status(form.cleaned_data["status"]),
            form.cleaned_data["reason"],
            self.request.user,
        )
        label = Status(form.cleaned_data["status"]).label
        noun = "response is" if changed == 1 else "responses are"
        messages.success(self.request, f"{changed} {noun} now “{label}”.")
        return super().form_valid(form)


class EraseResponsesView(DecisionView):
    """Stands in for Wagtail's deletion: the content goes for good, the count stays."""

    page_title = "Erase responses"
    header_icon = "bin"
    form_class = ReasonForm
    permission = DELETE
    warning = (
        "The answers will be gone for good. That each was received, and that it was erased, "
        "stays in the ledger."
    )
    button = "Erase for good"
    button_classname = "button serious"

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        """Erase them and say how many were erased."""
        erased = erase(self.responses, form.cleaned_data["reason"], self.request.user)
        noun = "response was" if erased == 1 else "responses were"
        messages.success(self.request, f"{erased} {noun} erased.")
        return super().form_valid(form)
