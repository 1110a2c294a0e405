"""Moving responses to another status, and erasing them: with a reason, never in silence."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request

from consultation.responses.admin.base import ReadersScreenMixin
from consultation.responses.admin.filters import selected_ids
from consultation.responses.models import Response, Status
from consultation.responses.permissions import CHANGE, DELETE
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


class DecisionView(ReadersScreenMixin, FormView):
    """Asks for a reason and does something to the selected responses."""

    template_name = "responses/admin/decide.html"
    form_class: type[forms.Form] = ReasonForm

    @cached_property
    def responses(self) -> list[Response]:
        """The selected responses that still have a content."""
        chosen = Response.objects.unerased().filter(pk__in=selected_ids(self.request))
        if "page_id" in self.kwargs:
            chosen = chosen.filter(page_id=self.kwargs["page_id"])
        return list(chosen.order_by("-submit_time", "-pk"))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.responses:
            messages.warning(request, "Select one or more responses first.")
            return redirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.responses:
            raise Http404
        return super().post(request, *args, **kwargs)

    def get_success_url(self) -> str:
        next_url = get_valid_next_url_from_request(self.request)
        if next_url:
            return str(next_url)
        if "page_id" in self.kwargs:
            return reverse("wagtailforms:list_submissions", args=[self.kwargs["page_id"]])
        return reverse("wagtailforms:index")

    def get_parents(self) -> list[tuple[str, str]]:
        return [(reverse("wagtailforms:index"), "Forms")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        next_url = get_valid_next_url_from_request(self.request)
        return super().get_context_data(responses=self.responses, next_url=next_url, **kwargs)


class ChangeStatusView(DecisionView):
    """Moves responses to another status."""

    page_title = "Change status"
    header_icon = "tasks"
    form_class = StatusForm
    right = CHANGE
    extra_context = {"button": "Change status", "button_classname": "button"}

    def form_valid(self, form: StatusForm) -> HttpResponse:
        status = Status(form.cleaned_data["status"])
        changed = change_status(
            self.responses, status, form.cleaned_data["reason"], self.request.user
        )
        noun = "response is" if changed == 1 else "responses are"
        messages.success(self.request, f"{changed} {noun} now “{status.label}”.")
        return super().form_valid(form)


class EraseResponsesView(DecisionView):
    """Stands in for Wagtail's deletion: the content goes for good, the count stays."""

    page_title = "Erase responses"
    header_icon = "bin"
    right = DELETE
    extra_context = {
        "warning": (
            "The answers will be gone for good. That each was received, and that it was erased, "
            "stays in the ledger."
        ),
        "button": "Erase for good",
        "button_classname": "button serious",
    }

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        erased = erase(self.responses, form.cleaned_data["reason"], self.request.user)
        noun = "response was" if erased == 1 else "responses were"
        messages.success(self.request, f"{erased} {noun} erased.")
        return super().form_valid(form)
