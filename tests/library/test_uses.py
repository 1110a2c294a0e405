"""Where what is in the question library is used: on live pages and in drafts."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import GroupPagePermission, Page

from consultation.pages.library.models import LibraryEntry
from consultation.pages.library.services import pages_using
from tests.factories import SectionPageFactory, feedback_form, make_user, question
from tests.library.actions import add, draft_of, make_entry
from tests.releases.actions import fresh
from tests.responses.actions import table

pytestmark = pytest.mark.django_db

LIST = "/admin/question-library/"


def usage(entry: LibraryEntry) -> str:
    return f"{LIST}usage/{entry.pk}/"


def used_on(entry: LibraryEntry) -> int:
    number: int = LibraryEntry.objects.with_uses().get(pk=entry.pk).number
    return number


def without_forms(page: Page) -> None:
    """Save a draft without its form."""
    draft = draft_of(page)
    draft.body = [block for block in draft.body if block.block_type != "feedback_form"]
    draft.save_revision()


def publish(page: Page) -> None:
    fresh(page).get_latest_revision().publish()


def test_a_draft_counts_and_so_does_the_live_page(editor: Client) -> None:
    page, entry = SectionPageFactory(title="Parks"), make_entry()
    assert used_on(entry) == 0
    add(editor, page, entry)
    assert used_on(entry) == 1
    publish(page)
    assert used_on(entry) == 1
    without_forms(page)
    assert used_on(entry) == 1, "readers still see it"
    publish(page)
    assert used_on(entry) == 0


def test_a_form_taken_out_of_a_draft_comes_back_with_an_earlier_version(editor: Client) -> None:
    page, entry = SectionPageFactory(), make_entry()
    add(editor, page, entry)
    with_form = fresh(page).get_latest_revision()
    without_forms(page)
    assert used_on(entry) == 0
    with_form.as_object().save_revision()
    assert used_on(entry) == 1


def test_an_unpublished_page_counts_as_a_draft(editor: Client) -> None:
    page, entry = SectionPageFactory(), make_entry()
    add(editor, page, entry)
    publish(page)
    fresh(page).unpublish()
    assert list(pages_using(entry)) == [Page.objects.get(pk=page.pk)]


def test_a_question_in_another_form_is_found(editor: Client) -> None:
    page = SectionPageFactory(blocks=[feedback_form(question("long_text", "why"))])
    entry = make_entry(block=question("rating", "clear", low_label="No", high_label="Yes"))
    add(editor, page, entry)
    assert used_on(entry) == 1


def test_copies_of_a_page_are_found_and_deleted_pages_are_not(editor: Client) -> None:
    page, entry = SectionPageFactory(), make_entry()
    add(editor, page, entry)
    copied = fresh(page).copy(update_attrs={"slug": "copied"}, keep_live=False)
    assert set(pages_using(entry).values_list("pk", flat=True)) == {page.pk, copied.pk}
    copied.delete()
    assert used_on(entry) == 1


def test_the_list_says_on_how_many_pages(editor: Client) -> None:
    used, unused = make_entry("Parks"), make_entry("Buses", question("email", "email"))
    for _ in range(2):
        add(editor, SectionPageFactory(), used)
    rows = table(editor.get(LIST))
    assert [(row["Name"].split()[0], row["Kind"], row["Used on"]) for row in rows] == [
        ("Buses", "Email address", "No page"),
        ("Parks", "Form with 6 questions", "2 pages"),
    ]
    assert table(editor.get(LIST + "?kind=question"))[0]["Name"].startswith("Buses")
    assert table(editor.get(LIST + "?q=park"))[0]["Name"].startswith("Parks")
    assert unused.name not in editor.get(LIST + "?q=park").content.decode()


def test_the_pages_are_listed_with_links(editor: Client) -> None:
    page, entry = SectionPageFactory(title="Green spaces"), make_entry()
    add(editor, page, entry)
    html = BeautifulSoup(editor.get(usage(entry)).content, "html.parser")
    link = html.select_one(f'main a[href="/admin/pages/{page.pk}/edit/"]')
    assert link is not None
    assert "Green spaces (Consultation" in link.get_text()
    assert table(editor.get(usage(entry)))[0]["Used in"] == "Draft"
    publish(page)
    assert table(editor.get(usage(entry)))[0]["Used in"] == "Live page"
    without_forms(page)
    assert table(editor.get(usage(entry)))[0]["Used in"] == "Live page, no longer in its draft"


def test_pages_that_someone_may_not_open_are_not_named() -> None:
    page, other, entry = SectionPageFactory(title="Mine"), SectionPageFactory(title="Not"), None
    entry = make_entry()
    superuser = Client()
    superuser.force_login(make_user("superuser"))
    for each in (page, other):
        add(superuser, each, entry)
    user, group = make_user(username="local"), Group.objects.create(name="Local")
    names = ("access_admin", "change_libraryentry")
    group.permissions.add(*Permission.objects.filter(codename__in=names))
    GroupPagePermission.objects.create(group=group, page=page, permission_type="change")
    user.groups.add(group)
    client = Client()
    client.force_login(user)
    html = client.get(usage(entry)).content.decode()
    assert "Mine (" in html
    assert "Not (" not in html
