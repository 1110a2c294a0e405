"""Quotes that named a response by its reference become drafts, in pages and their versions."""

import json

import pytest
from django.apps import apps
from wagtail.models import Revision

from consultation.pages.models import OutcomePage
from consultation.responses.models import Publication, PublishedAnswer
from consultation.responses.publishing.references import convert_quotes
from tests.factories import (
    ConsultationPageFactory,
    OutcomePageFactory,
    SectionPageFactory,
    feedback_form,
    outcome,
    question,
)
from tests.responses.acting import store

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_what_is_found_in_an_answer_becomes_a_draft_of_that_part() -> None:
    consent = question("consent", "may_publish", quoting=True)
    form = feedback_form(question("short_text", "summary", "In short"), consent)
    asked = SectionPageFactory(parent=ConsultationPageFactory(), blocks=[form])
    text = "First. Ask me@example.org about it. Last."
    response = store(asked, summary=text, may_publish=True)

    def old(reference: str, words: str, said_at: str = "") -> dict[str, object]:
        told = {"quote": words, "who": "A lead", "reference": reference}
        return {"type": "item", "value": told | {"said_at": said_at, "checked": True}}

    block = outcome()
    block["value"]["quotes"] = [
        old(response.reference_text, "ask me@example.org about it."),
        old(response.reference_text, "Shortened by somebody"),
        old("", "At a meeting", "a meeting"),
    ]
    page = OutcomePageFactory(parent=asked.get_parent(), blocks=[])
    OutcomePage.objects.filter(pk=page.pk).update(body=[block])
    revision = page.latest_revision
    content = revision.content | {"body": json.dumps([block])}
    Revision.objects.filter(pk=revision.pk).update(content=content)

    convert_quotes(apps, "consultation", ["OutcomePage"])

    draft = PublishedAnswer.objects.get()
    assert (draft.state, draft.question) == (Publication.DRAFT, "In short")
    assert draft.text == "[…] Ask [redacted: email address] about it. […]"
    whole = OutcomePage.objects.get(pk=page.pk).body.raw_data[0]["value"]["quotes"]
    version = json.loads(Revision.objects.get(pk=revision.pk).content["body"])
    for quotes in (
        [each["value"] for each in found] for found in (whole, version[0]["value"]["quotes"])
    ):
        assert [each["answer"] for each in quotes] == [draft.pk, None, None]
        assert [each["quote"] for each in quotes] == ["", "Shortened by somebody", "At a meeting"]
        assert not any("reference" in each for each in quotes)
    convert_quotes(apps, "consultation", ["OutcomePage"])
    assert PublishedAnswer.objects.count() == 1, "It can run twice"
