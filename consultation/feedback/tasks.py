from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django_tasks import task

from consultation.common.addresses import absolute_url
from consultation.feedback.receipts import receipt_address
from consultation.responses.models import Response


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
        "counted_url": absolute_url(reverse("respond:counted")),
    }
    send_mail(
        subject=f"We have received your feedback ({response.reference_text})",
        message=render_to_string("respond/receipt_email.txt", context),
        from_email=None,
        recipient_list=[address],
    )
