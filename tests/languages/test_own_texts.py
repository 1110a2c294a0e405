"""The portal's own questions and reasons: stored alike in all languages, shown in one's own."""

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client
from django.utils.translation import override
from wagtail.models import Locale, Page

from consultation.feedback.answer_options import AnswerOptions
from consultation.feedback.blocks.form import FeedbackFormBlock
from consultation.responses.definitions import read_answers
from consultation.responses.models import FormVersion, PublishedAnswer, Status
from consultation.responses.publication.pii_detection import Kind, Span
from consultation.responses.publication.redaction import is_empty, redact, redacts
from tests.factories import answer
from tests.feedback.screens import screen
from tests.responses.idea_answers import make_ideas, page_asking

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _brackets(languages: None, brackets: None) -> None:
    """Put every text into brackets where the language is Welsh."""


@pytest.fixture
def page(welsh: Locale) -> Page:
    """Return a Welsh page that asks for a judgement of two ideas."""
    made: Page = page_asking("idea_judgement")
    made.locale = welsh
    made.save_revision().publish()
    return made


def test_own_scales_are_stored_in_english_and_shown_in_the_language_of_the_page(
    client: Client, page: Page
) -> None:
    first, _second = make_ideas()
    grid = screen(client.get(page.url)).select_one(".grid")
    assert "[Is it logically sound?]" in grid.get_text()
    box = grid.select_one(f"input[name=judgement__{first.code}__sound][value=Partly]")
    assert grid.select_one(f"label[for={box['id']}]").get_text() == "[Partly]"
    response = answer(client, page, **{f"judgement__{first.code}__sound": "Partly"})
    assert response.form_data == {"judgement": {first.code: {"sound": "Partly"}}}
    assert "'[" not in str(FormVersion.objects.get(pk=response.form_version_id).definition_data)
    with override("cy"):
        given, *_others = read_answers(response.form_version.definition, response.form_data)
    assert given.text == f"{first.wording}: [Is it logically sound?]: [Partly]"


def test_reason_for_quarantine_is_in_the_language_of_the_portal(client: Client, page: Page) -> None:
    make_ideas()
    response = answer(client, page, seconds_ago=0)
    assert response.status == Status.QUARANTINED
    assert response.status_reason.startswith("It was sent ")


def test_new_form_is_in_the_language_of_its_editor() -> None:
    block = FeedbackFormBlock()
    with override("cy"):
        value = block.get_default()
        stored = json.dumps(block.get_prep_value(value), cls=DjangoJSONEncoder)
        definition = block.definition(value, AnswerOptions())
    assert json.loads(stored)["heading"] == "[Page feedback]"
    labels = [question.label for question in definition.questions]
    assert labels[:2] == ["[What do you think of this page?]", "[Your comments]"]
    assert definition.fingerprint


def test_redactions_are_known_without_their_words() -> None:
    text, left_out = "Ada said so", [Span(0, 3, Kind.OWN)]
    with override("cy"):
        words = redact(text, left_out)
        assert words.startswith("[[redacted: ")
        assert is_empty(text, [Span(0, len(text))], None)
        assert not is_empty(text, left_out, None)
    assert redacts(PublishedAnswer(left_out=[[0, 3, Kind.OWN]]).redactions, None)
    assert not redacts(left_out, (4, 11))
