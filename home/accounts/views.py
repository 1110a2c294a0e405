"""Users and groups in the admin: you cannot give, take over or change rights above your own."""

from functools import partial
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import log
from wagtail.users.views import bulk_actions, groups, users

from consultation.common.text import join_words
from home.accounts.permissions import (
    has_all,
    may_change,
    reason_to_keep,
    rights_of,
    rights_of_groups,
)

INDEX = "wagtailusers_users:index"


def refuse_account_with_more_rights(request: HttpRequest, user: Any) -> HttpResponse | None:
    """Keep an account from being changed or deleted by an actor who has fewer rights."""
    if may_change(request.user, user):
        return None
    text = _(
        "You cannot change %(name)s’s account, which has more rights than yours. Ask a superuser."
    )
    messages.error(request, text % {"name": get_user_display_name(user)})
    return redirect(INDEX)


def _refuse_more_rights(actor: Any, had: set[Group], chosen: Group | list[str]) -> None:
    own = rights_of(actor)
    wanted = {chosen} if isinstance(chosen, Group) else set(Group.objects.filter(pk__in=chosen))
    refused = [
        f"“{group.name}”" for group in wanted - had if not has_all(own, rights_of_groups([group]))
    ]
    if refused:
        text = _(
            "You cannot add users to %(groups)s: that would give them rights that you do not have "
            "yourself."
        )
        raise ValidationError(text % {"groups": join_words(refused)})


class _LimitedFormMixin:
    """Lets an account be given no right that the actor does not have."""

    request: HttpRequest

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)  # type: ignore[misc]
        superuser = form.fields.get("is_superuser")
        if superuser:
            # "Administrator" is the name of a role, which may do less.
            superuser.label = _("Superuser")
        actor: Any = self.request.user
        if actor.is_superuser:
            return form
        if superuser:
            # What a browser sends for a disabled field is ignored.
            superuser.disabled = True
            superuser.help_text = _("Only a superuser can make someone a superuser.")
        # The form of an account, or of a group for several.
        user = getattr(form, "instance", None)
        had = set(user.groups.all()) if user and user.pk else set()
        field = form.fields["groups" if user else "role"]
        field.validators.append(partial(_refuse_more_rights, actor, had))
        return form


class AccountCreateView(_LimitedFormMixin, users.CreateView):
    """Adds an account with no more rights than its maker's."""


class AccountEditView(_LimitedFormMixin, users.EditView):
    """Changes an account that has no more rights than the actor's."""


class AccountDeleteView(users.DeleteView):
    """Deletes an account that no record names, or deactivates it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(refusal=reason_to_keep(self.object), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "deactivate" in request.POST:
            return self._deactivate()
        if reason_to_keep(self.object):
            return self.render_to_response(self.get_context_data())
        return super().post(request, *args, **kwargs)

    @transaction.atomic
    def _deactivate(self) -> HttpResponse:
        if not self.user_has_permission("change"):
            raise PermissionDenied
        self.object.is_active = False
        self.object.save(update_fields=["is_active"])
        log(self.object, "wagtail.edit")
        text = _("%(name)s can no longer sign in. To undo this, tick “Active” in the account.")
        messages.success(self.request, text % {"name": get_user_display_name(self.object)})
        return redirect(INDEX)


class AccountViewSet(users.UserViewSet):
    """Accounts in the admin."""

    add_view_class = AccountCreateView
    edit_view_class = AccountEditView
    delete_view_class = AccountDeleteView
    delete_template_name = "home/admin/delete_account.html"


class _GuardedGroupMixin:
    """Keeps a group from getting rights that its editor does not have.

    The rights come from several forms, Wagtail's and those of its apps, so they are saved on
    trial, checked, and taken back.
    """

    request: Any
    permission_panel_forms: Any

    def is_valid(self, form: Any) -> bool:
        if not super().is_valid(form):  # type: ignore[misc]
            return False
        if self.request.user.is_superuser or not self._gives_too_much(form):
            return True
        self.produced_error_message = _(
            "You cannot give a group rights that you do not have yourself. Ask a superuser to do "
            "it."
        )
        form.add_error(None, self.produced_error_message)
        return False

    def _gives_too_much(self, form: Any) -> bool:
        group, is_new = form.instance, form.instance.pk is None
        # Before saving: the group may be the actor's own.
        own = rights_of(self.request.user)
        had = set() if is_new else rights_of_groups([group])
        with transaction.atomic():
            form.save()
            for panel in self.permission_panel_forms:
                panel.instance = group
                panel.save()
            gained = rights_of_groups([group]) - had
            transaction.set_rollback(True)
        if is_new:
            group.pk, group._state.adding = None, True
        return not has_all(own, gained)


class RoleCreateView(_GuardedGroupMixin, groups.CreateView):
    """Adds a group."""


class RoleEditView(_GuardedGroupMixin, groups.EditView):
    """Changes a group."""


class RoleViewSet(groups.GroupViewSet):
    """Groups in the admin."""

    add_view_class = RoleCreateView
    edit_view_class = RoleEditView


class _GuardedActionMixin:
    """Lets nothing be done to an account that may do more than the actor."""

    request: HttpRequest

    def check_perm(self, obj: Any) -> bool:
        return super().check_perm(obj) and may_change(self.request.user, obj)  # type: ignore[misc]


class AssignRole(_GuardedActionMixin, _LimitedFormMixin, bulk_actions.AssignRoleBulkAction):
    """Puts accounts into a group."""


class DeleteAccounts(_GuardedActionMixin, bulk_actions.DeleteBulkAction):
    """Deletes accounts that no record names."""

    template_name = "home/admin/delete_accounts.html"

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, Any]]:
        objects, left_out = super().get_actionable_objects()
        reasons = {user: reason_to_keep(user) for user in objects}
        self.refusals = [reason for reason in reasons.values() if reason]
        return [user for user in objects if not reasons[user]], left_out

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"refusals": self.refusals}

    def prepare_action(self, objects: Any, objects_without_access: Any) -> HttpResponse | None:
        """Add the accounts that cannot be deleted, with the reasons."""
        for refusal in self.refusals:
            messages.warning(self.request, refusal)
        return None if objects else redirect(self.next_url)


class SetActiveState(_GuardedActionMixin, bulk_actions.SetActiveStateBulkAction):
    """Lets accounts sign in, or no longer."""


BULK_ACTIONS = (AssignRole, DeleteAccounts, SetActiveState)
