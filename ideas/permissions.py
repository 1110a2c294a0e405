from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser, AnonymousUser

_IMPORT = [
    f"ideas.{action}_{model}" for model in ("area", "theme", "idea") for action in ("add", "change")
]


def can_import_and_export(user: "AbstractUser | AnonymousUser") -> bool:
    """Say whether the user may write all ideas into a spreadsheet, and import one as drafts.

    An import may add and change any area, theme and idea, so it takes the rights to all of that.
    """
    return user.is_active and user.has_perms(_IMPORT)
