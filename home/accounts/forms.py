from functools import partial
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.utils.text import get_text_list

from home.accounts.permissions import has_all, rights_of, rights_of_groups


def limit_to_actor(form: forms.BaseForm, actor: Any) -> None:
    """Let the form of an account, or of a group for several, give no right that the actor lacks."""
    if superuser := form.fields.get("is_superuser"):
        # "Administrator" is the name of a role, which may do less.
        superuser.label = "Superuser"
    if actor.is_superuser:
        return
    if superuser:
        # What a browser sends for a disabled field is not looked at.
        superuser.disabled = True
        superuser.help_text = "Only a superuser can make somebody a superuser."
    user = getattr(form, "instance", None)
    had = set(user.groups.all()) if user and user.pk else set()
    field = form.fields["groups" if user else "role"]
    field.validators.append(partial(_refuse_more_rights, actor, had))


def _refuse_more_rights(actor: Any, had: set[Group], chosen: Group | list[str]) -> None:
    own = rights_of(actor)
    groups = {chosen} if isinstance(chosen, Group) else set(Group.objects.filter(pk__in=chosen))
    refused = [
        f"“{group.name}”" for group in groups - had if not has_all(own, rights_of_groups([group]))
    ]
    if refused:
        named = get_text_list(refused, "and")
        raise ValidationError(
            f"You cannot put anybody into {named}: it has rights that you do not have yourself."
        )
