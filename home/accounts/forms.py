from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.text import get_text_list
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.bulk_actions.assign_role import RoleForm

from home.accounts.permissions import may_give


class _ActorForm(forms.BaseForm):
    """A form that gives no right which the actor does not have."""

    instance: Any

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        superuser = self.fields.get("is_superuser")
        if superuser:
            # "Administrator" is the name of a role, which may do less.
            superuser.label = "Superuser"
            if not actor.is_superuser:
                # What a browser sends for a disabled field is not looked at.
                superuser.disabled = True
                superuser.help_text = "Only a superuser can make somebody a superuser."

    def check_groups(self, groups: Iterable[Group]) -> None:
        """Refuse groups whose members may do more than the actor."""
        refused = [f"“{group.name}”" for group in groups if not may_give(self.actor, group)]
        if refused:
            named = get_text_list(refused, "and")
            raise ValidationError(
                f"You cannot put anybody into {named}: it has rights that you do not have yourself."
            )

    def clean_groups(self) -> Any:
        groups = self.cleaned_data["groups"]
        had = set(self.instance.groups.all()) if self.instance.pk else set()
        self.check_groups(set(groups) - had)
        return groups


class AccountCreationForm(_ActorForm, UserCreationForm):
    """Adds an account."""


class AccountEditForm(_ActorForm, UserEditForm):
    """Changes an account."""


class AssignRoleForm(_ActorForm, RoleForm):
    """Chooses the group that several accounts are put into."""

    def clean_role(self) -> Group:
        role: Group = self.cleaned_data["role"]
        self.check_groups([role])
        return role
