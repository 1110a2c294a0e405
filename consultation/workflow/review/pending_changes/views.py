"""The screens where changes of settings, redirects and sites are proposed and confirmed."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.contrib.redirects import views as redirects
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings import views as settings
from wagtail.log_actions import log
from wagtail.sites import views as sites

from consultation.workflow.models import PendingChange
from consultation.workflow.review import texts
from consultation.workflow.review.forms import RejectChangeForm
from consultation.workflow.review.pending_changes.services import (
    Action,
    UndecidableError,
    confirm,
    confirmers_of,
    may_see_changes,
    propose,
    reject,
    visible_to,
    waiting_for,
    waiting_of,
    withdraw,
)
from consultation.workflow.review.pending_changes.values import differences
from consultation.workflow.review.views import WaitingListView

TITLE = "Changes to confirm"
CHANGED_ALONE = "review.changed_alone"


class PendingChangePaginator(WagtailPaginator):
    """Counts changes in words that people know."""

    verbose_name = "change"
    verbose_name_plural = "changes"


class PendingChangesView(WaitingListView):
    """The changes of settings, redirects and sites that wait for a second person."""

    page_title = TITLE
    header_icon = "tick"
    results_template_name = "workflow/review/admin/pending_changes_results.html"
    index_url_name = "review:changes"
    index_results_url_name = "review:changes_results"
    verbose_name_plural = "changes to confirm"
    paginator_class = PendingChangePaginator
    model = PendingChange
    may_see = staticmethod(may_see_changes)
    waiting_for = staticmethod(waiting_for)


class PendingChangeView(WagtailAdminTemplateMixin, TemplateView):
    """One change, with its old and new values, and what can be done about it."""

    template_name = "workflow/review/admin/pending_change.html"
    header_icon = "tick"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.change = get_object_or_404(visible_to(request.user), pk=kwargs["pk"])
        self.form = RejectChangeForm()

    def get_page_title(self) -> str:
        return str(self.change)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        back = {"url": reverse("review:changes"), "label": TITLE}
        return [*self.breadcrumbs_items, back, {"url": "", "label": str(self.change)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_own = self.change.proposed_by_id == self.request.user.pk
        return super().get_context_data(
            change=self.change,
            differences=differences(self.change),
            form=self.form,
            is_own=is_own,
            explanation=texts.others_confirm(confirmers_of(self.change)) if is_own else "",
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Confirm, reject or withdraw it, or say why that is not possible."""
        decision = request.POST.get("decision")
        try:
            if decision == "confirm":
                confirm(self.change, request.user)
            elif decision == "withdraw":
                withdraw(self.change, request.user)
            else:
                self.form = RejectChangeForm(request.POST)
                if not self.form.is_valid():
                    return self.render_to_response(self.get_context_data(**kwargs))
                reject(self.change, request.user, self.form.cleaned_data["reason"])
        except UndecidableError as error:
            messages.error(request, str(error))
            return redirect("review:change", self.change.pk)
        self.change.refresh_from_db()
        messages.success(request, texts.change_decided(self.change))
        return redirect("review:changes")


class _FourEyesMixin:
    """Keeps what is sent until a second person confirms it; lets superusers go on alone."""

    request: HttpRequest
    object: Any

    @property
    def change_action(self) -> str:
        if isinstance(self, generic.DeleteView):
            return Action.DELETE
        return Action.ADD if isinstance(self, generic.CreateView) else Action.CHANGE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say above the editor that a change waits."""
        answer: HttpResponse = super().get(request, *args, **kwargs)  # type: ignore[misc]
        item = getattr(self, "object", None)
        # What is copied is not what is changed.
        if item is not None and item.pk and self.change_action != Action.ADD:
            for change in waiting_of(item):
                messages.warning(request, texts.CHANGE_WAITS, buttons=_buttons(change))
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        """Save or delete it, or keep that as a proposal."""
        user: Any = self.request.user
        if user.is_superuser:
            return self._act_alone(form)
        item = self.object if self.change_action == Action.DELETE else form.instance
        change = propose(self.change_action, item, user)
        if change is None:
            messages.info(self.request, texts.CHANGE_UNCHANGED)
        else:
            messages.success(self.request, texts.CHANGE_PROPOSED, buttons=_buttons(change))
        return redirect(self.get_success_url())  # type: ignore[attr-defined]

    @transaction.atomic
    def _act_alone(self, form: Any) -> HttpResponse:
        is_deletion = self.change_action == Action.DELETE
        if is_deletion:
            log(self.object, CHANGED_ALONE, user=self.request.user, deleted=True)
        answer: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        if not is_deletion:
            log(self.object, CHANGED_ALONE, user=self.request.user)
        messages.warning(self.request, texts.CHANGED_ALONE.format(title=self.object))
        return answer


class _DeleteMixin(_FourEyesMixin):
    # Wagtail's own for redirects has no place for the sentence.
    template_name = "wagtailadmin/generic/confirm_delete.html"

    @property
    def confirmation_message(self) -> str:
        asked = f"Are you sure you want to delete this {self.object._meta.verbose_name}?"
        user: Any = self.request.user
        return asked if user.is_superuser else f"{asked} {texts.DELETE_NEEDS_A_SECOND}"


class SettingEditView(_FourEyesMixin, settings.EditView):
    """Changes settings, such as the portal's."""


class RedirectCreateView(_FourEyesMixin, redirects.CreateView):
    """Adds a redirect."""


class RedirectEditView(_FourEyesMixin, redirects.EditView):
    """Changes a redirect."""


class RedirectDeleteView(_DeleteMixin, redirects.DeleteView):
    """Deletes a redirect."""


class SiteCreateView(_FourEyesMixin, sites.CreateView):
    """Adds a site."""


class SiteCopyView(_FourEyesMixin, generic.CopyView):
    """Adds a site that is like another."""


class SiteEditView(_FourEyesMixin, sites.EditView):
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
        messages.warning(request, texts.imported_alone(len(added)))
    return answer


def _refuse_import(request: HttpRequest) -> HttpResponse | None:
    user: Any = request.user
    if user.is_superuser or not user.has_perm("wagtailredirects.add_redirect"):
        # Wagtail's own view sends those away who may not.
        return None
    messages.error(request, texts.REDIRECTS_ONE_BY_ONE)
    return redirect("wagtailredirects:index")


def _buttons(change: PendingChange) -> list[Any]:
    return [messages.button(reverse("review:change", args=[change.pk]), "See the change")]
