from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django_tasks import task

from consultation.common.addresses import absolute_url
from consultation.common.email_addresses import is_deliverable
from consultation.responses.definitions import QuestionType
from consultation.responses.models import Response, Status


def receipt_address(response: Response) -> str:
    """Return the address that the receipt of a response goes to, or "".

    Nothing is sent for a response in quarantine: a robot must not be able to
    have the portal write to people. Nor is anything sent to an address that few
    mail servers take.
    """
    if response.status == Status.QUARANTINED:
        return ""
    for question in response.form_version.definition.questions:
        address = str(response.form_data.get(question.key) or "")
        if question.type == QuestionType.EMAIL and is_deliverable(address):
            return address
    return ""


@task()
def send_receipt(response_id: int) -> None:
    """Send the reference of a response to the address its respondent left.

    Args:
        response_id: only the id travels through the queue, no personal data.
    """
    response = Response.objects.select_related("form_version").filter(pk=response_id).first()
    address = receipt_address(response) if response else ""
    if not response or not address:
        return
    context = {
        "response": response,
        "page": response.page_name,
        "status_check_url": absolute_url(reverse("respond:status_check")),
    }
    send_mail(
        subject=f"We have received your feedback ({response.reference_text})",
        message=render_to_string("respond/receipt_email.txt", context),
        from_email=None,
        recipient_list=[address],
    )
