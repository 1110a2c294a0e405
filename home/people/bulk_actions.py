"""What is done to several accounts at once, to none that may do more than the actor."""

from typing import Any

from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.users.views.bulk_actions import (
    AssignRoleBulkAction,
    DeleteBulkAction,
    SetActiveStateBulkAction,
)

from home.people import sentences
from home.people.deletion import traces_of
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
    """Deletes accounts that no record names."""

    template_name = "home/admin/delete_people.html"

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, Any]]:
        """Leave out what cannot be deleted, and remember why."""
        objects, left_out = super().get_actionable_objects()
        named = {user: traces for user in objects if (traces := traces_of(user))}
        self.refusals = [
            sentences.cannot_delete(get_user_display_name(user), traces)
            for user, traces in named.items()
        ]
        return [user for user in objects if user not in named], left_out

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add why some cannot be deleted."""
        context = super().get_context_data(**kwargs)
        return context | {"refusals": self.refusals}

    def prepare_action(
        self, objects: Any, objects_without_access: Any
    ) -> HttpResponseRedirect | None:
        """Say it as well where the others are deleted."""
        for refusal in self.refusals:
            messages.warning(self.request, refusal)
        return None if objects else redirect(self.next_url)


class SetActiveState(_GuardedAction, SetActiveStateBulkAction):
    """Lets accounts sign in, or no longer."""


ACTIONS = (AssignRole, DeletePeople, SetActiveState)
