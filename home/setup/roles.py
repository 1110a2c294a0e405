"""The portal's roles: which groups there are and what each may do, as roles.yaml says."""

from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

# The actions of each role on each model, such as "add change" on "ideas.idea".
ROLES: dict[str, dict[str, str]] = yaml.safe_load(
    Path(__file__).with_name("roles.yaml").read_text("utf-8")
)
PAGES, FILES = {"wagtailcore.page"}, {"wagtailimages.image", "wagtaildocs.document"}


def ensure_role(role: str) -> list[str]:
    """Give a role's group all of its permissions, taking none away; return what changed."""
    group, is_new = Group.objects.get_or_create(name=role)
    given = (
        _give(Group.permissions.through, role, set(ROLES[role]) - PAGES - FILES, group=group)
        + _give(GroupPagePermission, role, PAGES, group=group, page=Page.get_first_root_node())
        + _give(
            GroupCollectionPermission,
            role,
            FILES,
            group=group,
            collection=Collection.get_first_root_node(),
        )
    )
    if is_new:
        return [f"Made the role {role}."]
    return [f"Gave the role {role} {given} missing rights."] if given else []


def _give(model: Any, role: str, labels: set[str], **scope: Any) -> int:
    """Give the permissions of a role for some models, and return how many were missing."""
    wanted = Q(pk=None)
    for label in labels:
        app, name = label.split(".")
        codenames = [f"{action}_{name}" for action in ROLES[role].get(label, "").split()]
        wanted |= Q(content_type__app_label=app, codename__in=codenames)
    there = model.objects.filter(**scope).values("permission")
    missing = Permission.objects.filter(wanted).exclude(pk__in=there)
    made = model.objects.bulk_create(model(permission=each, **scope) for each in missing)
    return len(made)
