"""Nothing goes out that a second person has not seen, by whichever way it is published."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.utils import get_latest_str
from wagtail.log_actions import log

from consultation.workflow.review import sentences
from consultation.workflow.review.authors import key_of, read_authors
from consultation.workflow.review.standing import read_standing

ALONE = "review.published_alone"


def unseen_by_others(items: Iterable[Any], user: Any) -> list[Any]:
    """Return the things that somebody cannot publish without a second person.

    These are the ones with changes of their own since the last approval or publication,
    and aliases that are not public: an alias has no versions, and follows its original.
    """
    items = list(items)
    authors = read_authors(items)
    return [
        item
        for item in items
        if user.pk in authors[key_of(item)]
        or (getattr(item, "alias_of_id", None) and not item.live)
    ]


def may_end_alias(alias: Any, user: Any) -> bool:
    """Say whether somebody may make a page of its own of an alias.

    It no longer follows its original from then on, which readers of a public one will see.
    """
    return not alias.live or bool(alias.permissions_for_user(user).can_publish())


def before_publishing(request: HttpRequest, item: Any) -> HttpResponse | None:
    """Keep a draft where only its author has seen it; let a superuser go on, and note it."""
    if not unseen_by_others([item], request.user):
        return None
    if request.user.is_superuser:
        remember_alone(request, [item])
        return None
    messages.error(request, kept_as_draft(item, request.user))
    return redirect(AdminURLFinder(request.user).get_edit_url(item))


def kept_as_draft(item: Any, user: Any) -> str:
    """Say that a draft was saved and not published, and what to do."""
    standing = read_standing(item, user)
    if standing:
        return sentences.kept_as_draft_in_review(item, standing)
    return sentences.kept_as_draft(item, item.get_workflow())


def without_publishing(sent: QueryDict) -> QueryDict:
    """Return what a new thing's editor sent, to be saved as a draft.

    A page would else be public from its first moment, before anybody was asked.
    """
    sent = sent.copy()
    sent["publishing-refused"] = sent.pop("action-publish")[-1]
    return sent


def remember_alone(request: HttpRequest, items: list[Any]) -> None:
    """Note for this request what a superuser is about to publish alone."""
    request.published_alone = items  # type: ignore[attr-defined]


def log_alone(request: HttpRequest, items: Iterable[Any] | None = None) -> None:
    """Put into the log, and before the superuser's eyes, what went out without a second person.

    Args:
        request: the request that published.
        items: what was published alone; else what was remembered for this request.
    """
    for item in items if items is not None else getattr(request, "published_alone", ()):
        scheduled = bool(item.go_live_at and item.go_live_at > timezone.now())
        log(
            item,
            ALONE,
            user=request.user,
            revision=item.latest_revision,
            data={"scheduled": scheduled},
        )
        messages.warning(request, sentences.published_alone(str(get_latest_str(item)), scheduled))
