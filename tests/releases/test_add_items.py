"""What cannot be put into a release, each with the reason."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import get_language, override

from consultation.pages.models import SectionPage
from consultation.workflow.models import ReleaseItem
from consultation.workflow.releases import services
from consultation.workflow.releases.services import add_items
from consultation.workflow.releases.views import add_item_url
from tests.factories import ConsultationPageFactory, IdeaFactory, SectionPageFactory, redraft
from tests.releases.actions import begin, fresh, person
from tests.responses.actions import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def page() -> SectionPage:
    """Return a public page with a draft that waits to be published."""
    page = SectionPageFactory(title="The centre")
    page.title = "The new centre"
    page.save_revision()
    return fresh(page)


def refused(item: object, page: SectionPage) -> list[str]:
    """Return why something cannot be put into a release of a page's consultation."""
    added = add_items(begin(page.consultation), [item], person("Edith", "Editor"))
    assert bool(added.titles) != bool(added.refused)
    return added.refused


def test_a_draft_is_put_in(page: SectionPage) -> None:
    assert refused(page, page) == []


def test_the_record_is_in_the_language_of_the_portal(
    page: SectionPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "kind_of", lambda item: get_language())
    with override("cy"):
        assert refused(page, page) == []
    assert ReleaseItem.objects.get().kind == "en-gb"


def test_a_page_of_another_consultation(page: SectionPage) -> None:
    (reason,) = refused(SectionPageFactory(parent=ConsultationPageFactory(), live=False), page)
    assert f"is not a page of “{page.consultation.title}”" in reason


def test_what_has_nothing_to_publish(page: SectionPage) -> None:
    for item in (SectionPageFactory(parent=page.consultation), IdeaFactory()):
        (reason,) = refused(item, page)
        assert "has no changes to publish" in reason


def test_an_alias(page: SectionPage) -> None:
    alias = page.create_alias(parent=page.consultation, update_slug="alias")
    SectionPage.objects.filter(pk=alias.pk).update(has_unpublished_changes=True)
    (reason,) = refused(fresh(alias), page)
    assert "is an alias" in reason


def test_what_goes_live_by_itself(page: SectionPage) -> None:
    for item in (page, IdeaFactory()):
        draft = redraft(item) if item is not page else page.get_latest_revision()
        later = timezone.now() + timedelta(days=1)
        type(draft).objects.filter(pk=draft.pk).update(approved_go_live_at=later)
        (reason,) = refused(fresh(item), page)
        assert "has its own schedule to go live" in reason


def test_what_is_in_another_release(page: SectionPage) -> None:
    add_items(begin(page.consultation, "The first"), [page], person("Edith", "Editor"))
    (reason,) = refused(page, page)
    assert "is already in the release “The first”" in reason


@pytest.mark.parametrize("meanwhile", ["put into another release", "cancelled"])
def test_what_another_user_has_just_done_is_reported(
    page: SectionPage, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    release = begin(page.consultation)
    client = sign_in("Publisher")
    # Between the two looks whether it can be put in.
    look = services.new_place

    def look_late(*args: Any) -> ReleaseItem:
        if meanwhile == "cancelled":
            raise services.ReleaseError(f"“{release}” is already cancelled.")
        place = look(*args)
        ReleaseItem(
            release=begin(page.consultation, "The first"),
            content_type=place.content_type,
            object_id=place.object_id,
        ).save()
        return place

    monkeypatch.setattr(services, "new_place", look_late)
    answer = client.post(add_item_url(page), {"release": release.pk}, follow=True)
    assert answer.status_code == 200
    said = "is already cancelled" if meanwhile == "cancelled" else "Try again"
    assert said in answer.content.decode()
    assert not release.items.exists()
