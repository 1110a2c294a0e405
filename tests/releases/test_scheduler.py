"""`publish_scheduled`: releases at their time, once, and missed ones later."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import OperationalError
from django.utils import timezone
from time_machine import travel

from consultation.pages.models import SectionPage
from consultation.workflow.models import Release, ReleaseState
from consultation.workflow.releases import services
from consultation.workflow.releases.services import cancel, release_now, schedule
from tests.factories import SectionPageFactory, make_user
from tests.releases.actions import (
    change,
    fresh,
    make_approved_release,
    make_release,
    person,
    plan,
    publish_scheduled,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LATER = timedelta(hours=2)


@pytest.fixture
def page() -> SectionPage:
    page = SectionPageFactory(title="As it was")
    change(page, title="As it will be")
    return fresh(page)


@pytest.fixture
def planned(page: SectionPage) -> Release:
    """A release that is ready and planned for in an hour."""
    release = make_approved_release(page)
    plan(release)
    return release


def test_it_is_released_at_its_time_and_not_before(planned: Release, page: SectionPage) -> None:
    assert publish_scheduled() == ("", "", 0)
    assert fresh(page).title == "As it was"
    with travel(timezone.now() + LATER):
        output, errors, code = publish_scheduled()
    assert "“Second round”" in output
    assert "was released" in output
    assert (errors, code) == ("", 0)
    planned.refresh_from_db()
    assert planned.state == ReleaseState.RELEASED
    assert planned.released_by == ""
    assert fresh(page).title == "As it will be"


def test_a_missed_release_is_caught_up(planned: Release, page: SectionPage) -> None:
    with travel(timezone.now() + timedelta(days=3)):
        publish_scheduled()
    assert fresh(page).title == "As it will be"


def test_the_next_run_does_nothing(planned: Release, page: SectionPage) -> None:
    with travel(timezone.now() + LATER):
        publish_scheduled()
        before = fresh(page).last_published_at
        assert publish_scheduled() == ("", "", 0)
    assert fresh(page).last_published_at == before


def test_wagtails_own_schedules_still_run(planned: Release) -> None:
    alone = SectionPageFactory(title="Alone")
    change(alone, title="Alone, later", go_live_at=timezone.now() + timedelta(hours=1))
    fresh(alone).latest_revision.publish()
    with travel(timezone.now() + LATER):
        publish_scheduled()
    assert fresh(alone).title == "Alone, later"


def test_a_dry_run_names_it_and_leaves_it(planned: Release, page: SectionPage) -> None:
    from io import StringIO

    from django.core.management import call_command

    output = StringIO()
    with travel(timezone.now() + LATER):
        call_command("publish_scheduled", "--dryrun", stdout=output)
    assert "To be released: “Second round”" in output.getvalue()
    assert fresh(page).title == "As it was"


def unschedule(release: Release, user: Any) -> None:
    schedule(release, None, user)


@pytest.mark.parametrize("act", [cancel, unschedule])
def test_what_was_called_off_does_not_go_out(planned: Release, page: SectionPage, act: Any) -> None:
    act(planned, person("Paul"))
    with travel(timezone.now() + LATER):
        assert publish_scheduled() == ("", "", 0)
    assert fresh(page).title == "As it was"


def test_a_postponed_release_waits_for_its_new_time(planned: Release, page: SectionPage) -> None:
    now = timezone.now()
    schedule(planned, now + timedelta(hours=5), person("Paul"))
    titles = []
    for hours in (2, 6):
        with travel(now + timedelta(hours=hours)):
            publish_scheduled()
        titles.append(fresh(page).title)
    assert titles == ["As it was", "As it will be"]


@pytest.fixture
def unready(page: SectionPage, django_capture_on_commit_callbacks: Any) -> Release:
    """A release that was due and not ready."""
    make_user("Publisher", email="publisher@example.org")
    make_user("Administrator", email="administrator@example.org")
    make_user("Editor", email="editor@example.org")
    make_user("Publisher", username="gone", email="gone@example.org", is_active=False)
    release = make_release(page)
    plan(release)
    with travel(timezone.now() + LATER), django_capture_on_commit_callbacks(execute=True):
        output, errors, code = publish_scheduled()
    assert output == ""
    assert "“Second round” was not released: “As it will be”: It has not been" in errors
    assert code == 1
    release.refresh_from_db()
    return release


def test_what_is_not_ready_stays_with_the_reason(unready: Release, page: SectionPage) -> None:
    assert fresh(page).title == "As it was"
    assert unready.has_failed
    assert unready.failure == "“As it will be”: It has not been sent for review."


def test_the_publishers_are_told_once(
    unready: Release, django_capture_on_commit_callbacks: Any
) -> None:
    def recipients() -> list[str]:
        return sorted(address for message in mail.outbox for address in message.to)

    assert recipients() == ["administrator@example.org", "publisher@example.org"]
    with travel(timezone.now() + LATER), django_capture_on_commit_callbacks(execute=True):
        assert publish_scheduled() == ("", "", 0)
    assert len(mail.outbox) == 2
    message = mail.outbox[0]
    assert message.subject == "Not released: Second round"
    assert f"/admin/releases/{unready.pk}/" in message.body
    # What readers may not see yet, and what colleagues said about it, is not mailed.
    assert "As it will be" not in message.body


def test_once_it_is_ready_a_person_decides(unready: Release, page: SectionPage) -> None:
    from tests.releases.actions import approve

    approve(page)
    with travel(timezone.now() + LATER):
        publish_scheduled()
        assert fresh(page).title == "As it was"
        assert release_now(unready, person("Paul")) == []
    unready.refresh_from_db()
    assert not unready.failure
    assert fresh(page).title == "As it will be"


def test_a_new_date_is_a_new_attempt(unready: Release, page: SectionPage) -> None:
    from tests.releases.actions import approve

    approve(page)
    plan(unready, hours=1)
    assert not unready.has_failed
    with travel(timezone.now() + LATER):
        publish_scheduled()
    assert fresh(page).title == "As it will be"


def test_one_that_fails_does_not_stop_the_others(
    planned: Release, page: SectionPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = SectionPageFactory(title="Other as it was")
    change(other, title="Other as it will be")
    second = make_approved_release(other, title="Third round")
    plan(second, hours=1.5)
    publish = services._publish

    def fail(each: Any, *args: Any) -> None:
        if each.item.pk == page.pk:
            raise RuntimeError("a fault of ours")
        publish(each, *args)

    monkeypatch.setattr(services, "_publish", fail)
    with travel(timezone.now() + LATER):
        output, errors, code = publish_scheduled()
    assert "“Third round”" in output
    assert "“Second round” was not released" in errors
    assert "a fault of ours" not in errors
    assert code == 1
    planned.refresh_from_db()
    assert planned.has_failed
    assert (fresh(page).title, fresh(other).title) == ("As it was", "Other as it will be")


def test_a_database_that_was_away_is_asked_again(
    planned: Release, page: SectionPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any) -> None:
        raise OperationalError("database is locked")

    with travel(timezone.now() + LATER):
        with monkeypatch.context() as patch:
            patch.setattr(services, "_publish", away)
            _, errors, code = publish_scheduled()
            assert "will be tried again" in errors
            assert code == 1
        planned.refresh_from_db()
        assert not planned.has_failed
        publish_scheduled()
    assert fresh(page).title == "As it will be"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        # The clocks go forward on 28 March 2027 and back on 31 October.
        (
            datetime(2027, 3, 27, 9, tzinfo=UTC),
            "Saturday 27 March 2027 at 9:00am, United Kingdom time (GMT)",
        ),
        (
            datetime(2027, 3, 28, 9, tzinfo=UTC),
            "Sunday 28 March 2027 at 10:00am, United Kingdom time (BST)",
        ),
        (
            datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
            "Sunday 31 October 2027 at 1:30am, United Kingdom time (BST)",
        ),
        (
            datetime(2027, 10, 31, 12, tzinfo=UTC),
            "Sunday 31 October 2027 at 12:00pm, United Kingdom time (GMT)",
        ),
    ],
)
def test_the_zone_is_in_the_words(moment: datetime, words: str) -> None:
    assert Release(planned_at=moment).planned_in_words == words
