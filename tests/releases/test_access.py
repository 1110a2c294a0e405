"""Who comes to which screen of releases, and who can do what there."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import GroupPagePermission, Page

from consultation.pages.models import SectionPage
from consultation.workflow.models import Release, ReleaseState
from tests.factories import IdeaFactory, SectionPageFactory, make_user
from tests.ideas.admin import messages, sign_in, was_refused, words
from tests.releases.actions import begin, change, fresh, make_approved_release, make_release

pytestmark = pytest.mark.django_db

SEEING = [
    "/admin/releases/",
    "/admin/releases/results/",
    "/admin/releases/{release}/",
    "/admin/releases/history/{release}/",
    "/admin/releases/history-results/{release}/",
]
GATHERING = [
    "/admin/releases/new/",
    "/admin/releases/edit/{release}/",
    "/admin/releases/{release}/drafts/",
    "/admin/releases/{release}/remove/{member}/",
    "/admin/releases/put/page/{page}/",
    "/admin/releases/put/idea/{idea}/",
]
DECIDING = [
    "/admin/releases/{release}/schedule/",
    "/admin/releases/{release}/release/",
    "/admin/releases/{release}/cancel/",
]
MAY = {
    "Editor": SEEING + GATHERING,
    "Reviewer": SEEING,
    "Publisher": SEEING + GATHERING + DECIDING,
    "Analyst": [],
    "Administrator": SEEING + GATHERING + DECIDING,
}


@pytest.fixture
def release() -> Release:
    page = SectionPageFactory(title="Secret plan")
    change(page)
    return make_approved_release(page)


@pytest.fixture
def addresses(release: Release) -> dict[str, str]:
    """Return every address with the ids filled in, by its pattern."""
    spare = SectionPageFactory(parent=release.consultation)
    idea = IdeaFactory()
    for item in (spare, idea):
        change(item)
    ids = {"release": release.pk, "member": release.items.get().pk}
    return {
        address: address.format(**ids, page=spare.pk, idea=idea.pk)
        for address in SEEING + GATHERING + DECIDING
    }


@pytest.mark.parametrize("role", MAY)
def test_who_comes_where(release: Release, addresses: dict[str, str], role: str) -> None:
    client = sign_in(role)
    for address, url in addresses.items():
        seen = client.get(url)
        if address in MAY[role]:
            # Taking out is done by a button; there is nothing to see.
            assert seen.status_code == (405 if "/remove/" in address else 200), address
            continue
        data = {"release": release.pk, "moment": "2037-01-01 09:00"}
        for answer in (seen, client.post(url, data)):
            assert was_refused(answer), address
            assert b"Secret plan" not in answer.content
    front = client.get("/admin/")
    assert ('"/admin/releases/"' in front.content.decode()) is bool(MAY[role])
    assert "Second round" not in messages(front)
    release.refresh_from_db()
    assert release.state == ReleaseState.DRAFT
    assert release.items.count() == 1


def test_no_one_comes_there_without_signing_in(client: Client, addresses: dict[str, str]) -> None:
    for url in addresses.values():
        for answer in (client.get(url), client.post(url)):
            assert answer.status_code == 302
            assert answer["Location"].startswith("/admin/login/?next=")


def test_what_is_not_there_is_not_found() -> None:
    client = sign_in("superuser")
    for address in (
        "/admin/releases/999999/",
        "/admin/releases/999999/schedule/",
        "/admin/releases/put/page/999999/",
        "/admin/releases/put/user/1/",
        "/admin/releases/delete/1/",
        "/admin/releases/usage/1/",
        "/admin/releases/copy/1/",
    ):
        assert client.get(address).status_code == 404, address


def editor_of(page: Page, *actions: str) -> Client:
    """Return someone with all rights over releases, and over one page only."""
    group = Group.objects.create(name="Owners")
    for action in actions:
        GroupPagePermission.objects.create(group=group, page=page, permission_type=action)
    user = make_user("Publisher")
    publishers = user.groups.get()
    publishers.page_permissions.all().delete()
    user.groups.add(group)
    client = Client()
    client.force_login(user)
    return client


def test_a_right_over_releases_gives_none_over_pages() -> None:
    mine, other = SectionPageFactory.create_batch(2)
    for page in (mine, other):
        change(page, title=f"New {page.title}")
    client = editor_of(mine, "change")
    release = begin(other.get_parent().specific)
    assert f"New {other.title}" not in words(client.get(f"/admin/releases/{release.pk}/drafts/"))
    assert was_refused(
        client.post(f"/admin/releases/put/page/{other.pk}/", {"release": release.pk})
    )
    box = f"{other.get_base_content_type().pk}-{other.pk}"
    client.post(f"/admin/releases/{release.pk}/drafts/", {"item": box})
    assert not release.items.exists()
    full = make_release(other, title="Full")
    Group.objects.get(name="Publisher").page_permissions.all().delete()
    member = full.items.get()
    assert was_refused(client.post(f"/admin/releases/{full.pk}/remove/{member.pk}/"))
    assert full.items.exists()


@pytest.mark.parametrize("view", ["schedule", "release"])
def test_no_one_releases_what_they_may_not_publish(view: str) -> None:
    page: SectionPage = SectionPageFactory(title="Not theirs")
    change(page)
    release = make_approved_release(page)
    client = editor_of(page, "change")
    answer = client.post(
        f"/admin/releases/{release.pk}/{view}/", {"planned_at": "2037-01-01 09:00"}, follow=True
    )
    assert "“Not theirs”: you do not have permission to publish it." in messages(answer)
    release.refresh_from_db()
    assert release.state == ReleaseState.DRAFT
    assert fresh(page).has_unpublished_changes
