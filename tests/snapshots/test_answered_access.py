"""Who may open a page as it was answered, what it costs, and what it leaves behind."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from time_machine import travel
from wagtail.models import ModelLogEntry

from consultation.responses.models import Response
from tests.factories import (
    IdeaFactory,
    SectionPageFactory,
    ThemeFactory,
    ThemePageFactory,
    answer,
    feedback_form,
    question,
    reword,
)
from tests.responses.actions import sign_in, was_refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Any:
    return SectionPageFactory(
        blocks=[
            {"type": "rich_text", "value": "<p>The text.</p>"},
            feedback_form(question("short_text", "what")),
        ]
    )


@pytest.fixture
def response(client: Client, page: Any) -> Response:
    return answer(client, page, what="A secret")


def url_of(response: Response) -> str:
    return reverse("page_snapshot", args=[response.pk])


@pytest.mark.parametrize("role", ["Editor", "Reviewer", "Publisher", None])
def test_the_right_to_edit_pages_opens_no_answered_page(
    response: Response, role: str | None
) -> None:
    client = sign_in(role)
    result = client.get(url_of(response))
    assert was_refused(result) or result["Location"].startswith("/admin/login/")
    assert b"secret" not in result.content


def test_no_one_opens_it_without_signing_in(response: Response) -> None:
    result = Client().get(url_of(response))
    assert result.status_code == 302
    assert result["Location"].startswith("/admin/login/?next=")


@pytest.mark.parametrize("role", ["Analyst", "Administrator"])
def test_users_who_read_responses_open_it(response: Response, role: str) -> None:
    result = sign_in(role).get(url_of(response))
    assert result.status_code == 200
    assert b"A secret" in result.content


def test_it_takes_no_post_and_knows_no_other_response(response: Response) -> None:
    analyst = sign_in("Analyst")
    assert analyst.post(url_of(response), {"what": "Something"}).status_code == 405
    assert analyst.get(reverse("page_snapshot", args=[999_999])).status_code == 404
    assert Response.objects.count() == 1


def test_it_is_noted_as_reading_the_response(response: Response) -> None:
    sign_in("Analyst").get(url_of(response))
    entry = ModelLogEntry.objects.for_instance(response).get(action="responses.view")
    assert entry.user.get_username() == "analyst"


def test_no_cache_and_no_search_engine_keeps_it(response: Response) -> None:
    result = sign_in("Analyst").get(url_of(response))
    assert "no-store" in result["Cache-Control"]
    assert "private" in result["Cache-Control"]
    assert result["X-Robots-Tag"] == "noindex, nofollow"
    html = result.content.decode()
    assert '<meta name="robots" content="noindex, nofollow">' in html
    assert 'rel="canonical"' not in html
    assert not result.cookies
    assert "wagtail-userbar" not in html


def test_it_leaves_nothing_behind_for_readers(client: Client, response: Response) -> None:
    """The server's threads serve others next."""
    sign_in("Analyst").get(url_of(response))
    public = client.get(response.page.get_url()).content.decode()
    assert "shown-again" not in public
    assert "A secret" not in public
    assert 'method="post"' in public


def test_more_ideas_and_versions_take_no_more_queries(client: Client) -> None:
    start = timezone.now() - timedelta(days=5)
    with travel(start):
        theme = ThemeFactory()
        IdeaFactory(theme=theme)
        form = feedback_form(question("idea_judgement", "judged", theme=theme.pk, comments=False))
        page = ThemePageFactory(theme=theme, blocks=[form])
        code = theme.ideas.get().code
        first = answer(client, page, **{f"judged__{code}__true": "Yes"})
    analyst = sign_in("Analyst")

    def queries(response: Response) -> int:
        analyst.get(url_of(response))
        with CaptureQueriesContext(connection) as captured:
            assert analyst.get(url_of(response)).status_code == 200
        return len(captured)

    with_one = queries(first)
    for number in range(9):
        with travel(start + timedelta(hours=number + 1)):
            idea = IdeaFactory(theme=ThemeFactory(area=theme.area) if number % 2 else theme)
            reword(idea, statement=f"Other words {number}")
            page.get_latest_revision().publish()
    with travel(start + timedelta(days=1)):
        tenth = answer(client, page, **{f"judged__{code}__true": "Yes"})
    assert queries(first) == with_one
    assert queries(tenth) == with_one
