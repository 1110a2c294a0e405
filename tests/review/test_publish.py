"""Nothing goes out that a second person has not seen, by whichever way it is published."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from time_machine import travel
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision
from wagtail.test.utils.form_data import querydict_from_html

from consultation.pages.models import SectionPage
from ideas.models import Area
from tests.factories import AreaFactory, ConsultationPageFactory, SectionPageFactory
from tests.factories.ideas import the_set
from tests.ideas.admin import add
from tests.ideas.admin import words as screen_words
from tests.review.actions import (
    browser_of,
    decide,
    edit_url,
    fresh,
    step_of,
    submit,
    words_of,
    write,
)

pytestmark = pytest.mark.django_db

KEPT = "Saved as a draft, not published."


def publish(user: Any, item: Any, words: str | None = None, **more: Any) -> str:
    """Press "Publish" in the editor and return the words of the editor afterwards."""
    response = write(user, item, words, "action-publish", **more)
    assert response.status_code == 302
    return screen_words(_follow(user, response, item))


def _follow(user: Any, response: Any, item: Any) -> Any:
    browser = response.client if hasattr(response, "client") else browser_of(user)
    return browser.get(edit_url(item))


def alone_entries() -> list[Any]:
    return [
        *PageLogEntry.objects.filter(action="review.published_alone"),
        *ModelLogEntry.objects.filter(action="review.published_alone"),
    ]


def test_an_author_publishes_nothing(item: Any, publisher: Any) -> None:
    told = publish(publisher, item, "My own words")
    assert KEPT in told
    assert "Send it for review, or ask another publisher" in told
    assert words_of(item) != "My own words"
    draft = fresh(item).get_latest_revision_as_object()
    assert "My own words" in str(draft)
    assert not alone_entries()


def test_the_button_is_not_there_for_an_author(
    item: Any, publisher: Any, other_publisher: Any
) -> None:
    write(publisher, item, "My own words")
    own = browser_of(publisher).get(edit_url(item))
    assert b'name="action-publish"' not in own.content
    assert "You changed this yourself, so you cannot publish it" in screen_words(own)
    assert b'name="action-publish"' in browser_of(other_publisher).get(edit_url(item)).content


def test_a_second_person_publishes_what_others_wrote(
    item: Any, editor: Any, publisher: Any
) -> None:
    write(editor, item, "New words")
    publish(publisher, item)
    assert words_of(item) == "New words"


def test_a_second_person_who_changes_it_as_well_does_not(
    item: Any, editor: Any, publisher: Any
) -> None:
    write(editor, item, "New words")
    assert KEPT in publish(publisher, item, "Newer words")
    assert words_of(item) not in ("New words", "Newer words")


def test_what_is_in_review_is_not_published_by_its_author(
    item: Any, publisher: Any, other_publisher: Any
) -> None:
    submit(publisher, item, "My own words")
    told = publish(publisher, item)
    assert "is already in review" in told
    assert "These people can: Petra." in told
    assert step_of(item) == "Content review"


def test_an_approved_version_may_be_published_again_by_its_author(
    item: Any, publisher: Any, reviewer: Any, other_publisher: Any
) -> None:
    submit(publisher, item, "My own words")
    decide(reviewer, item)
    decide(other_publisher, item)
    fresh(item).unpublish()
    publish(publisher, item)
    assert fresh(item).live
    assert words_of(item) == "My own words"


def test_nothing_is_scheduled_by_its_author(item: Any, publisher: Any) -> None:
    moment = timezone.now() + timedelta(days=1)
    typed = timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
    assert KEPT in publish(publisher, item, "My own words", go_live_at=typed)
    assert not Revision.objects.exclude(approved_go_live_at=None).exists()
    with travel(moment + timedelta(days=1)):
        call_command("publish_scheduled")
    assert words_of(item) != "My own words"


def test_a_second_person_schedules_and_it_goes_out(item: Any, editor: Any, publisher: Any) -> None:
    write(editor, item, "New words")
    moment = timezone.now() + timedelta(days=1)
    typed = timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
    write(publisher, item, None, "action-publish", go_live_at=typed)
    with travel(moment + timedelta(days=1)):
        call_command("publish_scheduled")
    assert words_of(item) == "New words"


def test_a_user_who_restores_an_older_version_cannot_publish_it(
    page: Any, editor: Any, publisher: Any
) -> None:
    old = page.latest_revision
    write(editor, page, "New words")
    publish(publisher, page)
    browser = browser_of(publisher)
    url = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, old.pk])
    form = querydict_from_html(browser.get(url).content.decode(), form_id="page-edit-form")
    assert "action-publish" not in form
    form.update({"action-publish": "1", "body-count": "0", "formats-count": "0"})
    assert KEPT in screen_words(browser.post(url, form, follow=True))
    assert words_of(page) == "New words"
    assert fresh(page).get_latest_revision_as_object().title == old.as_object().title


def test_a_new_page_begins_as_a_draft(publisher: Any) -> None:
    parent = ConsultationPageFactory()
    browser = browser_of(publisher)
    url = reverse("wagtailadmin_pages:add", args=["consultation", "sectionpage", parent.pk])
    html = browser.get(url).content.decode()
    assert 'name="action-publish"' not in html
    form = querydict_from_html(html, form_id="page-edit-form")
    form.update(
        {"title": "Brand new", "slug": "brand-new", "body-count": "0", "formats-count": "0"}
    )
    form["action-publish"] = "1"
    told = browser.post(url, form, follow=True)
    assert KEPT in screen_words(told)
    assert not SectionPage.objects.get(title="Brand new").live


def test_a_new_idea_begins_as_a_draft(publisher: Any) -> None:
    fields = {"idea_set": the_set().pk, "name": "Brand new"}
    area = add(browser_of(publisher), Area, "action-publish", **fields)
    assert not area.live


def test_a_superuser_may_publish_alone_and_it_is_noted(item: Any, superuser: Any) -> None:
    told = publish(superuser, item, "In an emergency")
    assert words_of(item) == "In an emergency"
    assert "is now public, although no second person has seen it" in told
    (entry,) = alone_entries()
    assert (entry.user, entry.message) == (superuser, "Published without a second person")


def test_a_superuser_who_publishes_what_others_wrote_is_not_noted(
    item: Any, editor: Any, superuser: Any
) -> None:
    write(editor, item, "New words")
    publish(superuser, item)
    assert words_of(item) == "New words"
    assert not alone_entries()


def test_a_superuser_may_make_and_publish_a_page_alone(superuser: Any) -> None:
    add(browser_of(superuser), Area, "action-publish", idea_set=the_set().pk, name="Brand new")
    assert Area.objects.get(name="Brand new").live
    assert len(alone_entries()) == 1


def bulk_publish(browser: Client, pages: list[Page], descendants: bool = False) -> Any:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    query = "&".join(f"id={page.pk}" for page in pages)
    data = {"include_descendants": "on"} if descendants else {}
    return browser.post(f"{url}?{query}&next=/admin/", data)


def test_several_pages_are_published_only_if_others_have_seen_all(
    editor: Any, publisher: Any
) -> None:
    first, second = SectionPageFactory(), SectionPageFactory()
    write(editor, first, "By Anna")
    write(publisher, second, "By Paul")
    browser = browser_of(publisher)
    bulk_publish(browser, [first, second])
    assert words_of(first) != "By Anna"
    assert words_of(second) != "By Paul"
    assert "Nothing was published. You changed “By Paul” yourself" in screen_words(
        browser.get("/admin/")
    )
    bulk_publish(browser, [first])
    assert words_of(first) == "By Anna"


def test_drafts_below_are_looked_at_as_well(editor: Any, publisher: Any) -> None:
    above = SectionPageFactory()
    below = SectionPageFactory(parent=above, live=False, title="Below")
    write(editor, above, "By Anna")
    write(publisher, below, "By Paul")
    bulk_publish(browser_of(publisher), [above], descendants=True)
    assert not fresh(below).live
    assert words_of(above) != "By Anna"


def test_a_superuser_may_publish_several_alone(editor: Any, superuser: Any) -> None:
    first, second = SectionPageFactory(), SectionPageFactory()
    write(editor, first, "By Anna")
    write(superuser, second, "By Root")
    bulk_publish(browser_of(superuser), [first, second])
    assert [words_of(first), words_of(second)] == ["By Anna", "By Root"]
    assert [entry.page_id for entry in alone_entries()] == [second.pk]


def copy(browser: Client, page: Page, **changes: str) -> Any:
    url = reverse("wagtailadmin_pages:copy", args=[page.pk])
    form = {
        "new_title": "The copy",
        "new_slug": "the-copy",
        "new_parent_page": str(page.get_parent().pk),
        **changes,
    }
    return browser.post(url, form, follow=True)


def test_a_copy_begins_as_a_draft(page: Any, publisher: Any) -> None:
    told = copy(browser_of(publisher), page, publish_copies="on")
    assert "A second person has to see a copy before it is published" in screen_words(told)
    assert not Page.objects.filter(slug="the-copy").exists()
    copy(browser_of(publisher), page)
    made = Page.objects.get(slug="the-copy").specific
    assert not made.live
    assert KEPT in publish(publisher, made)


def test_a_superuser_may_publish_a_copy_alone(page: Any, superuser: Any) -> None:
    copy(browser_of(superuser), page, publish_copies="on")
    made = Page.objects.get(slug="the-copy")
    assert made.live
    assert [entry.page_id for entry in alone_entries()] == [made.pk]


def test_an_alias_shows_what_was_published_and_nothing_else(editor: Any, publisher: Any) -> None:
    page = SectionPageFactory(title="Public words")
    write(editor, page, "Draft words")
    copy(browser_of(publisher), page, alias="on")
    alias = Page.objects.get(slug="the-copy")
    assert (alias.live, alias.title) == (True, "Public words")


def test_an_alias_of_a_draft_is_not_published_by_itself(publisher: Any) -> None:
    draft = SectionPageFactory(live=False, title="No one has seen this")
    write(publisher, draft, "No one has seen this either")
    copy(browser_of(publisher), draft, alias="on")
    alias = Page.objects.get(slug="the-copy")
    bulk_publish(browser_of(publisher), [alias])
    assert not fresh(alias).live


def test_the_admins_api_keeps_to_the_rule(editor: Any, publisher: Any, superuser: Any) -> None:
    page = SectionPageFactory()
    write(publisher, page, "By Paul")
    url = f"/admin/api/main/pages/{page.pk}/action/publish/"
    refused = browser_of(publisher).post(url)
    assert refused.status_code == 403
    assert "You changed “By Paul” yourself" in refused.json()["detail"]
    assert words_of(page) != "By Paul"
    copied = browser_of(publisher).post(
        f"/admin/api/main/pages/{page.pk}/action/copy/", {"slug": "by-api", "keep_live": "true"}
    )
    assert copied.status_code == 403
    assert not Page.objects.filter(slug="by-api").exists()
    assert browser_of(superuser).post(url).status_code == 200
    assert words_of(page) == "By Paul"
    assert not alone_entries()


def test_commands_publish_as_before(editor: Any) -> None:
    area = AreaFactory()
    draft = area.get_latest_revision_as_object()
    draft.name = "By a command"
    draft.save_revision(user=editor).publish(user=None)
    assert words_of(area) == "By a command"
