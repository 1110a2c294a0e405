from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from home.setup.roles import ROLES, ensure_role


def ensure_roles() -> None:
    """Make the groups of all roles."""
    for role in ROLES:
        ensure_role(role)


def make_user(role: str | None = None, username: str | None = None, **fields: Any) -> Any:
    """Return a user with one of the portal's roles; "superuser" has every right."""
    users = get_user_model()._default_manager
    name = username or (role or "no role").lower()
    if role == "superuser":
        return users.create_superuser(username=name, password="password", **fields)  # type: ignore[attr-defined]
    user = users.create_user(username=name, password="password", **fields)  # type: ignore[attr-defined]
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user
