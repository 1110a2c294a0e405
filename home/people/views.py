from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.users.views import groups, users

from home.people import sentences
from home.people.rights import has_all, may_change, rights_of, rights_of_groups


class PersonCreateView(users.CreateView):
    """Adds an account with no more rights than its maker's."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who acts."""
        return {**super().get_form_kwargs(), "actor": self.request.user}


class _GuardedPersonMixin:
    """Keeps accounts from those who may do less."""

    object: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send away whoever may do less than the account's owner."""
        if self.user_has_permission(self.permission_required) and not may_change(  # type: ignore[attr-defined]
            request.user, self.object
        ):
            messages.error(request, sentences.cannot_change(get_user_display_name(self.object)))
            return redirect("wagtailusers_users:index")
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class PersonEditView(_GuardedPersonMixin, users.EditView):
    """Changes an account that has no more rights than the actor's."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who acts."""
        return {**super().get_form_kwargs(), "actor": self.request.user}


class PersonDeleteView(_GuardedPersonMixin, users.DeleteView):
    """Deletes an account that has no more rights than the actor's."""


class _GuardedGroupMixin:
    """Keeps a group from getting rights that its editor does not have.

    The rights come from several forms, Wagtail's and those of its apps. So they are saved on
    trial, looked at, and taken back.
    """

    object: Any
    request: Any
    permission_panel_forms: Any

    def is_valid(self, form: Any) -> bool:
        """Say whether all is filled in well, and gives no right that the actor lacks."""
        if not super().is_valid(form):  # type: ignore[misc]
            return False
        if self._gives_too_much(form):
            form.add_error(None, sentences.MORE_RIGHTS_IN_GROUP)
            self.produced_error_message = sentences.MORE_RIGHTS_IN_GROUP
            return False
        return True

    def _gives_too_much(self, form: Any) -> bool:
        group, actor = form.instance, self.request.user
        if actor.is_superuser:
            return False
        is_new = group.pk is None
        # Beforehand: the group may be the actor's own.
        own = rights_of(actor)
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
        return not has_all(actor, gained, own)


class RoleCreateView(_GuardedGroupMixin, groups.CreateView):
    """Adds a group."""


class RoleEditView(_GuardedGroupMixin, groups.EditView):
    """Changes a group."""
