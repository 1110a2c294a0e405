"""One response, read whole; its scan; and the ledger of all."""

from collections import Counter
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from consultation.responses.admin.base import ReadersScreenMixin
from consultation.responses.admin.filters import (
    ALL_RESPONSES,
    SourceList,
    highlight,
    source_list,
)
from consultation.responses.definitions import Answer, read_answers
from consultation.responses.ledger import exclusion_reasons, read_ledger
from consultation.responses.models import Response, Scan
from consultation.responses.permissions import VIEW
from consultation.responses.publication.policy import CONSENT_STATUS, consent_refusal
from consultation.responses.results.idea_results import IdeaAnswer, read_idea_answers

# Analysts write reasons freely, so there may be very many.
MOST_REASONS = 20


class ReadResponseView(ReadersScreenMixin, TemplateView):
    """One response: its answers under the questions as they stood, and its history."""

    template_name = "responses/admin/read.html"
    page_title = "Response"
    header_icon = "comment"

    @cached_property
    def response(self) -> Response:
        return get_object_or_404(
            Response.objects.select_related(
                "form_version", "page", "status_changed_by", "entered_by", "withdrawn_consent"
            ),
            pk=self.kwargs["pk"],
        )

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        log(self.response, "responses.view", user=request.user)
        return super().get(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.response.reference_text

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        *above, _ = super().get_breadcrumbs_items()
        return [*above, {"url": "", "label": str(self.response)}]

    def get_parents(self) -> list[tuple[str, str]]:
        page = self.response.page
        if page is None:
            return []
        its_list = reverse("wagtailforms:list_submissions", args=[page.pk])
        forms = (reverse("wagtailforms:index"), "Forms")
        return [forms, (its_list, page.get_admin_display_title())]

    def _address(self, response: Response | None) -> str:
        query = self.request.GET.urlencode()
        address = reverse("responses:read", args=[response.pk]) if response else ""
        return f"{address}?{query}" if address and query else address

    def _answers(self, words: list[str]) -> list[tuple[Answer, SafeString, list[IdeaAnswer]]]:
        """Return each answer, its text with hits marked, and what it says about each idea."""
        response = self.response
        answers = list(read_answers(response.form_version.definition, response.form_data))
        ideas = read_idea_answers(answers)
        return [
            (answer, highlight(answer.text, words), ideas.get(answer.question.key, []))
            for answer in answers
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        response = self.response
        consent = consent_refusal(response)
        of_page = Response.objects.unerased().filter(page_key=response.page_key)
        source = source_list(self.request.GET) or SourceList("", of_page, [])
        listed = source.responses.only("pk", "reference")
        return super().get_context_data(
            response=response,
            answers=self._answers(source.words),
            history=ModelLogEntry.objects.for_instance(response)
            .exclude(action="responses.view")
            .select_related("user")
            .order_by("-timestamp"),
            back_url=source.address,
            newer_url=self._address(listed.neighbour(response, newer=True)),
            older_url=self._address(listed.neighbour(response, newer=False)),
            scans=list(response.scans.all()),
            consent=CONSENT_STATUS.get(consent, ""),
            consent_stands=not consent,
            **kwargs,
        )


@never_cache
@require_safe
@permission_required(VIEW, raise_exception=True)
def download_scan(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out the letter that a response was typed from."""
    scan = get_object_or_404(Scan.objects.select_related("response"), pk=pk)
    try:
        file = scan.file.open("rb")
    except OSError as error:
        raise Http404 from error
    log(scan.response, "responses.view", user=request.user)
    # Never shown within the portal: a file from outside may hold anything.
    return FileResponse(
        file, as_attachment=True, filename=scan.name, content_type="application/octet-stream"
    )


class LedgerView(ReadersScreenMixin, TemplateView):
    """Received = counted + in quarantine + excluded + erased, by consultation and page."""

    template_name = "responses/admin/ledger.html"
    page_title = "Ledger"
    header_icon = "clipboard-list"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reasons = exclusion_reasons()
        return super().get_context_data(
            consultations=[
                (each, reasons.get(each.key, Counter()).most_common(MOST_REASONS))
                for each in read_ledger()
            ],
            list_url=reverse(ALL_RESPONSES),
            **kwargs,
        )
