"""Answering as a browser does: open the page, take its hidden fields along, send."""

from datetime import timedelta
from typing import Any

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel
from wagtail.models import Page

from consultation.responses.models import Response
from consultation.responses.references import parse_reference

STANDARD_ANSWERS: dict[str, Any] = {
    "summary": "A good plan",
    "role": "Local authority leadership",
}


def hidden_fields(html: bytes | str) -> dict[str, str]:
    """Return the hidden fields of the feedback form in a page."""
    text = html if isinstance(html, str) else html.decode()
    # To read the whole page takes as long as to draw it.
    part = text.partition('id="feedback"')[2].partition("</form>")[0]
    form = BeautifulSoup(part, "html.parser").find("form")
    assert form is not None, "The page shows no feedback form"
    return {
        str(field["name"]): str(field.get("value", ""))
        for field in form.select("input[type=hidden]")
    }


def open_form(client: Client, page: Page, seconds_ago: float = 60) -> dict[str, str]:
    """Open a page as someone did a while ago and return its form's hidden fields."""
    with travel(timezone.now() - timedelta(seconds=seconds_ago)):
        response = client.get(page.url)
    assert response.status_code == 200
    return hidden_fields(response.content)


def post_answer(client: Client, page: Page, data: dict[str, Any], **headers: Any) -> HttpResponse:
    """Send data to a page's form."""
    return client.post(reverse("respond:submit", args=[page.pk]), data, **headers)


def answer(client: Client, page: Page, seconds_ago: float = 60, **data: Any) -> Response:
    """Answer a page's form and return the stored response."""
    fields = open_form(client, page, seconds_ago) | (data or STANDARD_ANSWERS)
    response = post_answer(client, page, fields)
    assert response.status_code == 303, response.content.decode()
    reference = response["Location"].rstrip("/").rsplit("/", 1)[-1]
    return Response.objects.get(reference=parse_reference(reference))
