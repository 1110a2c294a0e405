"""What rights an account or a group has, and whether an account may give or change them."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupCollectionPermission, GroupPagePermission, GroupSitePermission

from consultation.workflow.models import FourEyesTask


class Right(NamedTuple):
    """A permission, or a step of the review to decide at."""

    kind: str
    pk: int
    # A path in a tree: it holds for everything below as well.
    place: str = ""

    def covers(self, other: "Right") -> bool:
        """Say whether whoever has this right has the other one as well."""
        return self[:2] == other[:2] and other.place.startswith(self.place)


def rights_of_groups(groups: Iterable[Group]) -> set[Right]:
    """Return all rights that groups give to their members."""
    ids = [group.pk for group in groups]
    steps = FourEyesTask.objects.filter(active=True, groups__in=ids)
    rights = {Right("step", pk) for pk in steps.values_list("pk", flat=True)}
    permissions = Permission.objects.filter(group__in=ids)
    rights |= {Right("everywhere", pk) for pk in permissions.values_list("pk", flat=True)}
    for model, path in (
        (GroupPagePermission, "page__path"),
        (GroupCollectionPermission, "collection__path"),
    ):
        rows = model.objects.filter(group__in=ids).values_list("permission", path)
        rights |= {Right(path, pk, place) for pk, place in rows}
    sites = GroupSitePermission.objects.filter(group__in=ids).values_list("permission", "site")
    return rights | {Right(f"site {site}", pk) for pk, site in sites}


def rights_of(user: Any) -> set[Right]:
    """Return all rights of an account that is no superuser, active or not."""
    own = user.user_permissions.values_list("pk", flat=True)
    return rights_of_groups(user.groups.all()) | {Right("everywhere", pk) for pk in own}


def has_all(own: Iterable[Right], wanted: Iterable[Right]) -> bool:
    """Say whether rights cover all the wanted ones."""
    return all(any(each.covers(right) for each in own) for right in wanted)


def may_change(actor: Any, user: Any) -> bool:
    """Say whether the actor may change an account, and with it sign in as that person.

    Only a superuser changes a superuser; others change whoever has no right that they lack.
    """
    if actor.is_superuser or actor.pk == user.pk:
        return True
    return not user.is_superuser and has_all(rights_of(actor), rights_of(user))
