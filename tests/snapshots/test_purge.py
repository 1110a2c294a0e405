"""What respondents have seen is not purged; everything else is."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from time_machine import travel
from wagtail.models import Page, Revision

from consultation.pages.models import SectionPage
from ideas.deletion import on_purpose
from tests.factories import IdeaFactory, SectionPageFactory, answer, feedback_form, redraft, reword
from tests.snapshots.drafts import asking

# A refused deletion ends its transaction, which here must not be the whole test's.
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.database,
]

START = timezone.now() - timedelta(days=20)


def at(day: int) -> Any:
    return travel(START + timedelta(days=day))


def purge() -> None:
    call_command("purge_revisions", stdout=StringIO())


def kept(*revisions: int) -> list[bool]:
    return [Revision.objects.filter(pk=pk).exists() for pk in revisions]


@pytest.fixture
def page() -> Any:
    with at(1):
        return SectionPageFactory(blocks=[feedback_form(asking("What is missing?"))])


def test_what_was_public_when_someone_answered_is_kept(client: Client, page: SectionPage) -> None:
    with at(1):
        idea = IdeaFactory(statement="first")
        first = idea.latest_revision_id
    with at(2):
        reword(idea, statement="second")
        second = idea.latest_revision_id
    with at(4):
        answer(client, page, what="Tools")
        answered = page.live_revision_id
        consultation = page.consultation.live_revision_id
    with at(6):
        draft = redraft(idea, statement="a draft").pk
        reword(idea, statement="third")
        publish(page, title="Another title")
        publish(page.consultation, title="Another title")
    with at(8):
        reword(idea, statement="fourth")
        between = Revision.objects.for_instance(idea).order_by("-pk")[1].pk
        publish(page.consultation, title="Third title")
    purge()
    assert kept(second, answered, consultation) == [True, True, True]
    assert kept(first, draft, between) == [False, False, False]


def publish(page: Any, **fields: Any) -> None:
    item = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(item, name, value)
    item.save_revision().publish()


def test_what_may_have_been_on_someones_screen_is_kept(client: Client, page: SectionPage) -> None:
    with at(1):
        idea = IdeaFactory(statement="first")
        first = idea.latest_revision_id
    with at(2):
        reword(idea, statement="second")
        answer(client, page, what="Tools")
        reword(idea, statement="third")
    purge()
    assert kept(first) == [True]


def test_without_answers_everything_is_purged_as_ever(page: SectionPage) -> None:
    idea = IdeaFactory()
    old = [idea.latest_revision_id, page.latest_revision_id]
    reword(idea, statement="second")
    publish(page, title="Second")
    purge()
    assert kept(*old) == [False, False]


def test_an_idea_that_goes_takes_its_versions_along(client: Client, page: SectionPage) -> None:
    with at(1):
        idea = IdeaFactory(statement="first")
        first = idea.latest_revision_id
    with at(2):
        answer(client, page, what="Tools")
        reword(idea, statement="second")
    with on_purpose("Behind the admin’s back"):
        idea.delete()
    assert kept(first) == [False]


def test_a_page_that_goes_takes_its_versions_along(client: Client, page: SectionPage) -> None:
    with at(2):
        answer(client, page, what="Tools")
    version = page.live_revision_id
    with on_purpose("Behind the admin’s back"):
        SectionPage.objects.get(pk=page.pk).delete()
    assert kept(version) == [False]
