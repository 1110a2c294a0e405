"""What the tests of the analysts' side do: sign in, publish other questions, store many answers."""

from datetime import datetime, timedelta
from typing import Any

from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from consultation.pages.blocks import ContentBlock
from consultation.responses.models import Response
from consultation.responses.services import record
from tests.factories import feedback_form, make_user

ADMIN_HOME = "/admin/"


def sign_in(role: str | None, username: str | None = None) -> Client:
    """Return a client that is signed in as a new user with one of the roles."""
    client = Client()
    client.force_login(make_user(role, username))
    return client


def was_refused(response: HttpResponse) -> bool:
    """Say whether the admin sent someone signed in away: it does so to its own front page."""
    return response.status_code == 403 or (
        response.status_code == 302 and response["Location"] == ADMIN_HOME
    )


def publish_form(page: Page, *questions: dict[str, Any]) -> None:
    """Publish the page with a form of these questions alone; without any, with no form."""
    page.body = ContentBlock().to_python([feedback_form(*questions)] if questions else [])
    page.save_revision().publish()
    page.refresh_from_db()


def store(page: Page, received_at: datetime | None = None, **answers: Any) -> Response:
    """Store an answer as the endpoint does after it has checked the form."""
    details: dict[str, Any] = {"submit_time": received_at} if received_at else {}
    response, _ = record(
        page,
        page.specific.feedback_definition(),
        answers,
        page_revision_id=page.live_revision_id,
        consultation_pk=page.specific.consultation_pk(),
        **details,
    )
    return response


def store_many(response: Response, number: int, start: int = 0) -> None:
    """Store a response's content again and again, each a second older than the one before.

    Args:
        response: the one to repeat.
        number: how many there are to be in all, `start` included.
        start: how many there are of them already.
    """
    fields = {
        field.attname: getattr(response, field.attname)
        for field in Response._meta.concrete_fields
        if field.name not in ("id", "reference", "submission_digest", "submit_time")
    }
    Response.objects.bulk_create(
        [
            Response(
                **fields,
                reference=f"MANY{index:06}",
                submission_digest=f"many {index}",
                submit_time=response.submit_time - timedelta(seconds=index + 1),
            )
            for index in range(start, number)
        ],
        batch_size=500,
    )


def list_url(page: Page) -> str:
    """Return the address of one page's list."""
    return reverse("wagtailforms:list_submissions", args=[page.pk])


def read_url(response: Response) -> str:
    """Return the address where one response is read."""
    return reverse("responses:read", args=[response.pk])


def table(response: HttpResponse) -> list[dict[str, str]]:
    """Return the rows of the table on a screen of the admin, by column heading."""
    assert response.status_code == 200
    found = BeautifulSoup(response.content, "html.parser").select_one("table.listing")
    if found is None:
        return []
    for hit in found.select("mark"):
        hit.unwrap()
    found.smooth()
    headings = [" ".join(cell.get_text(" ").split()) for cell in found.select("thead th")]
    return [
        dict(
            zip(
                headings,
                (" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])),
                strict=True,
            )
        )
        for row in found.select("tbody tr")
    ]


def list_rows(client: Client, page: Page, query: str = "") -> list[dict[str, str]]:
    """Return the rows of one page's list."""
    return table(client.get(list_url(page) + query))


def text_of(response: HttpResponse) -> str:
    """Return the words of a screen of the admin, spaces made one."""
    assert response.status_code == 200
    main = BeautifulSoup(response.content, "html.parser").select_one("main")
    assert main is not None
    return " ".join(main.get_text(" ").split())
