"""From the reading of a response to a draft of what may be public of it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import FormView, TemplateView
from django.views.generic.base import ContextMixin, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log

from consultation.responses.models import PublishedAnswer, Response
from consultation.responses.permissions import can_publish
from consultation.responses.publishing.forms import RedactForm, marked_in
from consultation.responses.publishing.pieces import Piece, find_piece, own_answers, pieces
from consultation.responses.publishing.redacting import show_marked
from consultation.responses.publishing.services import MayNotBePublished, save_draft
from consultation.responses.quoting import refusal


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
