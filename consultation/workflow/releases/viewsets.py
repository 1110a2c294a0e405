"""Releases in the admin: their list, and the forms to create and edit one."""

from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button

from consultation.common.dates import short_datetime
from consultation.pages.models import ConsultationPage
from consultation.pages.models.templates import without_templates
from consultation.workflow.models import Release, ReleaseState
from consultation.workflow.releases import views
from consultation.workflow.releases.services import CHANGE, may_edit


class ReleaseIndexView(generic.IndexView):
    """The list of releases, with the number of items in each."""

    list_filter = ["consultation", "state"]
    list_display = [
        "title",
        StatusTagColumn(
            "state",
            label=_("Status"),
            accessor=lambda each: (
                gettext("Not released") if each.has_failed else each.get_state_display()
            ),
            primary=lambda each: each.state == ReleaseState.RELEASED,
            sort_key="state",
        ),
        Column(
            "planned_at",
            label=_("Date (UK time)"),
            accessor=lambda each: short_datetime(each.released_at or each.planned_at),
            sort_key="planned_at",
        ),
        Column("number", label=_("Drafts")),
        Column("consultation_title", label=_("Consultation"), sort_key="consultation_title"),
    ]
    default_ordering = "-created_at"

    def get_base_queryset(self) -> QuerySet[Release]:
        return super().get_base_queryset().annotate(number=Count("items"))

    def get_list_buttons(self, instance: Release) -> list[Button]:
        # The title links to the release.
        return []


class NewReleaseView(generic.CreateView):
    """Creates a release, with a first item if the editor came from one."""

    page_title = _("Create a release")

    def get_add_url(self) -> str:
        # The first item is in the address.
        return self.request.get_full_path()

    def save_instance(self) -> Any:
        release = self.form.instance
        release.created_by = get_user_display_name(self.request.user)
        release.consultation_title = release.consultation.get_admin_display_title()
        return super().save_instance()

    def save_action(self) -> Any:
        done = gettext("Release “%(release)s” created.")
        messages.success(self.request, done % {"release": self.object})
        query, user = self.request.GET, self.request.user
        if "kind" not in query or not may_edit(user, self.object):
            return redirect("releases:select_items", self.object.pk)
        item = views.find_item(query["kind"], query.get("id", ""), user)
        return views.add_and_tell(self.request, self.object, [item])


class EditReleaseView(views.ReleaseMixin, generic.EditView):
    """Edits title and note."""

    permission = CHANGE

    def get_success_url(self) -> str:
        return self.back_url

    def get_success_buttons(self) -> list[Any]:
        return []


class ReleaseForm(forms.ModelForm):
    """The form of a release; its consultation cannot be changed later."""

    consultation: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Consultation"),
        queryset=without_templates(ConsultationPage.objects.order_by("path")),
        empty_label=None,
        help_text=_("You can add pages of this consultation, and ideas."),
    )

    class Meta:
        model = Release
        fields = ("title", "consultation", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["consultation"]


class ReleaseViewSet(ModelViewSet):
    """Releases in the admin."""

    model = Release
    name = "releases"
    icon = "calendar-check"
    menu_order = 260
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    index_view_class = ReleaseIndexView
    add_view_class = NewReleaseView
    edit_view_class = EditReleaseView

    def get_form_class(self, for_update: bool = False) -> type[ReleaseForm]:
        return ReleaseForm

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        # Lists and histories link to the release's own screen, which links to the editor.
        names = {
            "edit_url_name": self.get_url_name("inspect"),
            "delete_url_name": None,
            "usage_url_name": None,
        }
        return super().get_common_view_kwargs(**names, **kwargs)

    def get_edit_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_edit_view_kwargs(edit_url_name=self.get_url_name("edit"), **kwargs)

    def get_history_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        # For all who may see releases; the breadcrumbs lead back.
        return super().get_history_view_kwargs(
            any_permission_required=["view"], header_buttons=[], **kwargs
        )

    def get_urlpatterns(self) -> list[URLPattern]:
        # A release is a record: no one deletes it.
        replaced, patterns = ("delete", "usage", "inspect"), super().get_urlpatterns()
        return [
            *(each for each in patterns if each.name not in replaced),
            path("<int:pk>/", views.ReleaseView.as_view(), name="inspect"),
            path("<int:pk>/drafts/", views.SelectItemsView.as_view(), name="select_items"),
            path("<int:pk>/schedule/", views.ScheduleView.as_view(), name="schedule"),
            path("<int:pk>/release/", views.ReleaseNowView.as_view(), name="release"),
            path("<int:pk>/cancel/", views.CancelView.as_view(), name="cancel"),
            path("<int:pk>/remove/<int:item>/", views.RemoveView.as_view(), name="remove"),
            path("put/<slug:kind>/<int:pk>/", views.AddItemView.as_view(), name="add_item"),
        ]
