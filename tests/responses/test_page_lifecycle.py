"""Pages renamed, moved, unpublished, copied, aliased: whose responses are whose."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from consultation.pages.models import SectionPage
from consultation.responses.models import Response
from tests.factories import ConsultationPageFactory, answer
from tests.responses.actions import (
    list_rows,
    list_url,
    read_url,
    sign_in,
    table,
    text_of,
    was_refused,
)
from tests.responses.export_readers import csv_rows, export, xlsx_rows

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def rename(page: Page) -> None:
    page.title, page.slug = "Renamed", "renamed"
    page.save_revision().publish()


def move(page: Page) -> None:
    page.move(ConsultationPageFactory(title="Elsewhere"), pos="last-child")


def unpublish(page: Page) -> None:
    page.unpublish()


def move_an_ancestor(page: Page) -> None:
    page.get_parent().specific.move(ConsultationPageFactory().get_parent(), pos="first-child")


def go_back_to_the_first_revision(page: Page) -> None:
    page.body = []
    page.save_revision().publish()
    page.revisions.order_by("pk").first().publish()


CHANGES = [rename, move, unpublish, move_an_ancestor, go_back_to_the_first_revision]


def summaries(client: Client, page: Page) -> list[str]:
    """Return the summaries in the page's list, which must be those of both exports."""
    in_list = [row["Brief summary"] for row in list_rows(client, page)]
    for rows in (
        csv_rows(export(client, page, "csv")),
        xlsx_rows(export(client, page, "xlsx")),
    ):
        assert [row["Brief summary"] for row in rows] == in_list
    return in_list


def answer_with(client: Client, page: Page, summary: str) -> Response:
    """Answer the standard form."""
    return answer(client, page, summary=summary, role="Local authority leadership")


@pytest.mark.parametrize("change", CHANGES)
def test_every_response_stays_where_it_was(
    client: Client, analyst: Client, page: Page, change: Callable[[Page], Any]
) -> None:
    response = answer_with(client, page, "From before")
    change(SectionPage.objects.get(pk=page.pk))
    page = SectionPage.objects.get(pk=page.pk)
    assert summaries(analyst, page) == ["From before"]
    (row,) = table(analyst.get("/admin/forms/"))
    assert (row["Page"], row["Responses"]) == (page.title, "1")
    text = text_of(analyst.get(read_url(response)))
    assert "Brief summary" in text
    assert "From before" in text


def test_a_renamed_page_s_old_name_is_kept_with_the_response(
    client: Client, analyst: Client, page: Page
) -> None:
    response = answer_with(client, page, "From before")
    rename(page)
    shown = text_of(analyst.get(read_url(response)))
    assert f"page {page.pk}) (then called “Mechanisms”)" in shown
    assert csv_rows(export(analyst, page, "csv"))[0]["Page"] == "Renamed"
    newer = answer_with(client, SectionPage.objects.get(pk=page.pk), "From after")
    assert "then called" not in text_of(analyst.get(read_url(newer)))


def test_a_page_that_was_moved_is_answered_at_its_new_place(
    client: Client, analyst: Client, page: Page
) -> None:
    answer_with(client, page, "Before")
    move(page)
    page = SectionPage.objects.get(pk=page.pk)
    newer = answer_with(client, page, "After")
    assert newer.page_path == page.url_path
    assert summaries(analyst, page) == ["After", "Before"]


def test_a_copy_has_its_own_responses(client: Client, analyst: Client, page: Page) -> None:
    answer_with(client, page, "To the original")
    copy = page.copy(update_attrs={"title": "The copy", "slug": "the-copy"})
    rows = {row["Page"]: row["Responses"] for row in table(analyst.get("/admin/forms/"))}
    assert rows == {"Mechanisms": "1", "The copy": "0"}
    answer_with(client, SectionPage.objects.get(pk=copy.pk), "To the copy")
    assert summaries(analyst, copy) == ["To the copy"]
    assert summaries(analyst, page) == ["To the original"]


def test_a_copy_made_in_the_admin_has_its_own_responses(
    client: Client, analyst: Client, page: Page
) -> None:
    answer_with(client, page, "To the original")
    sign_in("Publisher").post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {
            "new_title": "The copy",
            "new_slug": "the-copy",
            "new_parent_page": page.get_parent().pk,
        },
    )
    copy = SectionPage.objects.get(slug="the-copy")
    # A copy begins as a draft, which a second person has to see.
    copy.get_latest_revision().publish()
    answer_with(client, copy, "To the copy")
    assert summaries(analyst, copy) == ["To the copy"]
    assert summaries(analyst, page) == ["To the original"]


def test_a_copy_that_is_not_live_is_not_listed_before_it_is(analyst: Client, page: Page) -> None:
    copy = page.copy(update_attrs={"slug": "copy", "title": "The copy"}, keep_live=False)
    assert [row["Page"] for row in table(analyst.get("/admin/forms/"))] == ["Mechanisms"]
    copy.get_latest_revision().publish()
    assert len(table(analyst.get("/admin/forms/"))) == 2


def test_an_alias_has_its_own_responses(client: Client, analyst: Client, page: Page) -> None:
    alias = page.create_alias(
        parent=ConsultationPageFactory(), update_slug="alias", update_locale=None
    )
    alias = SectionPage.objects.get(pk=alias.pk)
    answer_with(client, alias, "To the alias")
    answer_with(client, page, "To the original")
    assert summaries(analyst, alias) == ["To the alias"]
    assert summaries(analyst, page) == ["To the original"]


def test_pages_of_one_consultation_do_not_share_a_reworded_question(
    client: Client, analyst: Client, page: Page
) -> None:
    copy = page.copy(update_attrs={"slug": "copy", "title": "The copy"})
    raw = [dict(block) for block in copy.specific.body.raw_data]
    for question in raw[0]["value"]["questions"]:
        if question["value"]["key"] == "summary":
            question["value"]["label"] = "In one line"
    copy = copy.specific
    copy.body = copy.body.stream_block.to_python(raw)
    copy.save_revision().publish()
    answer_with(client, SectionPage.objects.get(pk=copy.pk), "To the copy")
    answer_with(client, page, "To the original")
    assert list_rows(analyst, copy)[0]["In one line"] == "To the copy"
    assert "In one line" not in list_rows(analyst, page)[0]


def test_a_page_that_never_had_a_form_has_no_list(analyst: Client, page: Page) -> None:
    assert was_refused(analyst.get(list_url(page.get_parent())))
