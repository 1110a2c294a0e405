"""The screens to propose and confirm changes of settings, redirects, sites and topics."""

from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.contrib.redirects import views as redirects
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.sites import views as sites

from consultation.common.errors import UserFacingError
from consultation.pages.models import Topic
from consultation.workflow.models import PendingChange
from consultation.workflow.review.pending_changes import services
from consultation.workflow.review.pending_changes.services import Action, State
from consultation.workflow.review.texts import names, say

TITLE = _("Changes to confirm")
CHANGED_ALONE = "review.changed_alone"


class RejectChangeForm(forms.Form):
    """The form to reject a change of settings, redirects, sites or topics."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The person who proposed the change can read this."),
        widget=forms.Textarea({"rows": 3}),
        max_length=2000,
        error_messages={"required": _("Enter a reason for the person who proposed this")},
    )


class PendingChangesView(ReportView):
    """The changes of settings, redirects, sites and topics that wait for a second person."""

    page_title = TITLE
    header_icon = "check"
    results_template_name = "workflow/review/admin/pending_changes_results.html"
    index_url_name = "review:changes"
    index_results_url_name = "review:changes_results"
    verbose_name_plural = _("changes to confirm")
    model = PendingChange

    def get_queryset(self) -> QuerySet[PendingChange]:
        if not services.may_see_changes(self.request.user):
            raise PermissionDenied
        return services.waiting_for(self.request.user)


class PendingChangeView(WagtailAdminTemplateMixin, DetailView):
    """One change, with its old and new values, and the possible decisions."""

    template_name = "workflow/review/admin/pending_change.html"
    context_object_name = "change"
    header_icon = "check"
    # Any other value is a rejection, which needs a reason.
    states = {"confirm": State.CONFIRMED, "withdraw": State.WITHDRAWN}
    texts = {
        State.CONFIRMED: "change_confirmed",
        State.REJECTED: "change_rejected",
        State.WITHDRAWN: "change_withdrawn",
    }

    def get_queryset(self) -> QuerySet[PendingChange]:
        return services.visible_to(self.request.user)

    def get_page_title(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        back = {"url": reverse("review:changes"), "label": TITLE}
        return [*self.breadcrumbs_items, back, {"url": "", "label": str(self.object)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_own = self.object.proposed_by_id == self.request.user.pk
        return super().get_context_data(
            differences=services.differences(self.object),
            is_own=is_own,
            others=names(services.confirmers_of(self.object)) if is_own else "",
            **{"form": RejectChangeForm(), **kwargs},
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        state = self.states.get(request.POST.get("decision", ""), State.REJECTED)
        form = RejectChangeForm(request.POST)
        if state == State.REJECTED and not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        reason = form.cleaned_data["reason"] if state == State.REJECTED else ""
        try:
            change = services.decide(self.object, state, request.user, reason)
        except UserFacingError as error:
            messages.error(request, str(error))
            return redirect("review:change", self.object.pk)
        messages.success(request, say(self.texts[state], change=change))
        return redirect("review:changes")


class _FourEyesMixin:
    """Stores a change for a second person to confirm; superusers may make it alone."""

    request: HttpRequest
    object: Any
    # Wagtail's generic views name the right they need as `PendingChange.Action` does.
    permission_required: str

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show above the editor that a change is waiting."""
        answer: HttpResponse = super().get(request, *args, **kwargs)  # type: ignore[misc]
        # A copy is a new object, not the one with the change.
        if self.permission_required != Action.ADD:
            waiting = PendingChange.objects.filter(
                content_type=ContentType.objects.get_for_model(self.object),
                object_id=str(self.object.pk),
                state=State.WAITING,
            )
            for change in waiting:
                messages.warning(request, say("change_waits"), buttons=_buttons(change))
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        user: Any = self.request.user
        item = self.object if self.permission_required == Action.DELETE else form.instance
        if user.is_superuser:
            messages.warning(self.request, say("changed_alone", title=item))
            return super().form_valid(form)  # type: ignore[misc]
        if change := services.propose(self.permission_required, item, user):
            messages.success(self.request, say("change_proposed"), buttons=_buttons(change))
        else:
            messages.info(self.request, say("change_unchanged"))
        return redirect(self.get_success_url())  # type: ignore[attr-defined]

    def save_instance(self) -> Any:
        item = super().save_instance()  # type: ignore[misc]
        log(item, CHANGED_ALONE, user=self.request.user)
        return item

    def delete_action(self) -> None:
        log(self.object, CHANGED_ALONE, user=self.request.user, deleted=True)
        super().delete_action()  # type: ignore[misc]


def with_four_eyes(view: type[View]) -> type[View]:
    """Return one of Wagtail's views, with changes stored for a second person."""
    return type(view.__name__, (_FourEyesMixin, view), {})


class FourEyesSiteViewSet(sites.SiteViewSet):
    """Wagtail's sites, with these views."""

    add_view_class = with_four_eyes(sites.CreateView)
    copy_view_class = with_four_eyes(generic.CopyView)
    edit_view_class = with_four_eyes(sites.EditView)
    delete_view_class = with_four_eyes(sites.DeleteView)


class _TopicsView(generic.IndexView):
    """The topics, with how many consultations have each."""

    def get_base_queryset(self) -> QuerySet[Topic]:
        return Topic.objects.annotate(number=Count("consultationpage"))


class TopicViewSet(ModelViewSet):
    """The topics of consultations, under Settings."""

    model = Topic
    icon = "tag"
    add_to_settings_menu = True
    copy_view_enabled = False
    # Which knows nothing of the consultations that have a topic.
    add_to_reference_index = False
    list_display = ("name", Column("number", label=_("Consultations")))
    index_view_class = _TopicsView
    add_view_class = with_four_eyes(generic.CreateView)
    edit_view_class = with_four_eyes(generic.EditView)
    delete_view_class = with_four_eyes(generic.DeleteView)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_common_view_kwargs(**{"usage_url_name": None, **kwargs})


def start_import(request: HttpRequest) -> HttpResponse:
    """The upload of a file of redirects."""
    return _refuse_import(request) or redirects.start_import(request)


def process_import(request: HttpRequest) -> HttpResponse:
    """Adds a file of redirects, and logs that no one else has seen them."""
    if refused := _refuse_import(request):
        return refused
    newest = Redirect.objects.aggregate(newest=Max("pk"))["newest"] or 0
    answer: HttpResponse = redirects.process_import(request)
    added = Redirect.objects.filter(pk__gt=newest)
    for each in added:
        log(each, CHANGED_ALONE, user=request.user)
    if count := len(added):
        number = number_format(count, force_grouping=True)
        messages.warning(request, say("redirects_alone", count=count, number=number))
    return answer


def _refuse_import(request: HttpRequest) -> HttpResponse | None:
    user: Any = request.user
    if user.is_superuser or not user.has_perm("wagtailredirects.add_redirect"):
        # Wagtail's own view refuses users without the permission.
        return None
    messages.error(request, say("redirects_one_by_one"))
    return redirect("wagtailredirects:index")


def _buttons(change: PendingChange) -> list[Any]:
    return [messages.button(reverse("review:change", args=[change.pk]), gettext("See the change"))]
