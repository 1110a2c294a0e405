"""Releases while others release, save, answer and read: once, whole, and out of no one's way."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection, connections
from django.test import Client
from django.utils import timezone
from time_machine import travel
from wagtail.models import ModelLogEntry, PageLogEntry

from consultation.pages.models import SectionPage
from consultation.workflow.models import Release
from consultation.workflow.releases import services
from consultation.workflow.releases.services import ReleaseError, release_now
from ideas.models import Idea
from tests.factories import (
    IdeaFactory,
    SectionPageFactory,
    feedback_form,
    make_user,
    open_form,
    post_answer,
)
from tests.factories.answers import STANDARD_ANSWERS
from tests.feedback.test_concurrency import at_once
from tests.releases.actions import (
    change,
    fresh,
    make_approved_release,
    make_release,
    person,
    plan,
    publish_scheduled,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.database,
]


@pytest.fixture
def page() -> SectionPage:
    page = SectionPageFactory(title="As it was", blocks=[feedback_form()])
    change(page, title="As it will be")
    return fresh(page)


@pytest.fixture
def idea() -> Idea:
    idea = IdeaFactory(lead="", statement="old words")
    change(idea, statement="new words")
    return fresh(idea)


@pytest.fixture
def gathered(page: SectionPage, idea: Idea) -> Release:
    return make_approved_release(page, idea)


@contextmanager
def half_way(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[threading.Event, threading.Event]]:
    """Hold a release after its first item; yield what says that it is there, and lets it go on."""
    reached, go_on = threading.Event(), threading.Event()
    publish = services._publish

    def slowly(*args: Any) -> None:
        publish(*args)
        reached.set()
        go_on.wait(20)

    with monkeypatch.context() as patch:
        patch.setattr(services, "_publish", slowly)
        yield reached, go_on
        go_on.set()


def in_background(work: Any) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_two_publishers_at_once_release_once(
    gathered: Release, page: SectionPage, idea: Idea
) -> None:
    people = [person("Paul"), person("Paula")]
    PageLogEntry.objects.all().delete()

    def release(number: int) -> str:
        try:
            return "; ".join(release_now(gathered, people[number]))
        except ReleaseError as error:
            return str(error)

    assert sorted(at_once(release, 2)) == ["", "“Second round” is already released."]
    assert ModelLogEntry.objects.filter(action="releases.release").count() == 1
    assert PageLogEntry.objects.filter(action="wagtail.publish").count() == 1
    assert (fresh(page).title, fresh(idea).statement) == ("As it will be", "new words")


def test_two_machines_release_once(gathered: Release, page: SectionPage) -> None:
    plan(gathered)
    with travel(timezone.now() + timedelta(hours=2)):
        runs = at_once(lambda _: publish_scheduled(), 2)
    assert [code for _, _, code in runs] == [0, 0]
    assert sum("was released" in output for output, _, _ in runs) == 1
    assert ModelLogEntry.objects.filter(action="releases.release").count() == 1
    assert fresh(page).title == "As it will be"


def test_two_machines_tell_once_what_is_not_ready(page: SectionPage) -> None:
    make_user("Publisher", email="publisher@example.org")
    plan(make_release(page))
    with travel(timezone.now() + timedelta(hours=2)):
        runs = at_once(lambda _: publish_scheduled(), 2)
    assert sorted(code for _, _, code in runs) == [0, 1]
    assert ModelLogEntry.objects.filter(action="releases.fail").count() == 1
    assert len(mail.outbox) == 1


def test_readers_see_all_of_it_or_nothing(
    gathered: Release, page: SectionPage, idea: Idea, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, str]] = []
    done = threading.Event()
    # One statement, so that it is one look.
    sql = (
        "SELECT p.title, i.statement FROM wagtailcore_page p, ideas_idea i "
        f"WHERE p.id = {page.pk} AND i.id = {idea.pk}"
    )

    def read() -> None:
        while not done.is_set():
            with connection.cursor() as cursor:
                cursor.execute(sql)
                seen.append(cursor.fetchone())

    reader = in_background(read)
    with half_way(monkeypatch) as (reached, go_on):
        releasing = in_background(lambda: release_now(gathered, person("Paul")))
        assert reached.wait(20)
        number = len(seen)
        while len(seen) < number + 5:
            pass
        assert set(seen) == {("As it was", "old words")}
        go_on.set()
        releasing.join()
    number = len(seen)
    while len(seen) < number + 5:
        pass
    done.set()
    reader.join()
    assert set(seen) == {("As it was", "old words"), ("As it will be", "new words")}


def test_a_draft_saved_meanwhile_comes_after_it(
    gathered: Release, page: SectionPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    editing = fresh(page).get_latest_revision_as_object()
    editing.title = "Typed meanwhile"
    with half_way(monkeypatch) as (reached, go_on):
        releasing = in_background(lambda: release_now(gathered, person("Paul")))
        assert reached.wait(20)
        saving = in_background(editing.save_revision)
        saving.join(0.5)
        # It waits: what is being released cannot change under the release's hands.
        assert saving.is_alive()
        go_on.set()
        releasing.join()
        saving.join()
    now = fresh(page)
    assert now.title == "As it will be"
    assert now.has_unpublished_changes
    assert now.get_latest_revision_as_object().title == "Typed meanwhile"
    assert gathered.items.get(kind="Section").revision_number == now.live_revision_id


def test_an_answer_that_arrives_meanwhile_is_kept(
    client: Client, gathered: Release, page: SectionPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = open_form(client, page) | STANDARD_ANSWERS
    answers: list[int] = []
    with half_way(monkeypatch) as (reached, go_on):
        releasing = in_background(lambda: release_now(gathered, person("Paul")))
        assert reached.wait(20)
        answering = in_background(
            lambda: answers.append(post_answer(Client(), page, fields).status_code)
        )
        if connection.vendor == "postgresql":
            # No one has to wait for it; on SQLite there is one writer at a time.
            answering.join(10)
            assert answers == [303]
        go_on.set()
        releasing.join()
        answering.join()
    assert answers == [303]
    assert page.responses.count() == 1
    assert fresh(page).title == "As it will be"
