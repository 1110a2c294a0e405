from collections.abc import Collection

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone

from consultation.responses.models import Publication, PublishedAnswer, Response


def mark_withdrawn(
    answers: QuerySet[PublishedAnswer], reason: str, user: AbstractBaseUser | AnonymousUser | None
) -> int:
    """Take answers back from the public and return how many; those taken back before stay so."""
    return answers.exclude(state=Publication.WITHDRAWN).update(
        state=Publication.WITHDRAWN,
        withdrawn_at=timezone.now(),
        withdrawn_by=getattr(user, "pk", None),
        withdrawn_reason=reason,
    )


def purge_published_answers(
    response: Response,
    reason: str,
    user: AbstractBaseUser | AnonymousUser | None,
    keys: Collection[str] | None = None,
) -> None:
    """Empty what was published, or drafted, of a response for good; that it was stays known.

    The caller has locked the response. The reason must hold no personal data.

    Args:
        user: None for a regular job.
        keys: of these answers alone; None for all.
    """
    found: QuerySet[PublishedAnswer] = response.published_answers.all()
    if keys is not None:
        found = found.filter(answer_key__in=keys)
    mark_withdrawn(found, reason, user)
    found.update(text="", who="", left_out=[], part=None)
