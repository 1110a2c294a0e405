"""A block that was just put in is empty: the draft is saved and shown, and does not go out."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from consultation.feedback.blocks.form import QuestionsBlock
from consultation.pages.blocks import ContentBlock
from consultation.pages.models import SectionPage
from tests.factories import ConsultationPageFactory, SectionPageFactory, feedback_form, question
from tests.factories.editor import edit_page, editor_form, stream_data, stream_errors

pytestmark = pytest.mark.django_db

CHOICES = ("single_choice", "several_choices")


def as_inserted(block: Any) -> Any:
    """Return what the editor puts in when someone chooses a block."""
    return block.get_prep_value(block.get_default())


BLOCKS = {
    **{kind: as_inserted(block) for kind, block in ContentBlock().child_blocks.items()},
    **{
        f"question: {kind}": feedback_form({"type": kind, "value": as_inserted(block)})["value"]
        for kind, block in QuestionsBlock().child_blocks.items()
    },
}


def save_by_itself(client: Client, page: Any, **streams: Any) -> Any:
    """Send a page's form as its editor does while someone types."""
    form = editor_form(client, page, **streams)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(address, form, headers={"accept": "application/json"}).json()


@pytest.fixture
def page() -> SectionPage:
    return SectionPageFactory()


@pytest.mark.parametrize("kind", BLOCKS)
def test_an_empty_block_is_saved_with_the_draft_and_shown_in_it(
    publisher: Client, page: SectionPage, kind: str
) -> None:
    block = {"type": "feedback_form" if ":" in kind else kind, "value": BLOCKS[kind]}
    assert save_by_itself(publisher, page, body=[block])["success"]
    assert [each["type"] for each in stream_data(page, "body")] == [block["type"]]
    draft = publisher.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    assert draft.status_code == 200


@pytest.mark.parametrize("kind", CHOICES)
def test_a_new_choice_begins_with_two_empty_options(kind: str) -> None:
    inserted = as_inserted(QuestionsBlock().child_blocks[kind])
    assert [option["value"] for option in inserted["options"]] == ["", ""]


@pytest.mark.parametrize("kind", CHOICES)
def test_a_choice_with_an_empty_option_does_not_go_out(
    publisher: Client, page: SectionPage, kind: str
) -> None:
    asked = feedback_form(question(kind, "choice", options=["Yes", ""]))
    errors = stream_errors(edit_page(publisher, page, body=[asked]))
    assert errors == {"0/questions/0/options/1": "This field is required."}


def test_a_new_scale_without_a_name_is_saved_with_the_draft(
    publisher: Client, page: SectionPage
) -> None:
    kind = QuestionsBlock().child_blocks["idea_scoring"]
    value = as_inserted(kind)
    value["scales"] += [as_inserted(kind.child_blocks["scales"].child_block)] * 2
    asked = feedback_form({"type": "idea_scoring", "value": value})
    assert save_by_itself(publisher, page, body=[asked])["success"]


@pytest.mark.parametrize("field", ["roles", "reflections"])
def test_new_answers_of_a_list_are_saved_with_the_draft(publisher: Client, field: str) -> None:
    page = ConsultationPageFactory()
    for answers in ([], [{"type": "option", "value": ""}] * 2):
        assert save_by_itself(publisher, page, **{field: answers})["success"]
