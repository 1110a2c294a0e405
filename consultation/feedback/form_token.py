"""The signed field that every rendered form carries: when, where and what was opened.

It needs no cookie. It tells two submissions of one opened form from those of
another, lets a form be as old as its opening and no older, and names the
revision that the respondent was shown.
"""

import secrets
import time
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime
from typing import Self

from django.core import signing

from consultation.responses.definitions import FormDefinition

_SALT = "consultation.feedback.form_token"


@dataclass(frozen=True, slots=True)
class FormToken:
    """What was opened."""

    page_id: int
    revision_id: int | None  # from which the page was shown
    fingerprint: str  # beginning of the form definition's
    opened_at: float  # seconds since 1970
    nonce: str  # random, makes each rendering its own

    @classmethod
    def new(cls, page_id: int, revision_id: int | None, fingerprint: str) -> Self:
        """Return the token of a form that is being rendered now."""
        return cls(
            page_id, revision_id, fingerprint[:16], round(time.time(), 2), secrets.token_hex(16)
        )

    def sign(self) -> str:
        """Return the token as the form carries it."""
        return signing.dumps(astuple(self), salt=_SALT)

    @classmethod
    def read(cls, text: str, page_id: int) -> Self | None:
        """Return the token that a form of this page carried; None if it is missing or forged."""
        try:
            token = cls(*signing.loads(text, salt=_SALT))
        except (signing.BadSignature, TypeError, ValueError):
            return None
        return token if token.page_id == page_id else None

    def shows(self, definition: FormDefinition) -> bool:
        """Say whether these are the questions that were opened."""
        return definition.fingerprint.startswith(self.fingerprint)

    def renewed(self, revision_id: int | None, definition: FormDefinition) -> Self:
        """Return the token for the same form shown again with the questions of now."""
        return replace(self, revision_id=revision_id, fingerprint=definition.fingerprint[:16])

    @property
    def opened(self) -> datetime:
        """When the form was rendered."""
        return datetime.fromtimestamp(self.opened_at, tz=UTC)
