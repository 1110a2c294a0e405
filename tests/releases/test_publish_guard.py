"""What waits for a release is not published alone."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from consultation.pages.models import SectionPage
from consultation.workflow.models import ReleaseItem
from consultation.workflow.releases.services import add_items
from tests.factories import IdeaFactory, SectionPageFactory
from tests.factories.editor import edit_page
from tests.ideas.admin import edit, messages, sign_in, words
from tests.releases.actions import (
    approve,
    begin,
    change,
    fresh,
    make_approved_release,
    make_release,
    person,
    plan,
    submit,
)

pytestmark = pytest.mark.django_db

REFUSAL = "was not published, because it is in the release “Second round”."


@pytest.fixture
def page() -> SectionPage:
    page = SectionPageFactory(title="As it was")
    change(page, title="As it will be")
    return fresh(page)


@pytest.fixture
def administrator() -> Client:
    call_command("setup_portal")
    return sign_in("Administrator")


def test_a_page_is_not_published_alone_and_the_draft_is_kept(
    administrator: Client, page: SectionPage
) -> None:
    make_approved_release(page)
    answer = edit_page(administrator, page, title="Typed in")
    said = messages(administrator.get(answer["Location"]))
    assert REFUSAL in said
    assert "take it out of the release first" in said
    assert fresh(page).title == "As it was"
    assert fresh(page).get_latest_revision_as_object().title == "Typed in"


def test_an_idea_is_not_published_alone(administrator: Client) -> None:
    idea = IdeaFactory(lead="", statement="old words")
    change(idea, statement="new words")
    make_release(idea)
    answer = edit(administrator, idea, "action-publish", statement="typed in")
    assert REFUSAL in messages(administrator.get(answer["Location"]))
    assert fresh(idea).statement == "old words"


def test_a_page_is_not_scheduled_alone(administrator: Client, page: SectionPage) -> None:
    make_release(page)
    answer = edit_page(administrator, page, go_live_at="2037-01-01 09:00")
    assert REFUSAL in messages(administrator.get(answer["Location"]))
    assert fresh(page).scheduled_revision is None


@pytest.mark.parametrize("below", [False, True])
def test_several_pages_are_not_published_with_it(
    administrator: Client, page: SectionPage, below: bool
) -> None:
    parent = SectionPageFactory(parent=page.get_parent())
    child = SectionPageFactory(parent=parent, live=False)
    fresh(child).save_revision()
    waiting = child if below else page
    make_release(waiting)
    chosen = parent if below else page
    data: dict[str, Any] = {"include_descendants": "on"} if below else {}
    answer = administrator.post(
        f"/admin/bulk/wagtailcore/page/publish/?id={chosen.pk}&next=/admin/pages/",
        data,
        follow=True,
    )
    assert REFUSAL in messages(answer)
    assert fresh(waiting).has_unpublished_changes


def test_the_admins_own_api_does_not_publish_it(administrator: Client, page: SectionPage) -> None:
    make_approved_release(page)
    answer = administrator.post(f"/admin/api/main/pages/{page.pk}/action/publish/")
    assert answer.status_code == 403
    assert REFUSAL in answer.json()["detail"]
    assert fresh(page).title == "As it was"


def test_the_editor_says_where_it_goes_and_offers_no_publishing(
    administrator: Client, page: SectionPage
) -> None:
    url = f"/admin/pages/{page.pk}/edit/"
    assert "Add to a release" in words(administrator.get(url))
    plan(make_release(page))
    screen = administrator.get(url)
    assert "This will be published with the release “Second round” on" in messages(screen)
    assert 'name="action-publish"' not in screen.content.decode()
    assert "Add to a release" not in words(screen)


def test_the_last_step_of_its_review_does_not_offer_to_publish(
    administrator: Client, page: SectionPage
) -> None:
    submit(page)
    approve(page, by=["Rita"])
    url = f"/admin/pages/{page.pk}/edit/"
    assert "Approve and Publish" in words(administrator.get(url))
    make_release(page)
    assert "Approve and Publish" not in words(administrator.get(url))


@pytest.mark.database
def test_one_thing_waits_for_one_release(page: SectionPage) -> None:
    release = make_release(page)
    second = begin(release.consultation, "Third round")
    result = add_items(second, [fresh(page)], person("Edith"))
    assert result.refused == ["“As it will be” is already in the release “Second round”."]
    member = release.items.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        ReleaseItem.objects.create(
            release=second,
            content_type=member.content_type,
            object_id=member.object_id,
            title="Twice",
            kind="Section",
        )
