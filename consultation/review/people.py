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
