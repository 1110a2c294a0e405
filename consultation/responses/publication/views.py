"""From the reading of a response to a draft of what may be public of it."""

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.timezone import localtime
from django.views.generic import FormView, TemplateView
from django.views.generic.base import ContextMixin, View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.templatetags.wagtailadmin_tags import user_display_name
from wagtail.admin.ui.tables import Column, StatusTagColumn, Table, TitleColumn
from wagtail.admin.views.generic import BaseListingView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex

from consultation.common.page_names import name_pages
from consultation.responses.admin.decisions import ReasonForm
from consultation.responses.admin.filters import answered_pages
from consultation.responses.models import Publication, PublishedAnswer, Response, Status
from consultation.responses.permissions import can_publish
from consultation.responses.publication.forms import ConfirmForm, RedactForm, left_out_of, marked_in
from consultation.responses.publication.policy import (
    Piece,
    find_piece,
    own_answers,
    pieces,
    refusal,
)
from consultation.responses.publication.redaction import show_marked
from consultation.responses.publication.services import (
    MayNotBePublished,
    confirm,
    save_draft,
    seen,
    withdraw,
    withdraw_consent,
)


class PublishingMixin(WagtailAdminTemplateMixin, ContextMixin, View):
    """What the screens of publishing share: who may, which response, and the way back."""

    header_icon = "openquote"
    response: Response

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in those who may publish answers, and note that they read the response."""
        if not can_publish(request.user):
            raise PermissionDenied
        self.response = self.find_response()
        log(self.response, "responses.view", user=request.user)
        return super().dispatch(request, *args, **kwargs)

    def find_response(self) -> Response:
        """Return the response that the address names."""
        return get_object_or_404(
            Response.objects.select_related("form_version", "page", "withdrawn_consent"),
            pk=self.kwargs["pk"],
        )

    def get_page_subtitle(self) -> str:
        """Return the reference."""
        return self.response.reference_text

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Lead back to the response."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("responses:read", args=[self.response.pk]), "label": "Response"},
            {"url": "", "label": self.get_page_title()},
        ]

    def hub(self) -> str:
        """Return where the answers of the response are chosen from."""
        return reverse("responses:publish", args=[self.response.pk])


class PublishView(PublishingMixin, TemplateView):
    """Which answers of a response there are to publish, and what became of each."""

    template_name = "responses/admin/publish.html"
    page_title = "Publish an answer"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add each answer with what was published of it, or why nothing may be."""
        published: dict[str, list[PublishedAnswer]] = {}
        for each in self.response.published_answers.order_by("pk"):
            published.setdefault(each.answer_key, []).append(each)
        reason = refusal(self.response)
        # What is shown for nothing is not shown.
        shown = [] if reason else pieces(self.response)
        return super().get_context_data(
            response=self.response,
            reason=reason,
            answers=[(piece, published.pop(piece.key, [])) for piece in shown],
            others=[each for rest in published.values() for each in rest],
            **kwargs,
        )


class RedactView(PublishingMixin, FormView):
    """An answer with what may tell who gave it marked, and the choice of what is left out.

    The address names a response and one of its answers, or a draft there is.
    """

    template_name = "responses/admin/redact.html"
    page_title = "Take out what tells who it was"
    form_class = RedactForm
    published: PublishedAnswer | None = None
    piece: Piece

    def find_response(self) -> Response:
        """Return the response of the address, or of the draft that it names."""
        if "published" in self.kwargs:
            self.published = get_object_or_404(PublishedAnswer, pk=self.kwargs["published"])
            self.kwargs["pk"] = self.published.response_id
        return super().find_response()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the answer and the draft of what is left out."""
        return self._refused() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep what was decided, and lead to the reading."""
        return self._refused() or super().post(request, *args, **kwargs)

    def _refused(self) -> HttpResponse | None:
        """Find the answer; lead away if it may not be published."""
        reason = refusal(self.response)
        if reason:
            messages.error(self.request, reason)
            return redirect(self.hub())
        key = self.published.answer_key if self.published else self.request.GET.get("answer", "")
        piece = find_piece(self.response, key)
        if piece is None:
            raise Http404
        self.piece = piece
        return None

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the answer and the draft."""
        return {
            "data": self.request.POST if self.request.method == "POST" else None,
            "piece": self.piece,
            "own_answers": own_answers(self.response),
            "role": self.response.role,
            "published": self.published,
        }

    def form_valid(self, form: RedactForm) -> HttpResponse:
        """Keep the draft and show it as it will be published."""
        try:
            draft = save_draft(
                self.response,
                self.piece,
                form.left_out(),
                form.cleaned_data["part"],
                form.cleaned_data["who"],
                self.request.user,
                self.published,
            )
        except MayNotBePublished as refused:
            messages.error(self.request, str(refused))
            return redirect(self.hub())
        return redirect("responses:published", draft.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the answer with what was found in it."""
        return super().get_context_data(
            piece=self.piece,
            original=show_marked(
                self.piece.text, marked_in(self.piece, own_answers(self.response), self.published)
            ),
            published=self.published,
            back_url=self.hub(),
            **kwargs,
        )


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


def _words(published: PublishedAnswer) -> str:
    text = " ".join(published.text.split())
    return Truncator(text).chars(140) if text else "Its words were erased"


def _state(published: PublishedAnswer) -> str:
    """Return its state, and why readers do not see it all the same."""
    label = published.get_state_display()
    if published.state == Publication.CONFIRMED and published.response.status != Status.COUNTED:
        return f"{label}, not shown: the response is not counted"
    return label


def _last_step(published: PublishedAnswer) -> str:
    """Return who did the last thing to it, and when."""
    moment, user = {
        Publication.DRAFT: (published.drafted_at, published.drafted_by),
        Publication.CONFIRMED: (published.confirmed_at, published.confirmed_by),
        Publication.WITHDRAWN: (published.withdrawn_at, published.withdrawn_by),
    }[Publication(published.state)]
    day = date_format(localtime(moment), "j M Y, H:i") if moment else ""
    return f"{day}, {_name(user)}"


def _name(user: AbstractBaseUser | None) -> str:
    return str(user_display_name(user)) if user else "somebody whose account is gone"


def with_page_names(answers: Iterable[PublishedAnswer]) -> list[Any]:
    """Return published answers, each with the name of its page, from one query."""
    named: list[Any] = list(answers)
    names = name_pages(answer.response for answer in named)
    for answer in named:
        answer.page_name = names[answer.response_id]
    return named


PUBLISHED_COLUMNS = [
    TitleColumn("text", label="Words", accessor=_words, url_name="responses:published"),
    StatusTagColumn(
        "state",
        accessor=_state,
        primary=lambda each: each.state == Publication.CONFIRMED,
        sort_key="state",
    ),
    Column("question"),
    Column("page", accessor="page_name", sort_key="response__page_title"),
    Column("who", label="Who said it"),
    Column("last_step", label="Last step", accessor=_last_step),
]


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
