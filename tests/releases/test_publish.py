"""Releasing: the approved versions of everything, or nothing of anything."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from time_machine import travel
from wagtail.models import Page, Revision
from wagtail.signals import published

from consultation.pages.models import SectionPage
from consultation.responses.models import FormVersion
from consultation.workflow.models import Release, ReleaseItemState, ReleaseState
from consultation.workflow.releases.services import ReleaseError, release_now
from ideas.deletion import on_purpose
from ideas.models import Area, Idea, Theme
from tests.factories import (
    AreaFactory,
    ConsultationPageFactory,
    IdeaFactory,
    SectionPageFactory,
    ThemeFactory,
    feedback_form,
    question,
)
from tests.releases.actions import (
    approve,
    change,
    fresh,
    make_approved_release,
    make_release,
    person,
    plan,
    send_back,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def release(which: Release) -> list[str]:
    """Release, or return why nothing was published."""
    reasons = release_now(which, person("Paul"))
    which.refresh_from_db()
    return reasons


@pytest.fixture
def page() -> SectionPage:
    """A page with a change that no one has published."""
    page = SectionPageFactory(title="As it was")
    change(page, title="As it will be")
    return fresh(page)


@pytest.fixture
def idea() -> Idea:
    """An idea with a change that no one has published."""
    idea = IdeaFactory(lead="", statement="old words")
    change(idea, statement="new words")
    return fresh(idea)


def test_everything_goes_out_in_its_approved_version(page: SectionPage, idea: Idea) -> None:
    gathered = make_approved_release(page, idea)
    assert fresh(page).title == "As it was"
    assert release(gathered) == []
    assert (fresh(page).title, fresh(idea).statement) == ("As it will be", "new words")
    for item in (fresh(page), fresh(idea)):
        assert item.live_revision_id == item.latest_revision_id
        assert not item.has_unpublished_changes


def test_the_record_says_who_approved_what_and_when(page: SectionPage) -> None:
    gathered = make_release(page)
    before = page.live_revision_id
    approve(page, by=["Rita", "Paul"], comment="Well put")
    release(gathered)
    assert (gathered.state, gathered.released_by) == (ReleaseState.RELEASED, "Paul")
    assert gathered.released_at is not None
    member = gathered.items.get()
    assert (member.title, member.kind, member.state) == (
        "As it will be",
        "Section",
        ReleaseItemState.RELEASED,
    )
    assert member.revision_number == fresh(page).live_revision_id
    assert member.replaced_revision_number == before
    assert member.approvals[0]["by"] == "Rita"
    assert member.approvals[0]["comment"] == "Well put"
    assert member.approvals[0]["at"]


def test_one_unready_member_keeps_everything_back(page: SectionPage, idea: Idea) -> None:
    gathered = make_release(page, idea)
    approve(page)
    assert release(gathered) == ["“new words”: It has not been sent for review."]
    assert gathered.state == ReleaseState.DRAFT
    assert (fresh(page).title, fresh(idea).statement) == ("As it was", "old words")


def test_an_empty_release_goes_nowhere() -> None:
    assert release(make_release()) == ["This release is empty."]


class Crash(Exception):
    """What happens half-way."""


def test_a_crash_half_way_leaves_nothing_half_published(page: SectionPage, idea: Idea) -> None:
    page.body = page._meta.get_field("body").stream_block.to_python(
        [feedback_form(question("short_text", "name", "What is your name?"))]
    )
    page.save_revision()
    gathered = make_approved_release(page, idea)
    seen: list[Any] = []

    def crash(sender: type, instance: Any, **kwargs: Any) -> None:
        seen.append(type(instance).objects.get(pk=instance.pk))
        if len(seen) == 2:
            raise Crash

    published.connect(crash)
    try:
        with pytest.raises(Crash):
            release(gathered)
    finally:
        published.disconnect(crash)
    # The first was public for an instant, only within this transaction.
    assert seen[0].statement == "new words"
    assert (fresh(page).title, fresh(idea).statement) == ("As it was", "old words")
    assert fresh(page).has_unpublished_changes
    assert not FormVersion.objects.exists()
    gathered.refresh_from_db()
    assert gathered.state == ReleaseState.DRAFT
    assert {member.state for member in gathered.items.all()} == {ReleaseItemState.WAITING}
    # And nothing blocks the next attempt.
    assert release(gathered) == []
    assert (fresh(page).title, fresh(idea).statement) == ("As it was", "new words")


def test_what_wagtail_refuses_keeps_everything_back(idea: Idea) -> None:
    consultation = ConsultationPageFactory()
    first, second = SectionPageFactory.create_batch(2, parent=consultation)
    change(first, slug="the-same")
    change(second, slug="the-same")
    gathered = make_approved_release(idea, first, second)
    (reason,) = release(gathered)
    assert reason.startswith(f"“{second.title}”: ")
    assert "slug" in reason
    assert fresh(idea).statement == "old words"
    assert fresh(first).slug == first.slug


def test_a_whole_branch_that_no_one_has_seen_goes_out_from_the_top(client: Client) -> None:
    consultation = ConsultationPageFactory()
    parent = SectionPageFactory(parent=consultation, live=False, title="Above")
    child = SectionPageFactory(parent=parent, live=False, title="Below")
    area = AreaFactory(live=False)
    theme = ThemeFactory(area=area, live=False)
    idea = IdeaFactory(theme=theme, live=False)
    for page in (parent, child):
        fresh(page).save_revision()
    order: list[type] = []

    def note(sender: type, instance: Any, **kwargs: Any) -> None:
        order.append(type(instance))

    gathered = make_approved_release(child, parent, idea, theme, area)
    published.connect(note)
    try:
        assert release(gathered) == []
    finally:
        published.disconnect(note)
    assert order == [Area, Theme, Idea, SectionPage, SectionPage]
    assert Idea.objects.public().get() == idea
    assert client.get(fresh(child).url).status_code == 200


def test_a_page_moves_to_its_new_address_and_the_old_one_leads_there(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    page = SectionPageFactory(slug="old")
    child = SectionPageFactory(parent=page, slug="child")
    change(page, slug="new")
    change(child, title="New title")
    old = child.url
    gathered = make_approved_release(page, child)
    with django_capture_on_commit_callbacks(execute=True):
        release(gathered)
    assert fresh(child).url == old.replace("/old/", "/new/")
    answer = client.get(old)
    assert (answer.status_code, answer["Location"]) == (301, fresh(child).url)


def test_a_schedule_of_its_own_in_the_draft_does_not_postpone_it(page: SectionPage) -> None:
    change(page, go_live_at=timezone.now() + timedelta(days=9))
    gathered = make_approved_release(page)
    assert fresh(page).scheduled_revision is None
    assert release(gathered) == []
    assert fresh(page).title == "As it will be"
    assert fresh(page).go_live_at is None
    call_command("publish_scheduled")
    assert fresh(page).live


def test_a_second_click_finds_it_released(page: SectionPage) -> None:
    gathered = make_approved_release(page)
    assert release(gathered) == []
    before = fresh(page).last_published_at
    with pytest.raises(ReleaseError, match="already released"):
        release(gathered)
    assert fresh(page).last_published_at == before


def test_questions_are_noted_once_and_as_readers_see_them() -> None:
    first, second = IdeaFactory.create_batch(2)
    page = SectionPageFactory(
        blocks=[feedback_form(question("idea_scoring", "score", "Score these"))]
    )
    assert page.form_versions.count() == 1
    for idea in (first, second):
        change(idea, statement=f"new words {idea.pk}")
    gathered = make_approved_release(first, second)
    release(gathered)
    # Not one with the first idea changed and the second not: no one is shown that.
    assert page.form_versions.count() == 2
    asked = page.form_versions.latest("pk").definition.questions[0]
    assert [row.label for row in asked.rows] == [fresh(first).wording, fresh(second).wording]


def test_pictures_are_made_before_anyone_has_to_wait(page: SectionPage) -> None:
    from wagtail.images import get_image_model
    from wagtail_factories import ImageFactory

    image = ImageFactory()
    body = [{"type": "image", "value": {"image": image.pk, "alt_text": "A dot"}}]
    change(page, body=page._meta.get_field("body").stream_block.to_python(body))
    gathered = make_approved_release(page)
    made = get_image_model().get_rendition_model().objects
    assert not made.exists()
    release(gathered)
    assert made.exists()


def test_a_deleted_reviewer_stays_in_the_record(page: SectionPage) -> None:
    gathered = make_release(page)
    approve(page, by=["Rita", "Paul"])
    with on_purpose("Behind the admin’s back"):
        person("Rita").delete()
    assert release(gathered) == []
    member = gathered.items.get()
    assert member.approvals[0]["by"] == "Rita"


def test_a_deleted_page_stays_in_the_record(page: SectionPage) -> None:
    gathered = make_approved_release(page)
    release(gathered)
    with on_purpose("Behind the admin’s back"):
        Page.objects.get(pk=page.pk).delete()
    member = gathered.items.get()
    assert (member.title, member.item) == ("As it will be", None)
    assert member.revision_number


def test_a_purged_version_leaves_its_number(client: Client, page: SectionPage) -> None:
    gathered = make_approved_release(page)
    release(gathered)
    went_out = fresh(page).live_revision_id
    fresh(page).save_revision().publish()
    call_command("purge_revisions")
    if Revision.objects.filter(pk=went_out).exists():
        # Versions that went through a review may be kept; someone deletes it nevertheless.
        Revision.objects.get(pk=went_out).delete()
    member = gathered.items.get()
    assert member.revision_number == went_out
    assert [each["by"] for each in member.approvals] == ["Rita", "Paul"]
    client.force_login(person("Paul"))
    screen = client.get(f"/admin/releases/{gathered.pk}/").content.decode()
    assert "As it will be" in screen
    assert "What changed" not in screen


def test_an_idea_that_no_one_would_see_keeps_everything_back() -> None:
    theme = ThemeFactory(live=False, title="Hidden")
    idea = IdeaFactory(theme=theme, live=False)
    gathered = make_approved_release(idea)
    (reason,) = release(gathered)
    assert "Its theme, “Hidden”, is not public and not in this release." in reason
    assert not fresh(idea).live


def test_a_page_below_a_hidden_one_keeps_everything_back() -> None:
    above = SectionPageFactory(live=False, title="Hidden")
    page = SectionPageFactory(parent=above, live=False)
    fresh(page).save_revision()
    gathered = make_approved_release(page)
    (reason,) = release(gathered)
    assert "The page above it, “Hidden”, is not public and not in this release." in reason


def test_what_expires_before_keeps_everything_back(page: SectionPage) -> None:
    change(page, expire_at=timezone.now() + timedelta(hours=1))
    gathered = make_approved_release(page)
    plan(gathered, hours=2)
    with travel(timezone.now() + timedelta(hours=3)):
        (reason,) = release(gathered)
    assert "It expires on" in reason


def test_what_readers_see_already_keeps_everything_back(page: SectionPage, idea: Idea) -> None:
    gathered = make_approved_release(page, idea)
    # A script does not ask.
    fresh(page).latest_revision.publish()
    (reason,) = release(gathered)
    assert "Its latest version is already public" in reason
    assert fresh(idea).statement == "old words"


def test_a_version_overwritten_by_a_script_is_no_longer_approved(page: SectionPage) -> None:
    gathered = make_approved_release(page)
    version = fresh(page).latest_revision
    content = {**version.content, "title": "Slipped in"}
    Revision.objects.filter(pk=version.pk).update(content=content, created_at=timezone.now())
    assert release(gathered)
    assert fresh(page).title == "As it was"


def test_a_version_sent_back_after_its_approval_is_no_longer_approved(page: SectionPage) -> None:
    gathered = make_approved_release(page)
    send_back(page, "Not like this")
    fresh(page).current_workflow_state.cancel(user=person("Paul"))
    (reason,) = release(gathered)
    assert reason.startswith("“As it will be”: Its newest draft is not approved.")
    assert fresh(page).title == "As it was"
