from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser, AnonymousUser

_FOR_SHEETS = [
    f"ideas.{action}_{model}" for model in ("area", "theme", "idea") for action in ("add", "change")
]


def can_use_sheets(user: "AbstractUser | AnonymousUser") -> bool:
    """Say whether somebody may write all ideas into a sheet, and read one in as drafts.

    A sheet may add and change any area, theme and idea, so it takes the rights to all of that.
    """
    return user.is_active and user.has_perms(_FOR_SHEETS)
