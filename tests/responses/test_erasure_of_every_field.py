"""Erasing a response that has something in every field: what stays is written down here.

A new field, or a new table that belongs to a response, has to be filled here and given its place.
"""

import json
from typing import Any

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.utils import timezone

from consultation.responses.definitions import Question, QuestionType
from consultation.responses.models import (
    FormVersion,
    IdeaCount,
    Publication,
    PublishedAnswer,
    Response,
    ResponseIdea,
    Scan,
    Source,
    Status,
    WithdrawnConsent,
)
from consultation.responses.privacy.erasure import erase_personal
from consultation.responses.services import attach_scan, change_status, record
from tests.browser.pages import QUESTIONS
from tests.factories import (
    SectionPageFactory,
    draft_answer,
    feedback_form,
    idea_tree,
    make_user,
    question,
)
from tests.responses.actions import store, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SECRET = "Zebedee Unmistakable"
REASON = "They asked us to"

# That it was received, its page and its status, but no content.
STAYS: dict[type[models.Model], set[str]] = {
    Response: {
        "id",
        "reference",
        "submission_digest",
        "submit_time",
        "page",
        "page_pk",
        "page_title",
        "page_path",
        "page_revision",
        "form_version",
        "translation_key",
        "locale_code",
        "consultation_pk",
        "source",
        "entered_by",
        "after_closing",
        "personal_erased_at",
        "status",
        "status_reason",
        "status_changed_at",
        "status_changed_by",
    },
    PublishedAnswer: {
        "id",
        "response",
        "answer_key",
        "question",
        "state",
        "drafted_at",
        "drafted_by",
        "confirmed_at",
        "confirmed_by",
        "withdrawn_at",
        "withdrawn_by",
        "withdrawn_reason",
    },
    WithdrawnConsent: {"id", "response", "withdrawn_at"},
    Scan: set(),
    ResponseIdea: set(),
}
# Written by the erasure, in place of the earlier value.
TOLD_ANEW = {"status", "status_reason", "status_changed_at", "status_changed_by"}


def sample(asked: Question) -> Any:
    """Return an answer that names the person wherever a person can type."""
    rows = [row.key for row in asked.rows]
    samples: dict[str, Any] = {
        QuestionType.SHORT_TEXT: SECRET,
        QuestionType.LONG_TEXT: SECRET,
        QuestionType.EMAIL: "zebedee.unmistakable@example.org",
        QuestionType.SEVERAL_CHOICES: list(asked.options[:2]),
        QuestionType.RATING: 3,
        QuestionType.NUMBER: 12,
        QuestionType.DATE: "2026-11-11",
        QuestionType.CONSENT: True,
        QuestionType.IDEA_PICKS: rows[:1],
    }
    if asked.type in QuestionType.GRIDS:
        return {row: {asked.scales[0].key: "1", "comment": SECRET} for row in rows}
    return samples.get(asked.type) or asked.options[0]


def is_filled(value: Any) -> bool:
    return value not in (None, "", False, 0) and value != {} and value != []


def filled(row: models.Model) -> dict[str, Any]:
    """Return the columns of a row that hold something."""
    values = {field.name: field.value_from_object(row) for field in row._meta.concrete_fields}
    return {name: value for name, value in values.items() if is_filled(value)}


def belonging() -> dict[type[models.Model], str]:
    """Return the tables whose rows belong to a response, with the name of their key to it."""
    return {
        relation.related_model: relation.field.name
        for relation in Response._meta.related_objects
        if isinstance(relation.related_model, type)
    }


def rows_of(response: Response) -> list[models.Model]:
    """Return a response with everything that belongs to it, as the database has it."""
    rows: list[models.Model] = [Response.objects.get(pk=response.pk)]
    for model, key in belonging().items():
        rows += model._default_manager.filter(**{key: response.pk})
    return rows


@pytest.fixture
def full() -> Response:
    """Return a response with something in each of its fields, and in all that belongs to it."""
    idea_tree(1, 1, 2)
    asked = [
        *QUESTIONS,
        question("short_text", "own_name", "Your name", personal=True),
        question("consent", "may_publish", "You may publish what I wrote", quoting=True),
        question("idea_judgement", "judged", "Your judgement", comments=True),
        question(
            "idea_scoring",
            "scores",
            "Your scores",
            scales=[{"label": "Use", "low_label": "Low", "high_label": "High", "points": 5}],
        ),
        question("idea_picks", "picks", "Your picks"),
    ]
    page = SectionPageFactory(blocks=[feedback_form(*asked)])
    definition = page.feedback_definition()
    analyst = make_user("Analyst", "typist")
    response, _ = record(
        page,
        definition,
        {each.key: sample(each) for each in definition.questions},
        client_key="a form that was opened",
        page_revision_id=page.live_revision_id,
        consultation_pk=page.consultation_pk(),
        after_closing=True,
        source=Source.LETTER,
        entered_by=analyst,
    )
    for status in (Status.QUARANTINED, Status.COUNTED):
        change_status([response], status, "Looked at twice", analyst)
    attach_scan(response, SimpleUploadedFile(f"{SECRET}.txt", SECRET.encode()))
    for key in ("summary", "details"):
        draft_answer(response, key, who=SECRET[:7])
    PublishedAnswer.objects.update(
        left_out=[[0, 3, ""]],
        part=[0, 9],
        state=Publication.WITHDRAWN,
        confirmed_at=timezone.now(),
        confirmed_by=analyst,
        withdrawn_at=timezone.now(),
        withdrawn_by=analyst,
        withdrawn_reason="Too early",
    )
    # Neither goes together with an answer that is published, but each leaves a mark of its own.
    WithdrawnConsent.objects.create(response=response, withdrawn_at=timezone.now())
    Response.objects.update(personal_erased_at=timezone.now())
    return response


def erase(client: Client, response: Response, capture: Any) -> None:
    url = f"/admin/responses/erase/?selected-submissions={response.pk}"
    with capture(execute=True):
        assert client.post(url, {"reason": REASON}).status_code == 302


def test_the_response_has_something_in_every_field(full: Response) -> None:
    """What is not filled is not tested."""
    assert {type(row) for row in rows_of(full)} == {Response, *belonging()} == set(STAYS)
    for row in rows_of(full):
        empty = {field.name for field in row._meta.concrete_fields} - set(filled(row))
        assert empty == set(), row


def test_nothing_stays_but_what_is_named_here(
    administrator: Client, full: Response, django_capture_on_commit_callbacks: Any
) -> None:
    before = {(type(row), row.pk): filled(row) for row in rows_of(full)}
    erase(administrator, full, django_capture_on_commit_callbacks)
    left: dict[type[models.Model], set[str]] = {model: set() for model in STAYS}
    for row in rows_of(full):
        kept = filled(row)
        left[type(row)] |= set(kept)
        was = before[type(row), row.pk]
        told_anew = TOLD_ANEW if isinstance(row, Response) else set()
        assert {name: value for name, value in kept.items() if name not in told_anew} == {
            name: was[name] for name in kept if name not in told_anew
        }
    assert left == STAYS
    erased = Response.objects.get(pk=full.pk)
    assert (erased.status, erased.status_reason) == (Status.ERASED, REASON)
    assert erased.status_changed_by.username == "administrator"


def test_no_table_no_file_and_no_count_keeps_a_word_of_it(
    administrator: Client, full: Response, django_capture_on_commit_callbacks: Any
) -> None:
    (scan,) = full.scans.all()
    assert default_storage.exists(scan.file.name)
    assert IdeaCount.objects.filter(number__gt=0).exists()
    erase(administrator, full, django_capture_on_commit_callbacks)
    assert not default_storage.exists(scan.file.name)
    assert not IdeaCount.objects.exclude(number=0).exists()
    for model in apps.get_models():
        for row in model._base_manager.values():
            assert "unmistakable" not in json.dumps(row, default=str).lower(), model


def test_no_screen_shows_a_word_of_it(
    administrator: Client, full: Response, django_capture_on_commit_callbacks: Any
) -> None:
    erase(administrator, full, django_capture_on_commit_callbacks)
    for url in (
        f"/admin/responses/{full.pk}/",
        "/admin/all-responses/?q=unmistakable",
        "/admin/responses/published/",
        "/admin/reports/site-history/",
    ):
        assert "Zebedee" not in text_of(administrator.get(url)), url


def test_without_its_personal_data_a_response_is_as_if_it_had_come_without() -> None:
    page = SectionPageFactory(
        blocks=[
            feedback_form(*QUESTIONS, question("long_text", "own_name", "Your name", personal=True))
        ]
    )
    told = {"email": "zebedee.unmistakable@example.org", "own_name": SECRET * 9}
    answers = {
        asked.key: sample(asked)
        for asked in page.feedback_definition().questions
        if asked.type not in QuestionType.TEXTS and asked.key not in told
    }
    response, plain = store(page, **answers, **told), store(page, **answers)
    # Answers to personal questions are no free text to read.
    assert not response.has_text
    assert erase_personal([response, plain], REASON, make_user("Administrator")).responses == 1
    apart = {"id", "reference", "submission_digest", "submit_time"}
    response.refresh_from_db()
    plain.refresh_from_db()
    for field in Response._meta.concrete_fields:
        if field.name not in apart | {"personal_erased_at"}:
            assert field.value_from_object(response) == field.value_from_object(plain), field.name


def test_an_email_address_is_personal_even_where_an_old_form_did_not_say_so() -> None:
    page = SectionPageFactory(blocks=[feedback_form(question("email", "email", "Your email"))])
    response = store(page, email="zebedee.unmistakable@example.org")
    definition = response.form_version.definition_data
    for asked in definition["questions"]:
        asked.pop("personal", None)
    FormVersion.objects.update(definition_data=definition)
    assert erase_personal([response], REASON, make_user("Administrator")).responses == 1
    response.refresh_from_db()
    assert response.form_data == {}
