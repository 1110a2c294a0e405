"""Published answers, made as an analyst makes them."""

from typing import Any

from django.contrib.auth import get_user_model

from consultation.responses.models import PublishedAnswer, Response
from consultation.responses.publication.pii_detection import recognise
from consultation.responses.publication.policy import find_piece, own_answers
from consultation.responses.publication.services import confirm, save_draft, seen
from tests.factories.people import make_user


def _analyst() -> Any:
    """Return somebody who publishes, always the same."""
    there = get_user_model()._default_manager.filter(username="publishing").first()
    return there or make_user("Analyst", "publishing")


def draft_answer(
    response: Response, key: str = "summary", who: str = "A data lead"
) -> PublishedAnswer:
    """Return a draft with what the portal finds by itself left out."""
    piece = find_piece(response, key)
    assert piece is not None
    found = recognise(piece.text, own_answers(response))
    return save_draft(response, piece, found, None, who, _analyst())


def publish_answer(
    response: Response, key: str = "summary", who: str = "A data lead"
) -> PublishedAnswer:
    """Return a published answer that somebody has read and confirmed."""
    draft = draft_answer(response, key, who)
    confirm(draft, seen(draft), _analyst())
    draft.refresh_from_db()
    return draft
