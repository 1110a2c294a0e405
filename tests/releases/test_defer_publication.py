"""The last approval of a review publishes; of what is in a release, it does not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consultation.pages.models import SectionPage
from consultation.workflow.releases.services import cancel, remove_item
from ideas.models import Idea
from tests.factories import IdeaFactory, SectionPageFactory
from tests.releases.actions import approve, change, fresh, make_release, person, send_back

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[SectionPageFactory, IdeaFactory])
def item(request: pytest.FixtureRequest) -> SectionPage | Idea:
    return request.param(live=False)


def test_what_is_in_no_release_is_published(item: SectionPage | Idea) -> None:
    fresh(item).save_revision()
    approve(item)
    assert fresh(item).live


def test_what_is_in_a_release_waits(item: SectionPage | Idea) -> None:
    revision = fresh(item).save_revision()
    release = make_release(item)
    approve(item, comment="Good")
    assert not fresh(item).live
    assert fresh(item).current_workflow_state is None
    member = release.items.get()
    assert member.approvals[0]["by"] == "Rita"
    assert fresh(item).latest_revision == revision


def test_what_was_approved_before_brings_its_approval_along(item: SectionPage | Idea) -> None:
    fresh(item).save_revision()
    first = make_release(item)
    approve(item)
    cancel(first, person("Paul"))
    second = make_release(item)
    assert second.items.get().approvals[0]["by"] == "Rita"


def test_what_is_taken_out_is_published_by_its_next_review(item: SectionPage | Idea) -> None:
    fresh(item).save_revision()
    release = make_release(item)
    approve(item)
    remove_item(release.items.get(), person("Paul"))
    assert not fresh(item).live
    approve(item)
    assert fresh(item).live


def test_what_is_sent_back_is_not_published(item: SectionPage | Idea) -> None:
    fresh(item).save_revision()
    make_release(item)
    send_back(item, "Say it plainly")
    assert not fresh(item).live


def test_a_schedule_in_the_draft_still_works_outside_releases() -> None:
    page = SectionPageFactory(title="As it was")
    change(page, title="As it will be", go_live_at=timezone.now() + timedelta(days=1))
    approve(page)
    assert fresh(page).title == "As it was"
    assert fresh(page).scheduled_revision is not None
