"""Published answers: read through and confirmed, listed, withdrawn."""

from typing import Any

import django_filters
from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Table
from wagtail.admin.views.generic import BaseListingView
from wagtail.models import ReferenceIndex

from consultation.responses.filters import answered_pages
from consultation.responses.models import Publication, PublishedAnswer, Response, Status
from consultation.responses.permissions import can_publish
from consultation.responses.published_columns import PUBLISHED_COLUMNS, with_page_names
from consultation.responses.publishing.forms import ConfirmForm, left_out_of
from consultation.responses.publishing.pieces import find_piece
from consultation.responses.publishing.redacting import show_marked
from consultation.responses.publishing.services import (
    MayNotBePublished,
    confirm,
    seen,
    withdraw,
    withdraw_consent,
)
from consultation.responses.quoting import refusal
from consultation.responses.views.decisions import ReasonForm
from consultation.responses.views.publishing import PublishingMixin


class OnePublishedMixin(PublishingMixin):
    """What the screens of one published answer share."""

    published: PublishedAnswer

    def find_response(self) -> Response:
        """Return the response that it is from."""
        self.published = get_object_or_404(
            PublishedAnswer.objects.select_related("drafted_by", "confirmed_by", "withdrawn_by"),
            pk=self.kwargs["published"],
        )
        self.kwargs["pk"] = self.published.response_id
        return super().find_response()

    def here(self) -> str:
        """Return where it is read."""
        return reverse("responses:published", args=[self.published.pk])


class PublishedView(OnePublishedMixin, FormView):
    """The answer as it was sent beside the words as they will be public, to be confirmed."""

    template_name = "responses/admin/published.html"
    form_class = ConfirmForm

    def get_page_title(self) -> str:
        """Say what it is here for."""
        if self.published.state == Publication.DRAFT:
            return "Read it as it will be published"
        return "Published answer"

    def get_initial(self) -> dict[str, str]:
        """Take along what is on the screen."""
        return {"seen": seen(self.published)}

    def form_valid(self, form: ConfirmForm) -> HttpResponse:
        """Publish it, or say why not."""
        try:
            confirm(self.published, form.cleaned_data["seen"], self.request.user)
        except MayNotBePublished as refused:
            messages.error(self.request, str(refused))
        else:
            messages.success(
                self.request, "Published: editors can now put it on the outcome’s page."
            )
        return redirect(self.here())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add both texts, and where the answer is quoted."""
        piece = find_piece(self.response, self.published.answer_key)
        readable = piece and self.response.status != Status.ERASED
        return super().get_context_data(
            published=self.published,
            response=self.response,
            original=show_marked(piece.text, left_out_of(self.published))
            if piece and readable
            else "",
            reason=refusal(self.response),
            quoted_on=[
                str(source)
                for source, _ in ReferenceIndex.get_grouped_references_to(self.published)
            ],
            back_url=self.hub(),
            **kwargs,
        )


class WithdrawView(OnePublishedMixin, FormView):
    """Takes an answer back from the public."""

    template_name = "responses/admin/withdraw.html"
    page_title = "Withdraw a published answer"
    form_class = ReasonForm
    extra_context = {
        "warning": "It goes from every page at once. You can publish the answer again later.",
        "button": "Withdraw",
    }

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        """Withdraw it."""
        if withdraw(self.published, form.cleaned_data["reason"], self.request.user):
            messages.success(self.request, "Withdrawn: readers do not see it any more.")
        return redirect(self.here())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way back."""
        return super().get_context_data(back_url=self.here(), **kwargs)


class WithdrawConsentView(PublishingMixin, FormView):
    """Notes that somebody took back their consent to the publishing of their answers."""

    template_name = "responses/admin/withdraw.html"
    page_title = "Withdraw the consent"
    header_icon = "cross"
    form_class = ReasonForm
    extra_context = {
        "warning": (
            "Everything published of this response goes from every page at once, its words are "
            "erased from what was published, and nothing of it can be published again. The "
            "response itself stays and is counted."
        ),
        "button": "Withdraw the consent",
    }

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        """Note it."""
        reason = form.cleaned_data["reason"]
        if withdraw_consent([self.response], reason, self.request.user):
            messages.success(self.request, "The consent is withdrawn.")
        else:
            messages.warning(self.request, "There is no consent to withdraw.")
        return redirect("responses:read", self.response.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way back."""
        back = reverse("responses:read", args=[self.response.pk])
        return super().get_context_data(back_url=back, **kwargs)


class PublishedFilterSet(WagtailFilterSet):
    """What published answers can be narrowed down by."""

    state = django_filters.ChoiceFilter(
        label="State", choices=Publication.choices, widget=forms.RadioSelect, empty_label="All"
    )
    page = django_filters.ChoiceFilter(
        label="Page", field_name="response__page_key", choices=answered_pages, empty_label="All"
    )

    class Meta:
        model = PublishedAnswer
        fields = ["state", "page"]


class PublishedListView(BaseListingView):
    """All answers that are, were or may become public."""

    model = PublishedAnswer
    page_title = "Published answers"
    header_icon = "openquote"
    verbose_name_plural = "published answers"
    template_name = "responses/admin/published_list.html"
    results_template_name = "responses/admin/published_list_results.html"
    index_url_name = "responses:published_list"
    index_results_url_name = "responses:published_list_results"
    columns = PUBLISHED_COLUMNS
    filterset_class = PublishedFilterSet
    default_ordering = "-drafted_at"
    paginate_by = 50
    is_searchable = True
    search_backend_name = None
    search_fields = ["text", "question", "who", "response__page_title"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in those who may publish answers."""
        if not can_publish(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_table(self, object_list: Any) -> Table:
        """Tell pages of the same title apart."""
        return super().get_table(with_page_names(object_list))

    def get_base_queryset(self) -> QuerySet[PublishedAnswer]:
        """Return all, with what the list shows of each."""
        return PublishedAnswer.objects.select_related(
            "response__withdrawn_consent", "drafted_by", "confirmed_by", "withdrawn_by"
        )
