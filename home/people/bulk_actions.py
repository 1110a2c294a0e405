"""What is done to several accounts at once, to none that may do more than the actor."""

from typing import Any

from wagtail.users.views.bulk_actions import (
    AssignRoleBulkAction,
    DeleteBulkAction,
    SetActiveStateBulkAction,
)

from home.people.forms import RoleForm
from home.people.rights import may_change


class _GuardedAction:
    request: Any

    def check_perm(self, obj: Any) -> bool:
        """Say whether the actor may do this to an account."""
        return super().check_perm(obj) and may_change(self.request.user, obj)  # type: ignore[misc]


class AssignRole(_GuardedAction, AssignRoleBulkAction):
    """Puts accounts into a group."""

    form_class = RoleForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who acts."""
        return {**super().get_form_kwargs(), "actor": self.request.user}


class DeletePeople(_GuardedAction, DeleteBulkAction):
    """Deletes accounts."""


class SetActiveState(_GuardedAction, SetActiveStateBulkAction):
    """Lets accounts sign in, or no longer."""


ACTIONS = (AssignRole, DeletePeople, SetActiveState)
