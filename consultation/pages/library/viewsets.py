"""The question library in the admin: its list, its editor, and where its entries are used."""

from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from consultation.common.dates import short_datetime
from consultation.common.page_names import name_places
from consultation.pages.library import views
from consultation.pages.library.models import LibraryEntry, leave_out_ideas
from consultation.pages.library.services import pages_using


def _used_on(entry: Any) -> str:
    if not entry.number:
        return gettext("No page")
    text = ngettext("%(number)d page", "%(number)d pages", entry.number)
    return text % {"number": entry.number}


def _used_in(page: Any) -> str:
    if not page.on_live_page:
        return gettext("Draft")
    return gettext("Live page") if page.in_draft else gettext("Live page, no longer in its draft")


class LibraryIndexView(generic.IndexView):
    """The list of what is in the library, with how many pages use each."""

    results_template_name = "consultation/admin/library/index_results.html"
    list_filter = ["kind"]
    search_fields = ["name", "description", "words"]
    list_display = [
        "name",
        Column("kind", label=_("Kind"), accessor="kind_in_words", sort_key="kind"),
        TitleColumn(
            "number",
            label=_("Used on"),
            accessor=_used_on,
            url_name="question_library:usage",
            sort_key="number",
        ),
        Column(
            "saved_by",
            label=_("Saved by"),
            accessor=lambda entry: get_user_display_name(entry.saved_by) if entry.saved_by else "",
        ),
        Column(
            "saved_at",
            label=_("Saved"),
            accessor=lambda entry: short_datetime(entry.saved_at),
            sort_key="saved_at",
        ),
    ]
    default_ordering = "name"

    def get_base_queryset(self) -> QuerySet[LibraryEntry]:
        return super().get_base_queryset().with_uses().select_related("saved_by")


class _SavedBy:
    """Notes who saves an entry, and says if it named ideas."""

    request: Any
    form: Any

    def save_instance(self) -> Any:
        entry = self.form.instance
        entry.saved_by = self.request.user
        if leave_out_ideas(entry.content):
            messages.warning(self.request, views.IDEAS_LEFT_OUT)
        return super().save_instance()  # type: ignore[misc]


class NewEntryView(_SavedBy, generic.CreateView):
    """Writes an entry from nothing."""


class EditEntryView(_SavedBy, generic.EditView):
    """Edits an entry; pages keep their copies."""


class DeleteEntryView(generic.DeleteView):
    """Deletes an entry; pages keep their copies."""

    @property
    def confirmation_message(self) -> str:
        return gettext("Delete “%(name)s”? Pages that use it keep their own copies.") % {
            "name": self.object
        }


class EntryUsageView(UsageView):
    """The pages that use an entry, of those that the user may open."""

    def get_queryset(self) -> QuerySet[Page]:
        own = page_permission_policy.explorable_instances(self.request.user)
        return pages_using(self.object).filter(pk__in=own.values("pk")).order_by("path")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "name",
                label=_("Page"),
                accessor=lambda page: self.names[page.pk],
                url_name="wagtailadmin_pages:edit",
            ),
            Column("where", label=_("Used in"), accessor=_used_in),
        ]

    def get_table(self, object_list: Any, **kwargs: Any) -> Any:
        self.names = name_places(object_list)
        return BaseListingView.get_table(self, object_list, **kwargs)


class QuestionLibraryViewSet(ModelViewSet):
    """The question library in the admin."""

    model = LibraryEntry
    name = "question_library"
    url_prefix = "question-library"
    icon = "list-ul"
    menu_label = _("Question library")
    menu_order = 255
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = LibraryIndexView
    add_view_class = NewEntryView
    edit_view_class = EditEntryView
    delete_view_class = DeleteEntryView
    usage_view_class = EntryUsageView

    def get_urlpatterns(self) -> list[URLPattern]:
        patterns: list[URLPattern] = super().get_urlpatterns()
        return [
            *patterns,
            path("page/<int:page_id>/save/", views.SaveView.as_view(), name="save"),
            path("page/<int:page_id>/add/", views.AddToPageView.as_view(), name="add_to_page"),
        ]
