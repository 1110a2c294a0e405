"""What rights an account or a group has, and whether somebody may give or change them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupCollectionPermission, GroupPagePermission, GroupSitePermission

from consultation.workflow.models import FourEyesTask


@dataclass(frozen=True, slots=True)
class Right:
    """One right.

    Args:
        kind: "everywhere" or what it is limited to: "page", "collection", "site", "step".
        permission: the permission's id; 0 for the right to decide at a step of the review.
        place: where it holds: a path in the tree, which holds for everything below as well.
    """

    kind: str
    permission: int
    place: str = ""

    def covers(self, other: "Right") -> bool:
        """Say whether whoever has this right has the other one as well."""
        if (self.kind, self.permission) != (other.kind, other.permission):
            return False
        if self.kind in ("page", "collection"):
            return other.place.startswith(self.place)
        return other.place == self.place


def rights_of_groups(groups: Iterable[Group]) -> set[Right]:
    """Return all rights that groups give to their members."""
    keys = [group.pk for group in groups]
    rights = {
        Right("everywhere", pk)
        for pk in Permission.objects.filter(group__in=keys).values_list("pk", flat=True)
    }
    rights |= {
        Right("page", *row)
        for row in GroupPagePermission.objects.filter(group__in=keys).values_list(
            "permission", "page__path"
        )
    }
    rights |= {
        Right("collection", *row)
        for row in GroupCollectionPermission.objects.filter(group__in=keys).values_list(
            "permission", "collection__path"
        )
    }
    rights |= {
        Right("site", permission, str(site))
        for permission, site in GroupSitePermission.objects.filter(group__in=keys).values_list(
            "permission", "site"
        )
    }
    steps = FourEyesTask.objects.filter(active=True, groups__in=keys)
    return rights | {Right("step", 0, str(pk)) for pk in steps.values_list("pk", flat=True)}


def rights_of(user: Any) -> set[Right]:
    """Return all rights of an account that is no superuser, active or not."""
    own = user.user_permissions.values_list("pk", flat=True)
    return rights_of_groups(user.groups.all()) | {Right("everywhere", pk) for pk in own}


def has_all(actor: Any, wanted: set[Right], own: set[Right] | None = None) -> bool:
    """Say whether somebody has all of these rights.

    Args:
        actor: who.
        wanted: the rights.
        own: the actor's rights, where they are known already.
    """
    if actor.is_superuser:
        return True
    own = rights_of(actor) if own is None else own
    places: dict[tuple[str, int], list[Right]] = {}
    for right in own:
        places.setdefault((right.kind, right.permission), []).append(right)
    return all(
        any(mine.covers(right) for mine in places.get((right.kind, right.permission), []))
        for right in wanted
    )


def may_change(actor: Any, user: Any) -> bool:
    """Say whether somebody may change an account, and with it sign in as that person.

    Only a superuser changes a superuser; others change whoever has no right that they lack.
    """
    if actor.is_superuser or actor.pk == user.pk:
        return True
    return not user.is_superuser and has_all(actor, rights_of(user))


def may_give(actor: Any, group: Group) -> bool:
    """Say whether somebody may make others, or themselves, members of a group."""
    return has_all(actor, rights_of_groups([group]))
