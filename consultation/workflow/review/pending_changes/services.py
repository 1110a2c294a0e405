"""Proposing a change of what has no drafts, and deciding about it."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.admin.utils import get_user_display_name
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log

from consultation.workflow.models import PendingChange
from consultation.workflow.review.pending_changes import sentences
from consultation.workflow.review.pending_changes.values import Values, fill, read_values

PROPOSED = "review.change_proposed"
CONFIRMED = "review.change_confirmed"
REJECTED = "review.change_rejected"
WITHDRAWN = "review.change_withdrawn"

Action, State = PendingChange.Action, PendingChange.State


class UndecidableError(Exception):
    """Why nothing was decided, as a sentence for the screen."""


def propose(action: str, item: Any, user: Any) -> PendingChange | None:
    """Keep a change until somebody else confirms it; return None if it would change nothing.

    Args:
        action: one of the model's actions.
        item: a new thing, one with its new values, or the one to be deleted; it is not saved.
        user: who proposes it.
    """
    public = None if action == Action.ADD else type(item)._base_manager.get(pk=item.pk)
    based_on: Values = read_values(public) if public else {}
    values: Values = {} if action == Action.DELETE else read_values(item)
    if values == based_on:
        return None
    with transaction.atomic():
        change = PendingChange.objects.create(
            content_type=ContentType.objects.get_for_model(item),
            object_id=str(public.pk) if public else "",
            action=action,
            title=str(public or item),
            values=values,
            based_on=based_on,
            proposed_by=user,
        )
        log(change, PROPOSED, user=user)
    return change


@transaction.atomic
def confirm(change: PendingChange, user: Any) -> None:
    """Make a change, in the name of two people.

    Raises:
        UndecidableError: it was proposed by the same person, is decided already, or no longer fits.
    """
    change = _take(change)
    if change.proposed_by_id == user.pk:
        raise UndecidableError(sentences.OWN)
    item = _find(change)
    if change.action == Action.DELETE:
        _log(change, item, user)
        item.delete()
    else:
        fill(item, change.values)
        _check(item)
        item.save()
        change.object_id = str(item.pk)
        _log(change, item, user)
    _decide(change, State.CONFIRMED, user)


@transaction.atomic
def reject(change: PendingChange, user: Any, reason: str) -> None:
    """Put a change aside, with the reason."""
    change = _take(change)
    change.reason = reason
    _decide(change, State.REJECTED, user)
    log(change, REJECTED, user=user)


@transaction.atomic
def withdraw(change: PendingChange, user: Any) -> None:
    """Take one's own change back."""
    change = _take(change)
    if change.proposed_by_id != user.pk:
        raise UndecidableError(sentences.NOT_OWN)
    _decide(change, State.WITHDRAWN, user)
    log(change, WITHDRAWN, user=user)


def _take(change: PendingChange) -> PendingChange:
    """Return a change that waits, which nobody else can decide about meanwhile."""
    taken = PendingChange.objects.select_for_update().get(pk=change.pk)
    if not taken.is_waiting:
        raise UndecidableError(sentences.DECIDED_ALREADY)
    return taken


def _decide(change: PendingChange, state: str, user: Any) -> None:
    change.state, change.decided_by, change.decided_at = state, user, timezone.now()
    change.save()


def _find(change: PendingChange) -> Any:
    """Return what is to be changed, if it is as the change found it."""
    model = change.model
    if model is not None and change.action == Action.ADD:
        return model()
    found = model and model._base_manager.select_for_update()
    item = found and found.filter(pk=change.object_id).first()
    if not item:
        raise UndecidableError(sentences.GONE)
    if read_values(item) != change.based_on:
        raise UndecidableError(sentences.CHANGED_SINCE)
    return item


def _check(item: Any) -> None:
    try:
        # First alone: the model's own `clean` fails on a page that is gone.
        item.clean_fields()
        item.full_clean()
        # As Wagtail's form asks: the database takes two for all sites.
        if isinstance(item, Redirect) and item.site_id is None:
            same = Redirect.objects.filter(old_path=item.old_path, site=None)
            if same.exclude(pk=item.pk).exists():
                raise ValidationError("A redirect with this path already exists.")
    except ValidationError as error:
        raise UndecidableError(sentences.does_not_fit(error.messages)) from error


def _log(change: PendingChange, item: Any, user: Any) -> None:
    """Note who proposed and who confirmed a change, in the history of what was changed."""
    proposer = change.proposed_by
    log(
        item,
        CONFIRMED,
        user=user,
        deleted=change.action == Action.DELETE,
        data={
            "action": change.action,
            "change": change.pk,
            "proposed_by": get_user_display_name(proposer) if proposer else "",
        },
    )
