"""An answer is bound to the questions and to the page as its respondent saw them."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page, Revision

from consultation.pages.models import ConsultationPage, SectionPage
from consultation.responses.models import FormVersion, Response
from tests.factories import (
    ConsultationPageFactory,
    SectionPageFactory,
    answer,
    feedback_form,
    open_form,
    post_answer,
    question,
)

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TYPED = {"view": "It will do"}


def asking(label: str, **fields: Any) -> list[dict[str, Any]]:
    return [feedback_form(question("short_text", "view", label, **fields))]


def publish(page: Page, **changes: Any) -> None:
    """Publish a page with other content; `blocks` is its body."""
    if "blocks" in changes:
        page.body = page.body.stream_block.to_python(changes.pop("blocks"))
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()
    page.refresh_from_db()


@pytest.fixture
def page() -> SectionPage:
    return SectionPageFactory(blocks=asking("First wording"))


def asked_in(record: Response) -> list[str]:
    return [each.label for each in record.form_version.definition.questions]


def test_publishing_a_form_notes_its_questions(page: SectionPage) -> None:
    version = FormVersion.objects.get()
    assert version.page_id == version.page_pk == page.pk
    assert [each.label for each in version.definition.questions] == ["First wording"]


def test_answers_to_the_same_questions_share_one_version(client: Client, page: SectionPage) -> None:
    versions = {answer(client, page, **TYPED).form_version_id for _ in range(3)}
    assert len(versions) == FormVersion.objects.count() == 1


def test_a_change_outside_the_questions_makes_no_version(client: Client, page: SectionPage) -> None:
    first = answer(client, page, **TYPED)
    blocks = asking("First wording")
    blocks[0]["value"] |= {"heading": "Tell us", "button_text": "Off it goes", "thank_you": "Ta"}
    publish(page, blocks=blocks, title="Another title")
    assert answer(client, page, **TYPED).form_version == first.form_version
    assert FormVersion.objects.count() == 1


@pytest.mark.parametrize(
    "changed",
    [
        asking("Second wording"),
        asking("First wording", help_text="In a line."),
        asking("First wording", required=True),
        asking("First wording", maximum_characters=100),
    ],
)
def test_a_changed_question_makes_a_version_and_leaves_the_old_one(
    client: Client, page: SectionPage, changed: list[dict[str, Any]]
) -> None:
    before = answer(client, page, **TYPED)
    publish(page, blocks=changed)
    after = answer(client, page, **TYPED)
    assert after.form_version != before.form_version
    before.refresh_from_db()
    assert asked_in(before) == ["First wording"]
    assert after.form_version.definition == page.feedback_definition()


def test_going_back_to_old_questions_goes_back_to_their_version(
    client: Client, page: SectionPage
) -> None:
    first = answer(client, page, **TYPED)
    publish(page, blocks=asking("Second wording"))
    publish(page, blocks=asking("First wording"))
    assert answer(client, page, **TYPED).form_version == first.form_version
    assert FormVersion.objects.count() == 2


def test_two_pages_with_the_same_questions_have_a_version_each(client: Client) -> None:
    pages = [SectionPageFactory(blocks=asking("First wording")) for _ in range(2)]
    records = [answer(client, page, **TYPED) for page in pages]
    assert [record.form_version.page_id for record in records] == [page.pk for page in pages]


def test_a_draft_of_other_questions_is_no_version(client: Client, page: SectionPage) -> None:
    page.body = page.body.stream_block.to_python(asking("Only a draft"))
    page.save_revision()
    assert FormVersion.objects.count() == 1
    assert asked_in(answer(client, page, **TYPED)) == ["First wording"]


def test_what_was_shown_is_bound_though_other_questions_were_published_since(
    client: Client, page: SectionPage
) -> None:
    shown = page.live_revision_id
    fields = open_form(client, page) | TYPED
    publish(page, blocks=asking("Second wording"))
    publish(page, title="Another title")
    assert post_answer(client, page, fields).status_code == 303
    record = Response.objects.get()
    assert record.page_revision_id == shown != page.live_revision_id
    assert asked_in(record) == ["First wording"]
    assert record.page_revision.as_object().title != "Another title"


def test_an_answer_given_now_is_bound_to_what_is_live_now(
    client: Client, page: SectionPage
) -> None:
    publish(page, blocks=asking("Second wording"))
    page.save_revision()
    record = answer(client, page, **TYPED)
    assert record.page_revision_id == page.live_revision_id
    assert asked_in(record) == ["Second wording"]


def test_a_shown_revision_that_was_purged_gives_way_to_the_live_one(
    client: Client, page: SectionPage
) -> None:
    shown = page.live_revision_id
    fields = open_form(client, page) | TYPED
    publish(page, title="Another title")
    Revision.objects.get(pk=shown).delete()
    assert post_answer(client, page, fields).status_code == 303
    assert Response.objects.get().page_revision_id == page.live_revision_id


def roles(*names: str) -> Any:
    stream = ConsultationPage._meta.get_field("roles").stream_block
    return stream.to_python([{"type": "option", "value": name} for name in names])


def test_the_consultations_answer_lists_are_part_of_what_was_asked(client: Client) -> None:
    consultation = ConsultationPageFactory(roles=roles("Nurse", "Teacher"))
    page = SectionPageFactory(
        parent=SectionPageFactory(parent=consultation),
        blocks=[feedback_form(question("role", "role", "Your role"))],
    )
    before = answer(client, page, role="Nurse")
    publish(consultation, roles=roles("Nurse", "Pilot"))
    fields = open_form(client, page) | {"role": "Nurse"}
    publish(consultation, roles=roles("Nurse", "Judge"))
    assert post_answer(client, page, fields).status_code == 303
    after = Response.objects.exclude(pk=before.pk).get()
    assert before.form_version.definition.questions[0].options == ("Nurse", "Teacher")
    assert after.form_version.definition.questions[0].options == ("Nurse", "Pilot")


def move(page: Page, parent: Page) -> None:
    """Move a page; each move shifts paths, so both are read again."""
    Page.objects.get(pk=page.pk).move(Page.objects.get(pk=parent.pk), pos="last-child")


def test_a_page_moved_to_other_answer_lists_still_tells_what_was_shown(client: Client) -> None:
    nurses, pilots = (
        ConsultationPageFactory(roles=roles("Nurse", other)) for other in ("Teacher", "Pilot")
    )
    page = SectionPageFactory(
        parent=nurses, blocks=[feedback_form(question("role", "role", "Your role"))]
    )
    move(page, pilots)
    page = SectionPage.objects.get(pk=page.pk)
    fields = open_form(client, page) | {"role": "Nurse"}
    move(page, nurses)
    assert post_answer(client, page, fields).status_code == 303
    record = Response.objects.get()
    assert record.form_version.definition.questions[0].options == ("Nurse", "Pilot")
