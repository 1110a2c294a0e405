"""Who may see changes that wait, and who may decide about them."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.registry import registry
from wagtail.models import Site

from consultation.workflow.models import PendingChange
from consultation.workflow.review.people import by_name


def _rights(user: Any) -> list[tuple[Any, str]]:
    """Return models and actions that somebody may take."""
    return [
        (model, action)
        for model in (*registry, Redirect, Site)
        for action in PendingChange.Action.values
        if user.has_perm(f"{model._meta.app_label}.{action}_{model._meta.model_name}")
    ]


def may_see_changes(user: Any) -> bool:
    """Say whether somebody may propose or confirm any change."""
    return bool(_rights(user))


def visible_to(user: Any) -> QuerySet[PendingChange]:
    """Return the changes, decided about or not, that somebody could make too."""
    found = Q(pk__in=[])
    for model, action in _rights(user):
        found |= Q(content_type=ContentType.objects.get_for_model(model), action=action)
    return PendingChange.objects.filter(found).select_related(
        "content_type", "proposed_by", "decided_by"
    )


def waiting_for(user: Any) -> QuerySet[PendingChange]:
    """Return the changes that wait, of those that somebody may see."""
    return visible_to(user).filter(state=PendingChange.State.WAITING)


def waiting_of(item: Any) -> QuerySet[PendingChange]:
    """Return the changes of one thing that wait."""
    return PendingChange.objects.filter(
        content_type=ContentType.objects.get_for_model(item),
        object_id=str(item.pk),
        state=PendingChange.State.WAITING,
    )


def confirmers_of(change: PendingChange) -> list[Any]:
    """Return who may confirm a change, by name."""
    users: Any = get_user_model()._default_manager
    return by_name(user for user in users.with_perm(change.right) if user != change.proposed_by)
