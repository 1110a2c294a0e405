"""An archive has the words of published answers, as far as readers see them, and no key."""

import pytest

from consultation.importing.archive.markdown import public_body
from consultation.responses.publication.services import withdraw
from tests.factories import (
    OutcomePageFactory,
    SectionPageFactory,
    feedback_form,
    make_user,
    outcome,
    publish_answer,
    question,
)
from tests.responses.actions import store

pytestmark = pytest.mark.django_db


def test_answers_become_words_and_what_is_withdrawn_is_left_out() -> None:
    consent = question("consent", "may_publish", quoting=True)
    asked = SectionPageFactory(blocks=[feedback_form(question("short_text", "summary"), consent)])
    texts = ("Write to me@example.org", "Withdrawn since")
    shown, hidden = (publish_answer(store(asked, summary=text, may_publish=True)) for text in texts)
    withdraw(hidden, "A mistake", make_user("Analyst"))
    elsewhere = {"quote": "Yes.", "who": "A neighbour", "said_at": "a workshop", "checked": True}
    quotes = [{"answer": shown.pk}, {"answer": hidden.pk}, elsewhere]
    page = OutcomePageFactory(blocks=[outcome(quotes=quotes)])
    page.save_revision()
    (block,) = public_body(page)
    assert block["value"]["quotes"] == [
        {
            "answer": None,
            "quote": "Write to [redacted: email address]",
            "said_at": "In a response to this consultation",
            "checked": True,
            "who": "A data lead",
        },
        elsewhere,
    ]
