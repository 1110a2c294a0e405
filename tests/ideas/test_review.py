"""An idea on its way to readers: an editor sends it for review, others decide."""

import pytest
from django.core.management import call_command
from django.test import Client
from wagtail.models import Workflow, WorkflowContentType

from ideas.models import Area, Idea, Theme
from tests.factories import AreaFactory, IdeaFactory, ThemeFactory, reword

from .admin import address, edit, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("set_up_portal")]


def decide(client: Client, item: object, action: str) -> None:
    """Approve or reject what waits for review."""
    item.refresh_from_db()  # type: ignore[attr-defined]
    task = item.current_workflow_task_state  # type: ignore[attr-defined]
    url = address(type(item), "workflow_action", item.pk, action, task.pk)  # type: ignore[attr-defined]
    client.post(url, {"comment": "Looked at"})
    item.refresh_from_db()  # type: ignore[attr-defined]


@pytest.mark.parametrize("factory", [AreaFactory, ThemeFactory, IdeaFactory])
@pytest.mark.parametrize("role", ["Publisher", "Administrator"])
def test_an_editor_submits_and_others_approve(factory: type, role: str) -> None:
    item = factory(live=False)
    assert edit(sign_in("Editor"), item, "action-submit").status_code == 302
    item.refresh_from_db()
    assert item.workflow_in_progress
    decide(sign_in("Reviewer"), item, "approve")
    assert not item.live
    decide(sign_in(role), item, "approve")
    assert item.live


def test_an_editor_cannot_approve_their_own() -> None:
    idea = IdeaFactory(live=False)
    editor = sign_in("Editor")
    edit(editor, idea, "action-submit")
    decide(editor, idea, "approve")
    assert not idea.live


def test_what_is_sent_back_stays_a_draft() -> None:
    idea = IdeaFactory(live=False)
    edit(sign_in("Editor"), idea, "action-submit")
    decide(sign_in("Reviewer"), idea, "reject")
    assert not idea.live
    assert not idea.workflow_in_progress


def test_old_words_stay_until_new_ones_are_approved() -> None:
    idea = IdeaFactory(statement="old words")
    edit(sign_in("Editor"), idea, "action-submit", statement="new words")
    publisher = sign_in("Publisher")
    decide(publisher, idea, "approve")
    assert Idea.objects.get().statement == "old words"
    decide(publisher, idea, "approve")
    assert idea.statement == "new words"


def test_a_publisher_publishes_and_unpublishes_at_once() -> None:
    idea = IdeaFactory(live=False)
    publisher = sign_in("Publisher")
    edit(publisher, idea, "action-publish")
    idea.refresh_from_db()
    assert idea.live
    publisher.post(address(Idea, "unpublish", idea.pk))
    idea.refresh_from_db()
    assert not idea.live
    reword(idea)
    assert idea.live


def test_an_administrator_who_chose_other_reviews_keeps_them() -> None:
    WorkflowContentType.objects.filter(content_type__model="area").delete()
    call_command("setup_portal")
    review = Workflow.objects.get(name="Review")
    assert not Area.get_default_workflow()
    assert [Theme.get_default_workflow(), Idea.get_default_workflow()] == [review, review]
