"""Changes of what has no drafts: who may see, propose and confirm them, and what that does."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.admin.utils import get_user_display_name
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.registry import registry
from wagtail.log_actions import log
from wagtail.models import Site

from consultation.common.errors import UserFacingError
from consultation.workflow.models import PendingChange
from consultation.workflow.review import texts
from consultation.workflow.review.pending_changes.values import Values, fill, read_values
from consultation.workflow.review.permissions import sorted_by_name

Action, State = PendingChange.Action, PendingChange.State


class UndecidableError(UserFacingError):
    """Why nothing was decided, as a sentence for the screen."""


def _permitted_actions(user: Any) -> list[tuple[Any, str]]:
    """Return models and actions that the user may take."""
    return [
        (model, action)
        for model in (*registry, Redirect, Site)
        for action in Action.values
        if user.has_perm(f"{model._meta.app_label}.{action}_{model._meta.model_name}")
    ]


def may_see_changes(user: Any) -> bool:
    """Say whether the user may propose or confirm any change."""
    return bool(_permitted_actions(user))


def visible_to(user: Any) -> QuerySet[PendingChange]:
    """Return the changes, decided about or not, that the user could make too."""
    found = Q(pk__in=[])
    for model, action in _permitted_actions(user):
        found |= Q(content_type=ContentType.objects.get_for_model(model), action=action)
    return PendingChange.objects.filter(found).select_related(
        "content_type", "proposed_by", "decided_by"
    )


def waiting_for(user: Any) -> QuerySet[PendingChange]:
    """Return the changes that wait, of those that the user may see."""
    return visible_to(user).filter(state=State.WAITING)


def waiting_of(item: Any) -> QuerySet[PendingChange]:
    """Return the changes of one thing that wait."""
    return PendingChange.objects.filter(
        content_type=ContentType.objects.get_for_model(item),
        object_id=str(item.pk),
        state=State.WAITING,
    )


def confirmers_of(change: PendingChange) -> list[Any]:
    """Return who may confirm a change, by name."""
    users: Any = get_user_model()._default_manager
    return sorted_by_name(
        user for user in users.with_perm(change.right) if user != change.proposed_by
    )


def propose(action: str, item: Any, user: Any) -> PendingChange | None:
    """Keep a change until a second person confirms it; return None if it would change nothing.

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
        log(change, "review.change_proposed", user=user)
    return change


@transaction.atomic
def confirm(change: PendingChange, user: Any) -> None:
    """Make a change, in the name of two people.

    Raises:
        UndecidableError: it was proposed by the same person, is decided already, or no longer fits.
    """
    change = _lock(change)
    if change.proposed_by_id == user.pk:
        raise UndecidableError(texts.OWN_PROPOSAL)
    item = _find(change)
    if change.action == Action.DELETE:
        _log_confirmed(change, item, user)
        item.delete()
    else:
        fill(item, change.values)
        _validate(item)
        item.save()
        change.object_id = str(item.pk)
        _log_confirmed(change, item, user)
    _decide(change, State.CONFIRMED, user)


@transaction.atomic
def reject(change: PendingChange, user: Any, reason: str) -> None:
    """Put a change aside, with the reason."""
    change = _lock(change)
    change.reason = reason
    _decide(change, State.REJECTED, user)
    log(change, "review.change_rejected", user=user)


@transaction.atomic
def withdraw(change: PendingChange, user: Any) -> None:
    """Take one's own change back."""
    change = _lock(change)
    if change.proposed_by_id != user.pk:
        raise UndecidableError(texts.NOT_OWN_PROPOSAL)
    _decide(change, State.WITHDRAWN, user)
    log(change, "review.change_withdrawn", user=user)


def _lock(change: PendingChange) -> PendingChange:
    """Return a change that waits, which nobody else can decide about meanwhile."""
    locked = PendingChange.objects.select_for_update().get(pk=change.pk)
    if not locked.is_waiting:
        raise UndecidableError(texts.CHANGE_DECIDED_ALREADY)
    return locked


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
        raise UndecidableError(texts.CHANGE_GONE)
    if read_values(item) != change.based_on:
        raise UndecidableError(texts.CHANGE_IS_OUTDATED)
    return item


def _validate(item: Any) -> None:
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
        reason = texts.CHANGE_DOES_NOT_FIT.format(faults=" ".join(error.messages))
        raise UndecidableError(reason) from error


def _log_confirmed(change: PendingChange, item: Any, user: Any) -> None:
    """Note who proposed and who confirmed a change, in the history of what was changed."""
    log(
        item,
        "review.change_confirmed",
        user=user,
        deleted=change.action == Action.DELETE,
        data={
            "action": change.action,
            "change": change.pk,
            "proposed_by": get_user_display_name(change.proposed_by),
        },
    )
