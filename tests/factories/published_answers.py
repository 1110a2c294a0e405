"""Published answers, made as an analyst makes them."""

from typing import Any

from django.contrib.auth import get_user_model

from consultation.responses.models import PublishedAnswer, Response
from consultation.responses.publication.pii_detection import detect_pii
from consultation.responses.publication.services import (
    confirm,
    personal_answers,
    publishable_texts,
    save_draft,
    words_digest,
)
from tests.factories.people import make_user


def _analyst() -> Any:
    """Return someone who publishes, always the same."""
    there = get_user_model()._default_manager.filter(username="publishing").first()
    return there or make_user("Analyst", "publishing")


def draft_answer(
    response: Response, key: str = "summary", who: str = "A data lead"
) -> PublishedAnswer:
    """Return a draft with what the portal finds by itself left out."""
    text = publishable_texts(response)[key]
    found = detect_pii(text.text, personal_answers(response))
    return save_draft(response, text, found, None, who, _analyst())


def publish_answer(
    response: Response, key: str = "summary", who: str = "A data lead"
) -> PublishedAnswer:
    """Return a published answer that someone has read and confirmed."""
    draft = draft_answer(response, key, who)
    confirm(draft, words_digest(draft), _analyst())
    draft.refresh_from_db()
    return draft
