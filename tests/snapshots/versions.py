"""Pages as they were on other days, and what a response’s page shows of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel
from wagtail.models import Page

from consultation.pages.blocks import ContentBlock
from consultation.responses.models import Response
from tests.factories import (
    feedback_form,
)
from tests.responses.actions import sign_in
from tests.snapshots.drafts import asking


@contextmanager
def day(number: int) -> Iterator[None]:
    """Do something on one of the ten days before today."""
    with travel(timezone.now() - timedelta(days=10 - number)):
        yield


def body(text: str, *questions: dict[str, Any], **form: Any) -> list[dict[str, Any]]:
    return [
        {"type": "rich_text", "value": f"<p>{text}</p>"},
        feedback_form(*(questions or (asking("What is missing?"),)), **form),
    ]


def publish(page: Any, blocks: list | None = None, **fields: Any) -> None:
    """Publish a page with changes."""
    item = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    if blocks is not None:
        fields["body"] = ContentBlock().to_python(blocks)
    for name, value in fields.items():
        setattr(item, name, value)
    item.save_revision().publish()


def url_of(response: Response) -> str:
    return reverse("page_snapshot", args=[response.pk])


def opened(response: Response, client: Client | None = None) -> BeautifulSoup:
    """Open the page as the respondent saw it, as an analyst or another user."""
    answer = (client or sign_in("Analyst")).get(url_of(response))
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def words(screen: BeautifulSoup, selector: str = "body") -> str:
    return " ".join(" ".join(found.get_text(" ") for found in screen.select(selector)).split())
