"""The screens of one response, its scan, decisions about responses, and the ledger."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from consultation.responses.admin.filters import ALL_RESPONSES, highlight, selected_ids, source_list
from consultation.responses.definitions import (
    COMMENT,
    Answer,
    QuestionType,
    option_labels,
    read_answers,
    scale_label,
)
from consultation.responses.ledger import exclusion_reasons, read_ledger
from consultation.responses.models import Response, Scan, Status
from consultation.responses.permissions import CHANGE, DELETE, VIEW, ReadersScreenMixin
from consultation.responses.publication.services import consent_refusal, consent_status
from consultation.responses.services import change_status, erase
from ideas.models import THEME_KEY, Idea, Theme


def read_idea_answers(answers: Iterable[Answer]) -> dict[str, list[dict[str, Any]]]:
    """Return the answers about ideas, by the question’s key and at most two queries."""
    given = [(answer, row) for answer in answers if answer.value for row in answer.question.rows]
    codes = {row.key.removeprefix(THEME_KEY) for _, row in given}
    themes = Theme.objects.filter(code__in=codes).select_related("area")
    ideas = Idea.objects.filter(code__in=codes).select_related("theme__area")
    items: dict[str, Theme | Idea] = {item.row_key: item for item in (*themes, *ideas)}
    found: dict[str, list[dict[str, Any]]] = {}
    for answer, row in given:
        if row.key in answer.value:
            item = items.get(row.key)
            state = gettext("Deleted.")
            if item:
                shown = item.live and item.hidden_by is None
                state = "" if shown else gettext("Not shown to readers now.")
            said = {
                "words": row.label,  # as it was asked about
                "now": str(item) if item and str(item) != row.label else "",
                "state": state,
                "lines": _lines(answer, row.key),
            }
            found.setdefault(answer.question.key, []).append(said)
    return found


def _lines(answer: Answer, key: str) -> list[tuple[str, str]]:
    """Return the answer on each scale, scores with their highest step."""
    if answer.question.type == QuestionType.IDEA_PICKS:
        return []
    given = answer.value[key]
    lines = []
    for scale in answer.question.scales:
        if scale.key in given:
            text = given[scale.key]
            if answer.question.type == QuestionType.IDEA_SCORING:
                values = {"step": text, "steps": scale.options[-1]}
                # Translators: a step on a scale, such as "4 of 5".
                text = gettext("%(step)s of %(steps)s") % values
            lines.append((scale_label(scale), dict(option_labels(scale)).get(text, text)))
    return [*lines, (gettext("Comment"), given[COMMENT])] if COMMENT in given else lines


class ReadResponseView(ReadersScreenMixin, TemplateView):
    """One response: its answers, under the questions of that time, and its history."""

    template_name = "responses/admin/read.html"
    page_title = _("Response")
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

    def get_parents(self) -> list[tuple[str, str]]:
        page = self.response.page
        if page is None:
            return []
        its_list = reverse("wagtailforms:list_submissions", args=[page.pk])
        forms = (reverse("wagtailforms:index"), gettext("Forms"))
        return [forms, (its_list, page.get_admin_display_title())]

    def _address(self, response: Response | None) -> str:
        query = self.request.GET.urlencode()
        address = reverse("responses:read", args=[response.pk]) if response else ""
        return f"{address}?{query}" if address and query else address

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        response = self.response
        consent = consent_refusal(response)
        of_page = Response.objects.unerased().filter(page_pk=response.page_pk)
        back_url, listed, words = source_list(self.request.GET) or ("", of_page, [])
        listed = listed.only("pk", "reference")
        answers = list(read_answers(response.form_version.definition, response.form_data))
        ideas = read_idea_answers(answers)
        return super().get_context_data(
            response=response,
            answers=[
                (answer, highlight(answer.text, words), ideas.get(answer.question.key))
                for answer in answers
            ],
            history=ModelLogEntry.objects.for_instance(response)
            .exclude(action="responses.view")
            .select_related("user")
            .order_by("-timestamp"),
            back_url=back_url,
            newer_url=self._address(listed.neighbour(response, newer=True)),
            older_url=self._address(listed.neighbour(response, newer=False)),
            scans=list(response.scans.all()),
            consent=consent_status(consent),
            has_consent=not consent,
            **kwargs,
        )


@never_cache
@require_safe
@permission_required(VIEW, raise_exception=True)
def download_scan(request: HttpRequest, pk: int) -> FileResponse:
    """Send the scan of a letter that a response was typed from."""
    scan = get_object_or_404(Scan.objects.select_related("response"), pk=pk)
    try:
        file = scan.file.open("rb")
    except OSError as error:
        raise Http404 from error
    log(scan.response, "responses.view", user=request.user)
    # Never shown within the portal: a file from outside may contain anything.
    return FileResponse(
        file, as_attachment=True, filename=scan.name, content_type="application/octet-stream"
    )


class ReasonForm(forms.Form):
    """The reason for a decision about responses."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Kept in the log with your name and the time. Do not repeat personal data here."
        ),
    )


class StatusForm(ReasonForm):
    """A status and the reason for it."""

    status = forms.ChoiceField(
        label=_("New status"),
        choices=[choice for choice in Status.choices if choice[0] != Status.ERASED],
    )
    field_order = ("status", "reason")


class DecisionView(ReadersScreenMixin, FormView):
    """Decides about the selected responses, with a reason."""

    template_name = "responses/admin/decide.html"
    form_class: type[forms.Form] = ReasonForm

    @cached_property
    def responses(self) -> list[Response]:
        chosen = Response.objects.unerased().filter(pk__in=selected_ids(self.request))
        if "page_id" in self.kwargs:
            chosen = chosen.filter(page_id=self.kwargs["page_id"])
        return list(chosen.order_by("-submit_time", "-pk"))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.responses:
            messages.warning(request, gettext("Select one or more responses first."))
            return redirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.responses:
            raise Http404
        return super().post(request, *args, **kwargs)

    @property
    def next_url(self) -> str:
        return str(get_valid_next_url_from_request(self.request))

    def get_success_url(self) -> str:
        if self.next_url:
            return self.next_url
        if "page_id" in self.kwargs:
            return reverse("wagtailforms:list_submissions", args=[self.kwargs["page_id"]])
        return reverse("wagtailforms:index")

    def get_parents(self) -> list[tuple[str, str]]:
        return [(reverse("wagtailforms:index"), gettext("Forms"))]


class ChangeStatusView(DecisionView):
    """Moves responses to another status."""

    page_title = _("Change status")
    header_icon = "tasks"
    form_class = StatusForm
    right = CHANGE
    extra_context = {"button": _("Change status"), "button_classname": "button"}

    def form_valid(self, form: StatusForm) -> HttpResponse:
        status, reason = Status(form.cleaned_data["status"]), form.cleaned_data["reason"]
        changed = change_status(self.responses, status, reason, self.request.user)
        message = ngettext(
            "%(count)d response is now “%(status)s”.",
            "%(count)d responses are now “%(status)s”.",
            changed,
        )
        messages.success(self.request, message % {"count": changed, "status": status.label})
        return super().form_valid(form)


class EraseResponsesView(DecisionView):
    """Replaces Wagtail's deletion: the content is erased for good, the count stays."""

    page_title = _("Erase responses")
    header_icon = "bin"
    right = DELETE
    extra_context = {
        "warning": _(
            "The answers will be deleted for good. The ledger keeps that each response was "
            "received and erased."
        ),
        "button": _("Erase for good"),
        "button_classname": "button serious",
    }

    def form_valid(self, form: ReasonForm) -> HttpResponse:
        erased = erase(self.responses, form.cleaned_data["reason"], self.request.user)
        message = ngettext(
            "%(count)d response was erased.", "%(count)d responses were erased.", erased
        )
        messages.success(self.request, message % {"count": erased})
        return super().form_valid(form)


class LedgerView(ReadersScreenMixin, TemplateView):
    """Received = counted + in quarantine + excluded + erased, by consultation and page."""

    template_name = "responses/admin/ledger.html"
    page_title = _("Ledger")
    header_icon = "clipboard-list"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reasons = exclusion_reasons()
        return super().get_context_data(
            # Analysts enter reasons freely, so there may be very many.
            consultations=[
                (each, reasons.get(each.key, Counter()).most_common(20)) for each in read_ledger()
            ],
            list_url=reverse(ALL_RESPONSES),
            **kwargs,
        )
