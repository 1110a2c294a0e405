"""The holder of the link reads the draft, and no one else learns of it."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from time_machine import travel
from wagtail.models import PageViewRestriction

from consultation.pages.models import SectionPage
from consultation.workflow.previews.services import revoke_preview
from ideas.deletion import on_purpose
from tests.factories import ConsultationPageFactory, SectionPageFactory
from tests.previews.actions import draft, open_link, share, words

pytestmark = pytest.mark.django_db

UNKNOWN = "/preview/11111111-2222-4333-8444-555555555555/"


def test_the_link_shows_the_draft_with_its_end(page: SectionPage, editor: Any) -> None:
    ends_at = timezone.make_aware(timezone.datetime(2030, 7, 3, 23, 59))
    response = open_link(share(page, editor, ends_at=ends_at))
    assert response.status_code == 200
    text = words(response)
    assert "Still a secret" in text
    assert "As published" not in text
    assert (
        "Private preview of a draft , until Wednesday 3 July 2030 at 11:59pm (UK time). "
        "Do not share it." in text
    )


def test_the_public_page_stays_as_it_is(page: SectionPage, editor: Any) -> None:
    share(page, editor)
    text = words(Client().get(page.url))
    assert "As published" in text
    assert "Private preview" not in text


def test_a_page_that_was_never_public(editor: Any) -> None:
    consultation = ConsultationPageFactory(live=False)
    page = SectionPageFactory(parent=consultation, title="Not out yet", live=False)
    page.save_revision()
    response = open_link(share(page, editor))
    assert response.status_code == 200
    assert "Not out yet" in words(response)


def test_what_is_saved_later_does_not_show(page: SectionPage, editor: Any) -> None:
    preview = share(page, editor)
    draft(page, summary="Written afterwards")
    assert "Still a secret" in words(open_link(preview))


def test_a_restriction_of_the_page_or_above_it_does_not_count(
    page: SectionPage, editor: Any
) -> None:
    preview = share(page, editor)
    for restricted in (page, page.get_parent()):
        PageViewRestriction.objects.create(
            page=restricted, restriction_type=PageViewRestriction.LOGIN
        )
    assert Client().get(page.url).status_code == 302
    assert "Still a secret" in words(open_link(preview))


def test_no_cookie_no_cache_no_search_engine_and_no_address_for_other_sites(
    page: SectionPage, editor: Any
) -> None:
    response = open_link(share(page, editor))
    assert not response.cookies
    assert response["Cache-Control"] == "private, no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"
    html = BeautifulSoup(response.content, "html.parser")
    assert html.select_one("meta[name=robots]")["content"] == "noindex, nofollow"
    assert html.select_one("link[rel=canonical]") is None
    assert "unsafe" not in response["Content-Security-Policy"]


def ended(preview: Any) -> HttpResponse:
    with travel(preview.ends_at + timedelta(seconds=1)):
        return open_link(preview)


def test_ended_revoked_and_unknown_look_the_same(page: SectionPage, editor: Any) -> None:
    expired, revoked = share(page, editor), share(page, editor)
    revoke_preview(revoked, editor)
    answers = [ended(expired), open_link(revoked), Client().get(UNKNOWN)]
    answers += [Client().get("/preview/cut-off/"), Client().get(expired.path[:-9] + "/")]
    assert {answer.status_code for answer in answers} == {410}
    assert len({answer.content for answer in answers}) == 1
    assert len({str(sorted(answer.headers.items())) for answer in answers}) == 1
    text = words(answers[0])
    assert "ask the person who gave you the link" in text
    assert "Mechanisms" not in text
    assert answers[0]["Cache-Control"] == "private, no-store"
    assert not answers[0].cookies


def test_it_ends_to_the_second(page: SectionPage, editor: Any) -> None:
    preview = share(page, editor)
    with travel(preview.ends_at - timedelta(seconds=1), tick=False):
        assert open_link(preview).status_code == 200
    with travel(preview.ends_at, tick=False):
        assert open_link(preview).status_code == 410


def test_nothing_can_be_sent_to_it(page: SectionPage, editor: Any) -> None:
    assert Client().post(share(page, editor).path).status_code == 405


def test_it_goes_with_its_page(page: SectionPage, editor: Any) -> None:
    preview = share(page, editor)
    page.delete()
    assert open_link(preview).status_code == 410


def test_its_maker_may_leave(page: SectionPage, editor: Any) -> None:
    preview = share(page, editor)
    with on_purpose("Behind the admin’s back"):
        editor.delete()
    assert open_link(preview).status_code == 200
