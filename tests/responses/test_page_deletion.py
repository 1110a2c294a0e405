"""No page goes while there are responses to it, and where one goes all the same they stay."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Revision

from consultation.pages.models import SectionPage
from consultation.responses.models import FormVersion, Response, Status
from ideas.deletion import GuardedError, is_on_purpose, on_purpose
from tests.factories import SectionPageFactory, answer, feedback_form
from tests.responses.actions import (
    publish_form,
    read_url,
    sign_in,
    store,
    table,
    text_of,
)
from tests.responses.export_readers import content, csv_rows, xlsx_rows

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def superuser() -> Client:
    return sign_in("superuser")


def delete(client: Client, page: Page) -> str:
    """Try to delete a page as its confirmation screen does; return what the admin then says."""
    url = reverse("wagtailadmin_pages:delete", args=[page.pk])
    for method in (client.get, client.post):
        response = method(url, follow=True)
    return " ".join(response.content.decode().split())


def delete_together(client: Client, *pages: Page) -> str:
    """Try to delete pages by the explorer's bulk action; return what the admin then says."""
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    ids = "&".join(f"id={page.pk}" for page in pages)
    for method in (client.get, client.post):
        response = method(f"{url}?{ids}", follow=True)
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("way", [delete, delete_together])
def test_an_answered_page_is_not_deleted(superuser: Client, page: Page, way) -> None:
    store(page, summary="One")
    assert "“Mechanisms” cannot be deleted: 1 response to it" in way(superuser, page)
    store(page, summary="Two")
    assert "2 responses to it, or to a page below it, must be kept" in way(superuser, page)
    assert SectionPage.objects.filter(pk=page.pk).exists()
    assert Response.objects.filter(page=page).count() == 2


@pytest.mark.parametrize("way", [delete, delete_together])
def test_no_page_above_an_answered_one_is_deleted(superuser: Client, page: Page, way) -> None:
    below = SectionPageFactory(parent=page, blocks=[feedback_form()])
    for _ in range(3):
        store(below, summary="Below")
    store(page, summary="Above")
    consultation = page.get_parent()
    assert "4 responses" in way(superuser, consultation)
    assert "3 responses" in way(superuser, below)
    assert "4 responses" in way(superuser, consultation.get_parent())
    assert Page.objects.filter(pk__in=[page.pk, below.pk, consultation.pk]).count() == 3


@pytest.mark.parametrize("status", [Status.QUARANTINED, Status.EXCLUDED, Status.ERASED])
@pytest.mark.parametrize("way", [delete, delete_together])
def test_what_does_not_count_keeps_its_page_too(
    superuser: Client, page: Page, status: Status, way
) -> None:
    store(page, summary="One")
    Response.objects.update(status=status)
    assert "1 response" in way(superuser, page)
    assert SectionPage.objects.filter(pk=page.pk).exists()


def test_among_several_one_answered_page_keeps_all(superuser: Client, page: Page) -> None:
    store(page, summary="One")
    free = SectionPageFactory(parent=page.get_parent(), title="Unanswered")
    message = delete_together(superuser, free, page)
    assert "“Mechanisms” cannot be deleted" in message
    assert "“Unanswered” cannot be deleted" not in message
    assert Page.objects.filter(pk__in=[free.pk, page.pk]).count() == 2


@pytest.mark.parametrize("way", [delete, delete_together])
def test_an_unanswered_page_is_deleted(superuser: Client, page: Page, way) -> None:
    sibling = SectionPageFactory(parent=page.get_parent(), blocks=[feedback_form()])
    store(sibling, summary="Of the sibling")
    way(superuser, page)
    assert not Page.objects.filter(pk=page.pk).exists()
    assert Response.objects.filter(page=sibling).count() == 1


def test_a_page_whose_path_only_begins_alike_is_deleted(superuser: Client, page: Page) -> None:
    below = SectionPageFactory(parent=page)
    store(page, summary="Above, not below")
    delete(superuser, below)
    assert not Page.objects.filter(pk=below.pk).exists()


def test_other_bulk_actions_go_on(superuser: Client, page: Page) -> None:
    store(page, summary="One")
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    superuser.post(f"{url}?id={page.pk}", {"include_descendants": ""})
    page.refresh_from_db()
    assert not page.live


def page_itself(page: Page) -> None:
    page.delete()


def plain_page(page: Page) -> None:
    Page.objects.get(pk=page.pk).delete()


def query_of_pages(page: Page) -> None:
    Page.objects.filter(pk=page.pk).delete()


def query_of_its_type(page: Page) -> None:
    SectionPage.objects.filter(pk=page.pk).delete()


def page_above(page: Page) -> None:
    page.get_parent().specific.delete()


def all_below(page: Page) -> None:
    page.get_parent().get_descendants().delete()


WAYS_OF_CODE = [page_itself, plain_page, query_of_pages, query_of_its_type, page_above, all_below]


@pytest.mark.parametrize("way", WAYS_OF_CODE)
def test_no_code_deletes_an_answered_page_by_mistake(client: Client, page: Page, way) -> None:
    answered = answer(
        client, page, summary="Stays", role="Local authority leadership"
    ).page_revision_id
    with pytest.raises(GuardedError, match="1 response to it"), transaction.atomic():
        way(page)
    assert Page.objects.filter(pk=page.pk).exists()
    assert Response.objects.get().page_revision_id == answered
    assert Revision.objects.filter(pk=answered).exists()


@pytest.mark.parametrize("way", WAYS_OF_CODE)
def test_code_deletes_an_answered_page_on_purpose(client: Client, page: Page, way) -> None:
    answer(client, page, summary="Stays", role="Local authority leadership")
    with on_purpose("A court said so"):
        way(page)
    assert not Page.objects.filter(pk=page.pk).exists()
    assert Response.objects.get().form_data["summary"] == "Stays"
    assert not is_on_purpose()


def test_a_version_that_was_answered_is_not_deleted_by_code(client: Client, page: Page) -> None:
    answered = answer(client, page).page_revision
    page.title = "Another"
    page.save_revision().publish()
    for way in (answered.delete, Revision.objects.filter(pk=answered.pk).delete):
        with pytest.raises(ProtectedError), transaction.atomic():
            way()


@pytest.fixture
def vanished(client: Client, page: Page) -> Response:
    """Return a response whose page was deleted behind the admin's back."""
    response = answer(client, page, summary="Stays", role="Local authority leadership")
    with on_purpose("A court said so"):
        Page.objects.get(pk=page.get_parent().pk).delete()
    assert not Page.objects.filter(pk=page.pk).exists()
    response.refresh_from_db()
    return response


def test_a_deletion_behind_the_admin_s_back_leaves_everything_but_the_page(
    vanished: Response, page: Page
) -> None:
    assert vanished.page is None
    assert vanished.page_revision is None
    assert vanished.page_pk == page.pk
    assert vanished.page_title == "Mechanisms"
    assert vanished.page_path == page.url_path
    assert vanished.translation_key == page.translation_key
    assert vanished.locale_code == page.locale.language_code
    assert vanished.form_data["summary"] == "Stays"
    assert FormVersion.objects.get(pk=vanished.form_version_id).page is None


def test_a_vanished_page_s_responses_are_listed_and_read(
    analyst: Client, vanished: Response
) -> None:
    (row,) = table(analyst.get("/admin/all-responses/"))
    assert row["Page"].startswith("Mechanisms ")
    text = text_of(analyst.get(read_url(vanished)))
    assert f"page {vanished.page_pk}, deleted) Its address was" in text
    assert "Brief summary" in text
    assert "Stays" in text


@pytest.mark.parametrize(("ending", "rows_of"), [("csv", csv_rows), ("xlsx", xlsx_rows)])
def test_a_vanished_page_s_responses_are_exported(
    analyst: Client, vanished: Response, ending: str, rows_of
) -> None:
    (row,) = rows_of(content(analyst.get(f"/admin/all-responses/?export={ending}")))
    assert row["Reference"] == vanished.reference_text
    assert row["Page"] == "Mechanisms"
    assert row["Brief summary"] == "Stays"
    assert row["Your role"] == "Local authority leadership"


def test_a_vanished_page_s_receipt_and_decisions_still_work(
    client: Client, administrator: Client, vanished: Response
) -> None:
    receipt = client.get(f"/respond/receipt/{vanished.reference_text}/")
    assert vanished.reference_text in receipt.content.decode()
    assert "Erase" in text_of(administrator.get(read_url(vanished)))
    selected = f"?selected-submissions={vanished.pk}"
    administrator.post(
        f"/admin/responses/status/{selected}", {"status": "excluded", "reason": "Why"}
    )
    vanished.refresh_from_db()
    assert vanished.status == Status.EXCLUDED
    administrator.post(f"/admin/responses/erase/{selected}", {"reason": "They asked us to"})
    vanished.refresh_from_db()
    assert vanished.status == Status.ERASED


def test_a_vanished_page_does_not_disturb_the_forms_screen(
    analyst: Client, vanished: Response
) -> None:
    assert table(analyst.get("/admin/forms/")) == []


def test_old_revisions_are_purged_and_answered_ones_kept(client: Client, page: Page) -> None:
    answered = answer(client, page).page_revision_id
    for number in range(3):
        page.title = f"Title {number}"
        page.save_revision().publish()
    publish_form(page)
    unanswered = set(
        Revision.page_revisions.filter(object_id=str(page.pk)).values_list("pk", flat=True)
    ) - {answered, page.latest_revision_id}
    assert len(unanswered) == 3
    for _ in range(2):
        call_command("purge_revisions", stdout=StringIO(), stderr=StringIO())
    kept = set(Revision.page_revisions.filter(object_id=str(page.pk)).values_list("pk", flat=True))
    assert kept == {answered, page.latest_revision_id}
    assert Response.objects.get().page_revision_id == answered
