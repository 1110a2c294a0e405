"""From a checked form to a stored response and its receipt."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django_tasks import task
from wagtail.models import Page, Revision

from consultation.common.addresses import absolute_url, is_deliverable
from consultation.common.language import in_language
from consultation.common.tasks import enqueue_with_commit
from consultation.feedback.displayed_form import SubmittedForm, find_displayed
from consultation.feedback.form_token import FormToken
from consultation.feedback.forms import ResponseForm
from consultation.feedback.mixins import FeedbackPageMixin
from consultation.responses import services as responses
from consultation.responses.definitions import QuestionType
from consultation.responses.models import Response, Status


def live_form_page(page_id: int) -> FeedbackPageMixin | None:
    """Return the live page with this id that can hold a form."""
    page = Page.objects.live().filter(pk=page_id).first()
    specific = page.specific if page else None
    return specific if isinstance(specific, FeedbackPageMixin) else None


def find_repeat(page_id: int, data: QueryDict) -> Response | None:
    """Return the response that was stored when the same submission was sent before."""
    # Searched for by the questions that its form displayed: the page may show others by now.
    token = FormToken.read(data.get("form_token", ""), page_id)
    displayed = find_displayed(page_id, token) if token else None
    form = ResponseForm(displayed, data=data) if displayed else None
    if token is None or form is None or not form.is_valid():
        return None
    digest = responses.submission_digest(page_id, token.nonce, form.answers())
    return Response.objects.filter(submission_digest=digest).first()


def quarantine_reason(submitted: SubmittedForm) -> str:
    """Return why a response has to be checked before it counts, or ""."""
    if submitted.form.data.get("further_notes"):
        return _("A field that is hidden from people was filled in.")
    if submitted.token is None:
        return _("The form’s token was missing or not valid.")
    seconds = (timezone.now() - submitted.token.opened).total_seconds()
    if seconds < settings.PORTAL_MINIMUM_SECONDS:
        message = _("It was sent %(seconds)s seconds after the form was opened.")
        return message % {"seconds": number_format(round(max(seconds, 0), 1), 1)}
    return ""


def record(submitted: SubmittedForm, **details: Any) -> tuple[Response, bool]:
    """Store a valid form; return the response and whether it is a new one."""
    page, token = submitted.page, submitted.token
    # The version that the respondent saw, if it is still kept.
    revision_id = page.live_revision_id
    if token and token.revision_id not in (None, revision_id):
        kept = Revision.page_revisions.filter(pk=token.revision_id, object_id=str(page.pk))
        revision_id = token.revision_id if kept.exists() else revision_id
    return responses.record(
        page,
        submitted.displayed,
        submitted.form.answers(),
        client_key=token.nonce if token else None,
        page_revision_id=revision_id,
        consultation_pk=page.consultation_pk(),
        **details,
    )


@transaction.atomic
def accept(submitted: SubmittedForm, *, after_closing: bool = False) -> Response:
    """Store a valid form, perhaps in quarantine, and have its receipt sent; return the response."""
    # Stored for colleagues: not in the language of the page.
    with in_language(settings.LANGUAGE_CODE):
        reason = quarantine_reason(submitted)
    response, created = record(
        submitted,
        status=Status.QUARANTINED if reason else Status.COUNTED,
        status_reason=reason,
        after_closing=after_closing,
    )
    if created and receipt_address(response):
        enqueue_with_commit(send_receipt, response.pk)
    return response


def receipt_address(response: Response) -> str:
    """Return the address that the receipt of a response goes to, or ""."""
    # A robot must not make the portal send email to people.
    if response.status == Status.QUARANTINED:
        return ""
    for question in response.form_version.definition.questions:
        address = str(response.form_data.get(question.key) or "")
        if question.type == QuestionType.EMAIL and is_deliverable(address):
            return address
    return ""


@task()
def send_receipt(response_id: int) -> None:
    """Send the reference of a response to the address its respondent left."""
    response = Response.objects.select_related("form_version").filter(pk=response_id).first()
    address = receipt_address(response) if response else ""
    if not response or not address:
        return
    with in_language(response.locale_code):
        context = {
            "response": response,
            "page": response.page_name,
            "status_check_url": absolute_url(reverse("respond:status_check")),
        }
        subject = _("We have received your response (%(reference)s)")
        send_mail(
            subject=subject % {"reference": response.reference_text},
            message=render_to_string("respond/receipt_email.txt", context),
            from_email=None,
            recipient_list=[address],
        )
