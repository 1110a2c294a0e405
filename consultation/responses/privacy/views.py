"""What one person sent, found by email address: shown, handed over, erased.

The address travels in the body of requests alone: no address bar, log or session holds it.
"""

import tempfile
from typing import Any

from django import forms
from django.http import FileResponse, HttpResponseBase
from django.utils.functional import cached_property
from django.utils.timezone import localdate
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.log_actions import log
from wagtail.models import Page

from consultation.responses.admin.views import ReasonForm
from consultation.responses.models import Response
from consultation.responses.permissions import DELETE, ReadersScreenMixin
from consultation.responses.privacy import subject_access
from consultation.responses.privacy.erasure import erase_personal
from consultation.responses.publication.services import withdraw_consent
from consultation.responses.services import erase

PERSONAL, WHOLE = "personal", "whole"
HAND_OVER, WITHDRAW_CONSENT, ERASE = "hand_over", "withdraw_consent", "erase"
# Each is an HTML form of its own: what one of them asks for must not keep back another.
JOBS = {HAND_OVER: "Download", WITHDRAW_CONSENT: "Withdraw consent", ERASE: "Erase"}


class PersonForm(forms.Form):
    """Asks whose responses are looked for."""

    email = forms.EmailField(
        label="Email address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text="All consultations are searched, and texts that mention the address as well.",
    )


class ErasePersonForm(ReasonForm):
    """What is to be erased of a person's responses, and why."""

    extent = forms.ChoiceField(
        label="What to erase",
        choices=[
            (
                PERSONAL,
                "Personal data alone: the answers that say who the person is, and scans. "
                "The other answers stay and are counted",
            ),
            (WHOLE, "The whole responses: no answer is left, and nothing of them is counted"),
        ],
        initial=PERSONAL,
        widget=forms.RadioSelect,
    )
    checked = forms.BooleanField(
        label="I have looked at the responses that I ticked, and they are this person’s",
        error_messages={"required": "Look at them first, and tick this."},
    )
    field_order = ("extent", "reason", "checked")


class PersonView(ReadersScreenMixin, FormView):
    """Finds a person's responses for whoever answers data-protection requests."""

    template_name = "responses/admin/person.html"
    page_title = "A person’s data"
    header_icon = "user"
    right = DELETE
    form_class = PersonForm
    found: list[subject_access.Match] | None = None

    @property
    def step(self) -> str:
        return self.request.POST.get("step", "")

    @cached_property
    def erase_form(self) -> ErasePersonForm:
        return ErasePersonForm(self.request.POST if self.step == ERASE else None)

    def form_valid(self, form: PersonForm) -> HttpResponseBase:  # type: ignore[override]
        self.found = subject_access.find_by_email(form.cleaned_data["email"])
        ticked = self.request.POST.getlist("response")
        # Of those alone that hold the address.
        chosen = [each.response for each in self.found if str(each.response.pk) in ticked]
        if self.step not in JOBS:
            log(Page.get_first_root_node(), "responses.find_person", user=self.request.user)
        elif not chosen:
            messages.warning(
                self.request, f"Tick one or more responses in the column “{JOBS[self.step]}” first."
            )
        elif self.step == HAND_OVER:
            return self._hand_over(chosen)
        elif self.step == WITHDRAW_CONSENT:
            self._withdraw_consent(chosen)
        elif self.erase_form.is_valid():
            self._erase(chosen)
            self.found = subject_access.find_by_email(form.cleaned_data["email"])
        return self.render_to_response(self.get_context_data(form=form))

    def _hand_over(self, chosen: list[Response]) -> HttpResponseBase:
        file = tempfile.TemporaryFile()  # noqa: SIM115  (FileResponse closes it)
        subject_access.export_subject_data(file, chosen)
        file.seek(0)
        for response in chosen:
            log(response, "responses.hand_over", user=self.request.user)
        name = f"responses-{localdate():%Y-%m-%d}.zip"
        return FileResponse(file, as_attachment=True, filename=name)

    def _withdraw_consent(self, chosen: list[Response]) -> None:
        number = withdraw_consent(chosen, "The person asked for it", self.request.user)
        if number:
            noun = "1 response" if number == 1 else f"{number} responses"
            messages.success(self.request, f"Nothing of {noun} is public any more.")
        else:
            messages.warning(self.request, "No consent to publish was given with the ticked.")

    def _erase(self, chosen: list[Response]) -> None:
        reason = self.erase_form.cleaned_data["reason"]
        if self.erase_form.cleaned_data["extent"] == WHOLE:
            number, done = erase(chosen, reason, self.request.user), "erased"
        else:
            number = erase_personal(chosen, reason, self.request.user).responses
            done = "emptied of personal data"
        noun = "1 response was" if number == 1 else f"{number} responses were"
        messages.success(self.request, f"{noun} {done}.")
        self.erase_form = ErasePersonForm()

    def _ticked(self) -> dict[str, set[str]]:
        """Return what is ticked for each job: what was sent for it, else a proposal.

        Proposed are those that the person gave as their own; nothing to be erased.
        """
        given = {str(each.response.pk) for each in self.found or () if each.given}
        sent = {self.step: set(self.request.POST.getlist("response"))}
        return {HAND_OVER: given, WITHDRAW_CONSENT: given, ERASE: set[str]()} | sent

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ticked, most = self._ticked(), subject_access.MOST
        return super().get_context_data(
            erase_form=self.erase_form,
            found=self.found,
            more_than=most if self.found and len(self.found) == most else None,
            jobs=[(step, name, ticked[step]) for step, name in JOBS.items()],
            **kwargs,
        )
