from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import log
from wagtail.users.views import groups, users

from home.people import sentences
from home.people.deletion import traces_of
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
    """Deletes an account that has no more rights than the actor's, or deactivates it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add why it cannot be deleted, if so."""
        traces = traces_of(self.object)
        name = get_user_display_name(self.object)
        return super().get_context_data(
            refusal=sentences.cannot_delete(name, traces) if traces else "", **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Deactivate where that was pressed; delete what no record names; else say why not."""
        if "deactivate" in request.POST:
            return self._deactivate()
        if traces_of(self.object):
            return self.render_to_response(self.get_context_data())
        return super().post(request, *args, **kwargs)

    def _deactivate(self) -> HttpResponse:
        if not self.user_has_permission("change"):
            raise PermissionDenied
        with transaction.atomic():
            self.object.is_active = False
            self.object.save(update_fields=["is_active"])
            log(self.object, "wagtail.edit")
        messages.success(self.request, sentences.deactivated(get_user_display_name(self.object)))
        return redirect("wagtailusers_users:index")


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
