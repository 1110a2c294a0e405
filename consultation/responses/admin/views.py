from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from consultation.responses.admin.base import ReadersOnly
from consultation.responses.admin.highlight import mark
from consultation.responses.admin.list_navigation import list_address, narrowed
from consultation.responses.admin.lists import AllResponsesAdmin
from consultation.responses.answers import Answer, read_answers
from consultation.responses.ledger import exclusion_reasons, read_ledger
from consultation.responses.models import Response, Scan, Status
from consultation.responses.permissions import CHANGE, DELETE, EXPORT, can_publish, can_read
from consultation.responses.publication.policy import has_consent, told_consent
from consultation.responses.querysets import ResponseQuerySet
from consultation.responses.results.idea_results import (
    IdeaAnswer,
    asked_about,
    idea_answers,
    read_present,
)


class ReadResponseView(WagtailAdminTemplateMixin, TemplateView):
    """One response: its answers under the questions as they stood, and its history."""

    template_name = "responses/admin/read.html"
    page_title = "Response"
    header_icon = "comment"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in only those who may read responses, and note that they did."""
        if not can_read(request.user):
            raise PermissionDenied
        self.response = get_object_or_404(
            Response.objects.select_related(
                "form_version", "page", "status_changed_by", "entered_by", "withdrawn_consent"
            ),
            pk=kwargs["pk"],
        )
        log(self.response, "responses.view", user=request.user)
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        """Return the reference."""
        return self.response.reference_text

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Lead back to the page's list, or to all responses where the page is gone."""
        page = self.response.page
        if page:
            above = {
                "url": reverse("wagtailforms:list_submissions", args=[page.pk]),
                "label": page.get_admin_display_title(),
            }
            forms = {"url": reverse("wagtailforms:index"), "label": "Forms"}
            return [*self.breadcrumbs_items, forms, above, {"url": "", "label": str(self.response)}]
        return [*self.breadcrumbs_items, {"url": "", "label": str(self.response)}]

    def _neighbours(self, listed: ResponseQuerySet | None) -> dict[str, str | None]:
        """Return where the responses are read that were received just after and before.

        Those of the list that somebody came from; else of the response's page.
        """
        if listed is None:
            listed = Response.objects.unerased().filter(page_key=self.response.page_key)
        listed = listed.only("pk", "reference")
        here = {"submit_time": self.response.submit_time, "pk": self.response.pk}
        query = self.request.GET.urlencode()

        def address(response: Response | None) -> str | None:
            if response is None:
                return None
            own = reverse("responses:read", args=[response.pk])
            return f"{own}?{query}" if query else own

        return {
            "newer_url": address(listed.just_after(**here)),
            "older_url": address(listed.just_before(**here)),
        }

    def _answers(self, words: list[str]) -> list[tuple[Answer, SafeString, list[IdeaAnswer]]]:
        """Return each answer, its text with hits marked, and what it says about each idea."""
        response = self.response
        answers = list(read_answers(response.form_version.definition, response.form_data))
        present = read_present(asked_about(answers))
        return [
            (
                answer,
                mark(answer.text, words),
                idea_answers(answer.question, answer.value, present),
            )
            for answer in answers
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add answers, history and neighbours."""
        response = self.response
        listed, words = narrowed(self.request.GET)
        return super().get_context_data(
            response=response,
            answers=self._answers(words),
            history=ModelLogEntry.objects.for_instance(response)
            .exclude(action="responses.view")
            .select_related("user")
            .order_by("-timestamp"),
            back_url=list_address(self.request.GET),
            **self._neighbours(listed),
            scans=list(response.scans.all()),
            is_erased=response.status == Status.ERASED,
            can_change=self.request.user.has_perm(CHANGE),
            can_erase=self.request.user.has_perm(DELETE),
            consent="" if response.status == Status.ERASED else told_consent(response),
            consent_stands=has_consent(response),
            can_publish=can_publish(self.request.user),
            can_export=self.request.user.has_perm(EXPORT),
            **kwargs,
        )


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


@never_cache
@require_safe
def download_scan(request: HttpRequest, pk: int) -> FileResponse:
    """Hand out the letter that a response was typed from, to those who may read responses."""
    if not can_read(request.user):
        raise PermissionDenied
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
