"""Wagtail's editors of settings, redirects and sites, which keep to four eyes."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.contrib.redirects import views as redirects
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings import views as settings
from wagtail.log_actions import log
from wagtail.sites import views as sites

from consultation.workflow.models import PendingChange
from consultation.workflow.review.pending_changes import sentences
from consultation.workflow.review.pending_changes.rights import waiting_of
from consultation.workflow.review.pending_changes.services import propose

CHANGED_ALONE = "review.changed_alone"


class _FourEyesMixin:
    """Keeps what is sent until a second person confirms it; lets superusers go on alone."""

    request: HttpRequest
    object: Any
    change_action: str

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say above the editor that a change waits."""
        answer: HttpResponse = super().get(request, *args, **kwargs)  # type: ignore[misc]
        item = getattr(self, "object", None)
        # What is copied is not what is changed.
        if item is not None and item.pk and self.change_action != PendingChange.Action.ADD:
            for change in waiting_of(item):
                messages.warning(request, sentences.WAITS, buttons=_buttons(change))
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        """Save or delete it, or keep that as a proposal."""
        user: Any = self.request.user
        if user.is_superuser:
            return self._act_alone(form)
        item = self.object if self.change_action == PendingChange.Action.DELETE else form.instance
        change = propose(self.change_action, item, user)
        if change is None:
            messages.info(self.request, sentences.UNCHANGED)
        else:
            messages.success(self.request, sentences.PROPOSED, buttons=_buttons(change))
        return redirect(self.get_success_url())  # type: ignore[attr-defined]

    @transaction.atomic
    def _act_alone(self, form: Any) -> HttpResponse:
        is_deletion = self.change_action == PendingChange.Action.DELETE
        if is_deletion:
            log(self.object, CHANGED_ALONE, user=self.request.user, deleted=True)
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        if not is_deletion:
            log(self.object, CHANGED_ALONE, user=self.request.user)
        messages.warning(self.request, sentences.changed_alone(str(self.object)))
        return answer


class _AddMixin(_FourEyesMixin):
    change_action = PendingChange.Action.ADD


class _ChangeMixin(_FourEyesMixin):
    change_action = PendingChange.Action.CHANGE


class _DeleteMixin(_FourEyesMixin):
    change_action = PendingChange.Action.DELETE
    # Wagtail's own for redirects has no place for the sentence.
    template_name = "wagtailadmin/generic/confirm_delete.html"

    @property
    def confirmation_message(self) -> str:
        """Say as well that a second person is needed."""
        asked = f"Are you sure you want to delete this {self.object._meta.verbose_name}?"
        user: Any = self.request.user
        return asked if user.is_superuser else f"{asked} {sentences.DELETE_NEEDS_A_SECOND}"


class SettingEditView(_ChangeMixin, settings.EditView):
    """Changes settings, such as the portal's."""


class RedirectCreateView(_AddMixin, redirects.CreateView):
    """Adds a redirect."""


class RedirectEditView(_ChangeMixin, redirects.EditView):
    """Changes a redirect."""


class RedirectDeleteView(_DeleteMixin, redirects.DeleteView):
    """Deletes a redirect."""


class SiteCreateView(_AddMixin, sites.CreateView):
    """Adds a site."""


class SiteCopyView(_AddMixin, generic.CopyView):
    """Adds a site that is like another."""


class SiteEditView(_ChangeMixin, sites.EditView):
    """Changes a site."""


class SiteDeleteView(_DeleteMixin, sites.DeleteView):
    """Deletes a site."""


class FourEyesSiteViewSet(sites.SiteViewSet):
    """Wagtail's sites, with these views."""

    add_view_class = SiteCreateView
    copy_view_class = SiteCopyView
    edit_view_class = SiteEditView
    delete_view_class = SiteDeleteView


def start_import(request: HttpRequest) -> HttpResponse:
    """Ask for a file of redirects."""
    return _refuse_import(request) or redirects.start_import(request)


def process_import(request: HttpRequest) -> HttpResponse:
    """Add a file of redirects, and note that nobody else has seen them."""
    refused = _refuse_import(request)
    if refused:
        return refused
    newest = Redirect.objects.aggregate(newest=Max("pk"))["newest"] or 0
    answer: HttpResponse = redirects.process_import(request)
    added = Redirect.objects.filter(pk__gt=newest)
    for each in added:
        log(each, CHANGED_ALONE, user=request.user)
    if added:
        messages.warning(request, sentences.imported_alone(len(added)))
    return answer


def _refuse_import(request: HttpRequest) -> HttpResponse | None:
    user: Any = request.user
    if user.is_superuser or not user.has_perm("wagtailredirects.add_redirect"):
        # Wagtail's own view sends those away who may not.
        return None
    messages.error(request, sentences.NO_IMPORT)
    return redirect("wagtailredirects:index")


def _buttons(change: PendingChange) -> list[Any]:
    return [messages.button(reverse("review:change", args=[change.pk]), "See the change")]
