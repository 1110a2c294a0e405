from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone

from consultation.responses.models import Publication, PublishedAnswer, Response

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.contrib.auth.models import AnonymousUser


def purge_published_answers(
    response: Response,
    reason: str,
    user: "AbstractBaseUser | AnonymousUser | None",
    keys: Collection[str] | None = None,
) -> int:
    """Empty what was published, or drafted, of a response for good; that it was stays known.

    Args:
        response: the response, locked by the caller.
        reason: why, in words that hold no personal data.
        user: who does it; None for a regular job.
        keys: only those of these answers; None for all.

    Returns:
        How many there were.
    """
    found: QuerySet[PublishedAnswer] = response.published_answers.all()
    if keys is not None:
        found = found.filter(answer_key__in=keys)
    # Who withdrew one before, and why, is not written over.
    found.exclude(state=Publication.WITHDRAWN).update(
        state=Publication.WITHDRAWN,
        withdrawn_at=timezone.now(),
        withdrawn_by=getattr(user, "pk", None),
        withdrawn_reason=reason,
    )
    return found.update(text="", who="", left_out=[], part=None)
