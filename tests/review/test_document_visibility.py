"""A document is public while something public uses it."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import (
    ReferenceIndex,
)

from consultation.workflow.previews.services import revoke_preview
from tests.factories import IdeaFactory, SectionPageFactory, make_user, redraft
from tests.previews.actions import share
from tests.releases.actions import fresh
from tests.review.files import content, document_block, document_link, make_document

pytestmark = pytest.mark.django_db


@pytest.mark.database
@pytest.mark.parametrize("block", [document_block, document_link])
def test_document_is_public_while_a_live_page_uses_it(block: Any, client: Client) -> None:
    document = make_document()
    assert client.get(document.url).status_code == 404
    page = SectionPageFactory(blocks=[block(document)])
    answer = client.get(document.url)
    assert (answer.status_code, content(answer)) == (200, b"Approved")
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    page.unpublish()
    assert client.get(document.url).status_code == 404


@pytest.mark.database
def test_document_of_a_live_idea_is_public(client: Client) -> None:
    document = make_document()
    idea = IdeaFactory(description=document_link(document)["value"])
    idea.save_revision().publish()
    assert client.get(document.url).status_code == 200


def test_document_is_public_before_the_worker_has_come_to_the_index(
    client: Client, settings: Any
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    document = make_document()
    page = SectionPageFactory()
    redraft(page, body=[document_block(document)])
    assert client.get(document.url).status_code == 404
    fresh(page).latest_revision.publish()
    assert ReferenceIndex.get_references_to(document).exists()
    assert client.get(document.url).status_code == 200


def test_document_of_a_draft_is_seen_by_staff_alone(client: Client) -> None:
    document = make_document()
    redraft(SectionPageFactory(), body=[document_block(document)])
    assert client.get(document.url).status_code == 404
    client.force_login(make_user())
    assert client.get(document.url).status_code == 404
    for role in ("Editor", "Reviewer", "Analyst"):
        client.force_login(make_user(role))
        assert client.get(document.url).status_code == 200, role


@pytest.mark.database
def test_private_preview_shows_the_documents_of_its_version(client: Client) -> None:
    document = make_document()
    page = SectionPageFactory()
    redraft(page, body=[document_block(document)])
    preview = share(page, make_user("Editor"))
    assert client.get(preview.path).status_code == 200
    assert client.get(document.url).status_code == 200
    assert revoke_preview(preview, preview.created_by)
    assert client.get(document.url).status_code == 404
