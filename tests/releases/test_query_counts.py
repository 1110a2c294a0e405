"""Screens of releases take as many queries for ten drafts, or ten releases, as for one."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consultation.pages.models import ConsultationPage
from consultation.workflow.models import Release
from consultation.workflow.releases.services import add_items
from tests.factories import (
    AreaFactory,
    ConsultationPageFactory,
    IdeaFactory,
    SectionPageFactory,
    ThemeFactory,
    feedback_form,
    question,
)
from tests.ideas.admin import sign_in
from tests.releases.actions import (
    approve,
    begin,
    change,
    fresh,
    make_release,
    person,
    send_back,
    submit,
)

pytestmark = pytest.mark.django_db


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.fixture
def consultation() -> ConsultationPage:
    return ConsultationPageFactory()


@pytest.fixture
def publisher() -> Client:
    return sign_in("Publisher")


def drafts(consultation: ConsultationPage, number: int) -> list[Any]:
    """Return pages with forms, areas, themes and ideas, so many of each, all changed."""
    form = feedback_form(question("short_text", "name"))
    parent = SectionPageFactory(parent=consultation, live=False)
    items = [
        *SectionPageFactory.create_batch(number, parent=consultation, blocks=[form]),
        *SectionPageFactory.create_batch(number, parent=parent, live=False),
        *AreaFactory.create_batch(number),
        *ThemeFactory.create_batch(number, area=AreaFactory()),
        *IdeaFactory.create_batch(number, theme=ThemeFactory(live=False)),
    ]
    for item in items:
        change(item)
    return items


def in_every_state(release: Release, number: int) -> None:
    """Put drafts into a release: so many of each kind, and so many in each state of review."""
    put(release, drafts(release.consultation, number))
    for act in (
        lambda item: approve(item),
        lambda item: submit(item),
        lambda item: send_back(item, "Again"),
        lambda item: (approve(item), change(item)),
    ):
        ideas = IdeaFactory.create_batch(number)
        for idea in ideas:
            change(idea)
        put(release, ideas)
        for idea in ideas:
            act(idea)


def put(release: Release, items: list[Any]) -> None:
    """Put drafts into a release."""
    result = add_items(release, [fresh(item) for item in items], person("Edith", "Editor"))
    assert not result.refused


def test_a_release_and_what_is_decided_about_it(
    publisher: Client, consultation: ConsultationPage
) -> None:
    small, large = begin(consultation, "Small"), begin(consultation, "Large")
    in_every_state(small, 1)
    in_every_state(large, 3)
    for view in ("", "release/", "schedule/", "cancel/"):
        counts = [
            queries(publisher, f"/admin/releases/{release.pk}/{view}") for release in (small, large)
        ]
        assert counts[0] == counts[1], view
        assert counts[0] < 60, view


def test_what_went_out(publisher: Client, consultation: ConsultationPage) -> None:
    counts = []
    for number in (1, 6):
        items = [*SectionPageFactory.create_batch(number, parent=consultation)]
        items += IdeaFactory.create_batch(number)
        for item in items:
            change(item)
        release = make_release(*items, consultation=consultation)
        for item in items:
            approve(item)
        assert publisher.post(f"/admin/releases/{release.pk}/release/").status_code == 302
        release.refresh_from_db()
        assert not release.is_open
        counts.append(queries(publisher, f"/admin/releases/{release.pk}/"))
    assert counts[0] == counts[1]


def test_the_choice_of_drafts(publisher: Client, consultation: ConsultationPage) -> None:
    release = begin(consultation)
    drafts(consultation, 1)
    with_one = queries(publisher, f"/admin/releases/{release.pk}/drafts/")
    drafts(consultation, 9)
    assert queries(publisher, f"/admin/releases/{release.pk}/drafts/") == with_one


def test_the_list_and_the_choice_of_a_release(
    publisher: Client, consultation: ConsultationPage
) -> None:
    page = SectionPageFactory(parent=consultation)
    change(page)
    urls = ("/admin/releases/", f"/admin/releases/put/page/{page.pk}/")

    def more(number: int) -> None:
        for _ in range(number):
            release = begin(consultation)
            drafted = SectionPageFactory(parent=consultation)
            change(drafted)
            put(release, [drafted])

    more(1)
    with_one = [queries(publisher, url) for url in urls]
    more(9)
    assert [queries(publisher, url) for url in urls] == with_one
