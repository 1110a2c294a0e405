"""Subject access: one person's responses, found by email address, to export or erase.

The address is only in the body of requests: never in an address bar, log or session.
"""

import json
import tempfile
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import IO, Any

from django import forms
from django.http import FileResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.log_actions import log
from wagtail.models import Page

from consultation.common.page_names import PageName, name_pages
from consultation.responses.admin.views import ReasonForm
from consultation.responses.definitions import QuestionType, read_answers
from consultation.responses.models import Response, holding
from consultation.responses.permissions import DELETE, ReadersScreenMixin
from consultation.responses.privacy.erasure import erase_personal
from consultation.responses.publication.services import withdraw_consent
from consultation.responses.services import erase

MOST = 1000

PERSONAL, WHOLE = "personal", "whole"
HAND_OVER, WITHDRAW_CONSENT, ERASE = "hand_over", "withdraw_consent", "erase"
# Each is an HTML form of its own, so that one form's required fields do not block another.
JOBS = {HAND_OVER: _("Download"), WITHDRAW_CONSENT: _("Withdraw consent"), ERASE: _("Erase")}
_SELECT_FIRST = {
    HAND_OVER: _("Select responses in the column “Download” first."),
    WITHDRAW_CONSENT: _("Select responses in the column “Withdraw consent” first."),
    ERASE: _("Select responses in the column “Erase” first."),
}


# A response with the address, its page, and whether the author gave the address as their own.
Match = tuple[Response, PageName, bool]


def find_by_email(address: str) -> list[Match]:
    """Return the newest `MOST` responses that hold an address, ignoring capitals."""
    wanted = address.strip().casefold()
    found = (
        Response.objects.unerased()
        .filter(holding(wanted))
        .select_related("form_version", "page", "withdrawn_consent")
        .prefetch_related("scans", "published_answers")
        .order_by("-submit_time", "-pk")
    )
    responses = list(found[:MOST])
    pages = name_pages(responses)
    own = {
        response.pk
        for response in responses
        for question in response.form_version.definition.questions
        if question.type == QuestionType.EMAIL
        and str(response.form_data.get(question.key, "")).strip().casefold() == wanted
    }
    return [(each, pages[each.pk], each.pk in own) for each in responses]


def _local(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""


def _record(response: Response, page: PageName) -> dict[str, Any]:
    return {
        "reference": response.reference_text,
        "received": _local(response.submit_time),
        "consultation": page.consultation,
        "page": page.title,
        "page_id": page.page_id,
        "came_by": response.get_source_display(),
        "status": response.get_status_display(),
        "answers": [
            {"question": answer.question.label, "answer": answer.text}
            for answer in read_answers(response.form_version.definition, response.form_data)
            if answer.text
        ],
        "published": [
            {
                "question": published.question,
                "words": published.text,
                "who": published.who,
                "state": published.get_state_display(),
                "confirmed": _local(published.confirmed_at),
                "withdrawn": _local(published.withdrawn_at),
            }
            for published in response.published_answers.all()
        ],
        "scans": [scan.name for scan in response.scans.all()],
    }


def export_subject_data(target: IO[bytes], responses: Sequence[Response]) -> None:
    """Write a person's responses into an open file: a ZIP archive, for people and programs."""
    pages = name_pages(responses)
    records = [_record(response, pages[response.pk]) for response in responses]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        text = render_to_string("responses/export/person.txt", {"records": records})
        archive.writestr("responses.txt", text)
        archive.writestr("responses.json", json.dumps(records, ensure_ascii=False, indent=2))
        for response in responses:
            for number, scan in enumerate(response.scans.all(), start=1):
                # The name is from an upload: only its suffix is used, and only if it is plain.
                ending = scan.file.name.rpartition(".")[2]
                name = f"scans/{response.reference_text}-{number}.{ending}"
                with scan.file.open("rb") as file, archive.open(name, "w") as copy:
                    for chunk in file.chunks():
                        copy.write(chunk)


class PersonForm(forms.Form):
    """The form for the address to search for."""

    email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("Searches all consultations, including texts that mention the address."),
    )


class ErasePersonForm(ReasonForm):
    """What to erase of a person's responses, and why."""

    extent = forms.ChoiceField(
        label=_("What to erase"),
        choices=[
            (
                PERSONAL,
                _(
                    "Personal data only: answers that identify the person, and scans. "
                    "The other answers are kept and counted"
                ),
            ),
            (WHOLE, _("Whole responses: no answers are kept or counted")),
        ],
        initial=PERSONAL,
        widget=forms.RadioSelect,
    )
    checked = forms.BooleanField(
        label=_("I have read the selected responses, and they are from this person"),
        error_messages={"required": _("Read the responses, then tick this box")},
    )
    field_order = ("extent", "reason", "checked")


class PersonView(ReadersScreenMixin, FormView):
    """Finds a person's responses, for data protection requests."""

    template_name = "responses/admin/person.html"
    page_title = _("A person’s data")
    header_icon = "user"
    right = DELETE
    form_class = PersonForm
    found: list[Match] | None = None

    @property
    def step(self) -> str:
        return self.request.POST.get("step", "")

    @cached_property
    def erase_form(self) -> ErasePersonForm:
        return ErasePersonForm(self.request.POST if self.step == ERASE else None)

    def form_valid(self, form: PersonForm) -> HttpResponseBase:  # type: ignore[override]
        self.found = find_by_email(form.cleaned_data["email"])
        ticked = self.request.POST.getlist("response")
        # Only of those that hold the address.
        chosen = [response for response, _, _ in self.found if str(response.pk) in ticked]
        if self.step not in JOBS:
            log(Page.get_first_root_node(), "responses.find_person", user=self.request.user)
        elif not chosen:
            messages.warning(self.request, _SELECT_FIRST[self.step])
        elif self.step == HAND_OVER:
            return self._hand_over(chosen)
        elif self.step == WITHDRAW_CONSENT:
            self._withdraw_consent(chosen)
        elif self.erase_form.is_valid():
            self._erase(chosen)
            self.found = find_by_email(form.cleaned_data["email"])
        return self.render_to_response(self.get_context_data(form=form))

    def _hand_over(self, chosen: list[Response]) -> HttpResponseBase:
        file = tempfile.TemporaryFile()  # noqa: SIM115  (FileResponse closes it)
        export_subject_data(file, chosen)
        file.seek(0)
        for response in chosen:
            log(response, "responses.hand_over", user=self.request.user)
        name = f"responses-{timezone.localdate():%Y-%m-%d}.zip"
        return FileResponse(file, as_attachment=True, filename=name)

    def _withdraw_consent(self, chosen: list[Response]) -> None:
        reason = gettext("The person asked for it")
        number = withdraw_consent(chosen, reason, self.request.user)
        if number:
            message = ngettext(
                "%(number)d response withdrawn from publication.",
                "%(number)d responses withdrawn from publication.",
                number,
            )
            messages.success(self.request, message % {"number": number})
        else:
            message = gettext("None of the selected responses had consent to publish.")
            messages.warning(self.request, message)

    def _erase(self, chosen: list[Response]) -> None:
        reason = self.erase_form.cleaned_data["reason"]
        if self.erase_form.cleaned_data["extent"] == WHOLE:
            number = erase(chosen, reason, self.request.user)
            message = ngettext(
                "%(number)d response was erased.", "%(number)d responses were erased.", number
            )
        else:
            number = erase_personal(chosen, reason, self.request.user).responses
            message = ngettext(
                "%(number)d response was emptied of personal data.",
                "%(number)d responses were emptied of personal data.",
                number,
            )
        messages.success(self.request, message % {"number": number})
        self.erase_form = ErasePersonForm()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Selected for each job is what was sent for it, or by default what the person gave as their
        # own; nothing for erasure.
        given = {str(response.pk) for response, _, is_given in self.found or () if is_given}
        ticked = {HAND_OVER: given, WITHDRAW_CONSENT: given, ERASE: set()}
        ticked[self.step] = set(self.request.POST.getlist("response"))
        return super().get_context_data(
            more_than=MOST if self.found and len(self.found) == MOST else None,
            jobs=[(step, name, ticked[step]) for step, name in JOBS.items()],
            **kwargs,
        )
