from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from wagtail.users.forms import UserCreationForm, UserEditForm

from home.people import sentences
from home.people.rights import may_give


def check_groups(actor: Any, groups: Any) -> None:
    """Refuse groups whose members may do more than the actor."""
    refused = [group.name for group in groups if not may_give(actor, group)]
    if refused:
        raise ValidationError(sentences.cannot_give(refused))


class _GuardedForm(forms.ModelForm):
    """An account's form that gives no right which the actor does not have."""

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
                superuser.help_text = sentences.SUPERUSERS_ONLY

    def clean_groups(self) -> Any:
        """Refuse new groups that may do more than the actor."""
        groups = self.cleaned_data["groups"]
        had = set(self.instance.groups.all()) if self.instance.pk else set()
        check_groups(self.actor, set(groups) - had)
        return groups


class PersonCreationForm(_GuardedForm, UserCreationForm):
    """Adds an account."""


class PersonEditForm(_GuardedForm, UserEditForm):
    """Changes an account."""


class RoleForm(forms.Form):
    """Chooses the group that several accounts are put into."""

    role = forms.ModelChoiceField(queryset=Group.objects.all())

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_role(self) -> Group:
        """Refuse a group that may do more than the actor."""
        role: Group = self.cleaned_data["role"]
        check_groups(self.actor, [role])
        return role
