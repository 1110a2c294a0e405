"""Who may decide about what waits."""

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.auth import get_user_model
from wagtail.admin.utils import get_user_display_name


def deciders(task: Any, authors: Collection[int | None]) -> list[Any]:
    """Return the active members of a step's groups who are no authors, by name."""
    members = (
        get_user_model()
        ._default_manager.filter(is_active=True, groups__in=task.groups.all())
        .distinct()
    )
    return by_name(member for member in members if member.pk not in authors)


def emergency_deciders(authors: Collection[int | None]) -> list[Any]:
    """Return the active superusers who are no authors: they may decide at every step."""
    users = get_user_model()._default_manager.filter(is_active=True, is_superuser=True)
    return by_name(user for user in users if user.pk not in authors)


def by_name(users: Iterable[Any]) -> list[Any]:
    """Return users in the order of their names."""
    return sorted(users, key=lambda user: get_user_display_name(user).casefold())


def members_of(tasks: Iterable[Any]) -> dict[int, list[Any]]:
    """Return the active members of the groups of several steps, by step, by two queries."""
    users = get_user_model()
    memberships = set(
        users.groups.through.objects.filter(
            group__groupapprovaltask__in=[task.pk for task in tasks], user__is_active=True
        ).values_list("group__groupapprovaltask", "user_id")
    )
    people = users._default_manager.in_bulk({user_id for _, user_id in memberships})
    found: dict[int, list[Any]] = {}
    for task_id, user_id in memberships:
        found.setdefault(task_id, []).append(people[user_id])
    return {task_id: by_name(members) for task_id, members in found.items()}


def users_of(ids: Iterable[int | None]) -> list[Any]:
    """Return the users with these ids, by name; ids of accounts that are gone are left out."""
    found = get_user_model()._default_manager.filter(pk__in=[each for each in ids if each])
    return by_name(found)
