"""The screens of one release, and the screen to add an item to one."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.utils import get_latest_str
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.models import Page

from consultation.common.addresses import parse_id
from consultation.common.date_forms import DateTimeInput
from consultation.common.dates import long_datetime
from consultation.pages.models import ConsultationPage
from consultation.workflow.items import admin_url, key_of
from consultation.workflow.models import Release, ReleaseState
from consultation.workflow.releases import services
from consultation.workflow.releases.readiness import ItemStatus, read_settled, read_statuses
from consultation.workflow.releases.services import CHANGE, PUBLISH, VIEW, may_act, may_edit
from consultation.workflow.review.texts import quoted
from ideas.models import MODELS

# The models of a release's items, by their word in addresses.
KINDS: dict[str, Any] = {str(model._meta.model_name): model for model in (Page, *MODELS)}


def find_item(kind: str, pk: str, user: Any) -> Any:
    """Return the item in an address, for those who may change it."""
    if kind not in KINDS:
        raise Http404
    items = KINDS[kind].objects.select_related("latest_revision")
    item = get_object_or_404(items, pk=parse_id(pk))
    if not may_act(user, "change", item):
        raise PermissionDenied
    return item


def add_item_url(item: Any) -> str:
    """Return the address of the screen that adds an item to a release."""
    kind = "page" if isinstance(item, Page) else item._meta.model_name
    return reverse("releases:add_item", args=[kind, item.pk])


def add_and_tell(request: HttpRequest, release: Release, items: list[Any]) -> HttpResponse:
    """Add items to a release, say which were added and which not, and redirect to it."""
    try:
        added = services.add_items(release, items, request.user)
    except services.ReleaseError as error:
        messages.error(request, str(error))
    else:
        if added.titles:
            done = gettext("Added to “%(release)s”: %(titles)s.")
            messages.success(request, done % {"release": release, "titles": quoted(added.titles)})
        for sentence in added.refused:
            messages.error(request, sentence)
    return redirect("releases:inspect", release.pk)


class ReleaseBreadcrumbsMixin(WagtailAdminTemplateMixin):
    """A screen below the list of releases, with a link back to its release or editor."""

    header_icon = "calendar-check"
    back_url: str

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("releases:index"), "label": gettext("Releases")},
            {"url": self.back_url, "label": self.get_page_subtitle()},
            {"url": "", "label": self.get_page_title()},
        ]


class AddItemView(ReleaseBreadcrumbsMixin, TemplateView):
    """The choice of a release for a page, area, theme or idea."""

    template_name = "workflow/releases/admin/add_item.html"
    page_title = _("Add to a release")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(CHANGE):
            raise PermissionDenied
        self.item = find_item(kwargs["kind"], str(kwargs["pk"]), request.user)
        self.back_url = admin_url(self.item, "edit")
        if place := services.waiting_item(self.item):
            told = gettext("“%(title)s” is already in this release.")
            messages.info(request, told % {"title": self.get_page_subtitle()})
            return redirect("releases:inspect", place.release_id)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def releases(self) -> QuerySet[Release]:
        states = [ReleaseState.DRAFT]
        if self.request.user.has_perm(PUBLISH):
            states.append(ReleaseState.SCHEDULED)
        releases = Release.objects.filter(state__in=states)
        if isinstance(self.item, Page):
            above = ConsultationPage.objects.ancestor_of(self.item, inclusive=True)
            releases = releases.filter(consultation__in=above)
        return releases.order_by("planned_at", "-created_at")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = parse_id(request.POST.get("release"))
        return add_and_tell(request, get_object_or_404(self.releases, pk=chosen), [self.item])

    def get_page_subtitle(self) -> str:
        return str(get_latest_str(self.item))


class ReleaseMixin(BaseObjectMixin):
    """A view of one release; it redirects if the release can no longer be changed."""

    model = Release
    permission = VIEW

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.back_url = reverse("releases:inspect", args=[self.object.pk])

    def get_base_object_queryset(self) -> QuerySet[Release]:
        return Release.objects.select_related("consultation")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        if self.permission != VIEW and not self.object.is_open:
            messages.warning(request, self.object.refusal)
            return self.back()
        if self.permission == CHANGE and not may_edit(request.user, self.object):
            raise PermissionDenied
        try:
            return super().dispatch(request, *args, **kwargs)
        except services.ReleaseError as error:
            for sentence in error.args:
                messages.error(request, sentence)
            return self.back()

    def back(self, done: str = "") -> HttpResponse:
        if done:
            messages.success(self.request, done)
        return redirect(self.back_url)


class ReleaseScreen(ReleaseMixin, ReleaseBreadcrumbsMixin, TemplateView):
    """A screen of one release."""

    @cached_property
    def statuses(self) -> list[ItemStatus]:
        if not self.object.is_open:
            return read_settled(list(self.object.items.select_related("content_type")))
        return read_statuses(list(services.waiting_items().filter(release=self.object)))

    @property
    def unready(self) -> list[ItemStatus]:
        return [each for each in self.statuses if each.reasons]

    def check_rights(self) -> None:
        refused = gettext("“%(title)s”: you do not have permission to publish it.")
        sentences = [
            refused % {"title": each.title}
            for each in self.statuses
            if each.item and not may_act(self.request.user, "publish", each.item)
        ]
        if sentences:
            raise services.ReleaseError(*sentences)

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, release = self.request.user, self.object
        return super().get_context_data(
            release=release,
            may_edit=may_edit(user, release),
            may_release=release.is_open and user.has_perm(PUBLISH),
            **kwargs,
        )


class ReleaseView(ReleaseScreen):
    """The screen of a release: its items, whether they are ready, who approved them."""

    template_name = "workflow/releases/admin/release.html"
    page_title = pgettext_lazy("noun", "Release")

    @property
    def header_buttons(self) -> list[Button]:
        if not (self.object.is_open and self.request.user.has_perm(CHANGE)):
            return []
        url = reverse("releases:edit", args=[self.object.pk])
        return [HeaderButton(gettext("Edit title and note"), url=url, icon_name="edit")]

    @property
    def header_more_buttons(self) -> list[Button]:
        url = reverse("releases:history", args=[self.object.pk])
        return [Button(gettext("History"), url=url, icon_name="history")]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return super().get_breadcrumbs_items()[:-1]


class SelectItemsView(ReleaseScreen):
    """Offers everything with unpublished changes, to add several items to the release."""

    template_name = "workflow/releases/admin/select_items.html"
    page_title = _("Add drafts")
    permission = CHANGE

    @cached_property
    def drafts(self) -> list[Any]:
        """The choices: pages in the order of the tree, then areas, themes and ideas."""
        return services.drafts(self.object.consultation, self.request.user)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        ticked = set(request.POST.getlist("item"))
        items = [item for item in self.drafts if "-".join(map(str, key_of(item))) in ticked]
        if items:
            return add_and_tell(request, self.object, items)
        messages.warning(request, gettext("Select what to add to the release."))
        return self.get(request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # As if everything that is in no release were in this one: only real obstacles are shown.
        taken = services.waiting_items_by_key(self.drafts)
        approvals = services.record_approvals(item.latest_revision_id for item in self.drafts)
        places = []
        for item in self.drafts:
            place = taken.get(key_of(item)) or services.new_place(self.object, item)
            place.approvals = approvals.get(item.latest_revision_id, [])
            places.append(place)
        statuses = read_statuses(places)
        pages = [each for each in statuses if isinstance(each.item, Page)]
        others = statuses[len(pages) :]
        groups = ((gettext("Pages"), pages), (gettext("Areas, themes and ideas"), others))
        return super().get_context_data(groups=groups, **kwargs)


class RemoveView(ReleaseScreen):
    """Takes an item out of a release."""

    http_method_names = ["post"]
    permission = CHANGE

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        places = self.object.items.select_related("content_type")
        place = get_object_or_404(places, pk=kwargs["item"])
        if place.item is not None and not may_act(request.user, "change", place.item):
            raise PermissionDenied
        services.remove_item(place, request.user)
        done = gettext("“%(title)s” is no longer in this release. Its draft has not changed.")
        return self.back(done % {"title": place})


class PortalDateTimeField(forms.DateTimeField):
    """A date and time by the portal's clock."""

    widget = DateTimeInput

    def prepare_value(self, value: Any) -> Any:
        with timezone.override(timezone.get_default_timezone()):
            return super().prepare_value(value)

    def to_python(self, value: Any) -> datetime | None:
        try:
            with timezone.override(timezone.get_default_timezone()):
                return super().to_python(value)
        except ValidationError as error:
            if error.code != "ambiguous_timezone":
                raise
            message = gettext(
                "The clocks change in that hour. Choose a time before 1:00am or after 2:00am."
            )
            raise ValidationError(message) from error


class ScheduleForm(forms.Form):
    """The form for the date of a release."""

    planned_at = PortalDateTimeField(
        label=_("Date and time"),
        help_text=_("In United Kingdom time. A date without a time means the start of that day."),
    )

    def clean_planned_at(self) -> datetime:
        planned_at: datetime = self.cleaned_data["planned_at"]
        if planned_at <= timezone.now():
            message = gettext("This time has passed. Enter a later one, or release now.")
            raise ValidationError(message)
        return planned_at


class ScheduleView(ReleaseScreen, FormView):
    """Sets, changes or removes the date of a release."""

    template_name = "workflow/releases/admin/schedule.html"
    header_icon = "calendar-alt"
    permission = PUBLISH
    form_class = ScheduleForm

    def get_page_title(self) -> str:
        return (
            gettext("Change the date") if self.object.is_scheduled else pgettext("verb", "Schedule")
        )

    def get_initial(self) -> dict[str, Any]:
        return {"planned_at": self.object.planned_at}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "unschedule" not in request.POST:
            return super().post(request, *args, **kwargs)
        services.schedule(self.object, None, request.user)
        return self.back(gettext("“%(release)s” no longer has a date.") % {"release": self.object})

    def form_valid(self, form: ScheduleForm) -> HttpResponse:
        self.check_rights()
        planned_at = form.cleaned_data["planned_at"]
        services.schedule(self.object, planned_at, self.request.user)
        done = gettext("“%(release)s” will be released on %(time)s.")
        return self.back(done % {"release": self.object, "time": long_datetime(planned_at)})


class ReleaseNowView(ReleaseScreen):
    """Publishes a release now, after a list of its items."""

    template_name = "workflow/releases/admin/release_now.html"
    page_title = _("Release now")
    permission = PUBLISH

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.check_rights()
        if reasons := services.release_now(self.object, request.user):
            raise services.ReleaseError(gettext("Nothing was published."), *reasons)
        done = gettext("“%(release)s” has been released and is live.")
        return self.back(done % {"release": self.object})


class CancelView(ReleaseScreen):
    """Cancels a release and takes everything out."""

    template_name = "workflow/releases/admin/cancel.html"
    page_title = _("Cancel release")
    header_icon = "cross"
    permission = PUBLISH

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        services.cancel(self.object, request.user)
        done = gettext("“%(release)s” has been cancelled. Nothing was published.")
        return self.back(done % {"release": self.object})
