"""The rights of accounts and groups, who may change them, and why an account must stay."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib.auth.models import Group, Permission
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Model, Q
from django.utils.translation import gettext, ngettext
from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import registry
from wagtail.models import (
    Comment,
    CommentReply,
    GroupCollectionPermission,
    GroupPagePermission,
    GroupSitePermission,
    Revision,
    TaskState,
    WorkflowState,
)

from consultation.common.text import join_words
from consultation.workflow.models import FourEyesTask
from ideas.deletion import GuardedError, is_on_purpose


class Right(NamedTuple):
    """A permission, or a step of the review to decide at."""

    kind: str
    pk: int
    # A path in a tree: it holds for everything below as well.
    place: str = ""


def rights_of_groups(groups: Iterable[Group]) -> set[Right]:
    """Return all rights that groups give to their members."""
    ids = [group.pk for group in groups]
    steps = FourEyesTask.objects.filter(active=True, groups__in=ids).values_list("pk")
    permissions = Permission.objects.filter(group__in=ids).values_list("pk")
    pages, collections, sites = (
        model.objects.filter(group__in=ids).values_list("permission", place)
        for model, place in (
            (GroupPagePermission, "page__path"),
            (GroupCollectionPermission, "collection__path"),
            (GroupSitePermission, "site"),
        )
    )
    return {
        *(Right("step", *row) for row in steps),
        *(Right("everywhere", *row) for row in permissions),
        *(Right("page", *row) for row in pages),
        *(Right("collection", *row) for row in collections),
        *(Right(f"site {site}", pk) for pk, site in sites),
    }


def rights_of(user: Any) -> set[Right]:
    """Return all rights of an account that is no superuser, active or not."""
    own = user.user_permissions.values_list("pk", flat=True)
    return rights_of_groups(user.groups.all()) | {Right("everywhere", pk) for pk in own}


def has_all(own: Iterable[Right], wanted: Iterable[Right]) -> bool:
    """Say whether rights cover all the wanted ones."""
    return all(
        any(each[:2] == right[:2] and right.place.startswith(each.place) for each in own)
        for right in wanted
    )


def may_change(actor: Any, user: Any) -> bool:
    """Say whether the actor may change an account, and with it sign in as that person.

    Only a superuser changes a superuser; others change accounts with no right that they lack.
    """
    if actor.is_superuser or actor.pk == user.pk:
        return True
    return not user.is_superuser and has_all(rights_of(actor), rights_of(user))


def reason_to_keep(user: Any) -> str:
    """Return which records name an account, in a sentence with what to do; "" if it may go."""

    def count(*models: type[Model]) -> int:
        return sum(model._default_manager.filter(user_id=user.pk).count() for model in models)

    reviews = WorkflowState.objects.filter(
        Q(requested_by=user) | Q(task_states__in=TaskState.objects.filter(finished_by=user))
    )
    entries, versions = count(*registry.get_log_entry_models()), count(Revision)
    decided, comments = reviews.distinct().count(), count(Comment, CommentReply)
    numbers = (
        (ngettext("%(count)s entry in the log", "%(count)s entries in the log", entries), entries),
        (ngettext("%(count)s saved version", "%(count)s saved versions", versions), versions),
        (ngettext("%(count)s review", "%(count)s reviews", decided), decided),
        (ngettext("%(count)s comment", "%(count)s comments", comments), comments),
    )
    records = [text % {"count": intcomma(number)} for text, number in numbers if number]
    if not records:
        return ""
    return gettext(
        "%(name)s’s account cannot be deleted. It is named in %(records)s, which must keep the "
        "name. Deactivate it instead: the person can then no longer sign in or approve anything."
    ) % {"name": get_user_display_name(user), "records": join_words(records)}


def refuse_if_named(sender: type, instance: Any, **kwargs: Any) -> None:
    """Refuse to delete an account that a record names, however it is deleted."""
    if not is_on_purpose() and (refusal := reason_to_keep(instance)):
        raise GuardedError(refusal)
