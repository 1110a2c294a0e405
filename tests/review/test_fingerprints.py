"""Which saves are changes: those that alter what is read, and no others."""

from typing import Any

import pytest
from wagtail.models import Page, Revision

from consultation.workflow.review.fingerprints import read_fingerprints
from home.demo.services import load_demo
from tests.factories import IdeaFactory, SectionPageFactory, ThemeFactory
from tests.review.actions import fresh, write

pytestmark = [pytest.mark.django_db]


def last_two(item: Any) -> list[str]:
    """Return the fingerprints of a thing's two newest versions."""
    versions = fresh(item).revisions.order_by("-created_at", "-pk")[:2]
    found = read_fingerprints(version.pk for version in versions)
    return [found[version.pk] for version in versions]


def test_the_editor_changes_nothing_in_what_came_with_code(superuser: Any) -> None:
    load_demo()
    titles = ("Possible mechanisms for change", "Your view of the whole", "Making the case")
    pages = list(Page.objects.filter(title__in=titles).specific())
    assert len(pages) == len(titles)
    for thing in (*pages, IdeaFactory(live=False), ThemeFactory(live=False)):
        write(superuser, thing)
        new, old = last_two(thing)
        assert new == old, thing


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<p>One</p>", "<p>Two</p>"),
        ("<p>One</p>", "<p><b>One</b></p>"),
        ("<p>One</p>", ""),
    ],
)
def test_other_words_in_a_block_are_a_change(superuser: Any, before: str, after: str) -> None:
    page = SectionPageFactory(blocks=[{"type": "rich_text", "value": before}])
    body = [{"type": "rich_text", "value": after}] if after else []
    write(superuser, page, body=body)
    new, old = last_two(page)
    assert new != old


def test_another_order_of_blocks_is_a_change(superuser: Any) -> None:
    texts = [{"type": "rich_text", "value": f"<p>{word}</p>"} for word in ("One", "Two")]
    page = SectionPageFactory(blocks=texts)
    write(superuser, page, body=texts[::-1])
    new, old = last_two(page)
    assert new != old


def test_another_address_is_a_change(superuser: Any) -> None:
    page = SectionPageFactory()
    write(superuser, page, slug="elsewhere")
    new, old = last_two(page)
    assert new != old


def test_a_version_that_was_written_over_is_looked_at_anew(superuser: Any, page: Any) -> None:
    write(superuser, page, "Once")
    version = fresh(page).latest_revision
    before = read_fingerprints([version.pk])
    write(superuser, page, "Twice", overwrite_revision_id=str(version.pk))
    assert fresh(page).latest_revision_id == version.pk
    assert read_fingerprints([version.pk]) != before


def test_what_was_read_once_is_remembered(page: Any, django_assert_num_queries: Any) -> None:
    version = Revision.objects.for_instance(page).get()
    with django_assert_num_queries(2):
        read_fingerprints([version.pk])
    with django_assert_num_queries(1):
        read_fingerprints([version.pk])
