from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.rich_text.feature_registry import FeatureRegistry

from consultation.common.dates import short_datetime
from consultation.common.text import semicolon_separated
from consultation.feedback.manual_entry import enter_response
from consultation.feedback.mixins import FeedbackPageMixin
from consultation.pages import copy_views, prefetch
from consultation.pages.library.views import ADD
from consultation.pages.library.viewsets import QuestionLibraryViewSet
from consultation.pages.retention import RetentionView, retention_reason
from consultation.responses.permissions import PermissionMenuItem


@hooks.register("register_rich_text_features", order=10)
def use_fetched_link_targets(features: FeatureRegistry) -> None:
    """Render links from targets fetched for the whole page, and keep their anchors."""
    features.register_link_type(prefetch.FetchedPageLinkHandler)
    features.register_link_type(prefetch.FetchedDocumentLinkHandler)
    features.register_converter_rule("contentstate", "link", prefetch.LINK_RULE)


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern | URLResolver]:
    """Register the screens of copies, of responses by letter or email, and of data due."""
    copies = [
        path("new/<int:parent_id>/", copy_views.NewView.as_view(), name="new"),
        path("<int:page_id>/copy/", copy_views.CopyView.as_view(), name="copy"),
        path(
            "<int:page_id>/save-as-template/",
            copy_views.SaveAsTemplateView.as_view(),
            name="save_as_template",
        ),
    ]
    return [
        path("consultations/", include((copies, "consultations"))),
        path("enter-response/<int:page_id>/", enter_response, name="enter_response"),
        path("personal-data-due/", RetentionView.as_view(), name="personal_data_due"),
    ]


hooks.register("register_page_header_buttons", copy_views.header_buttons)
hooks.register("before_copy_page", copy_views.copy_whole)


@hooks.register("register_reports_menu_item")
def register_retention_menu_item() -> MenuItem:
    """Add retention to the reports, next to the ledger."""
    return PermissionMenuItem(
        _("Personal data due"), reverse("personal_data_due"), icon_name="history", order=105
    )


@hooks.register("register_admin_viewset")
def register_question_library() -> QuestionLibraryViewSet:
    """Register the question library, and its menu item."""
    return QuestionLibraryViewSet()


@hooks.register("register_page_header_buttons")
def add_library_buttons(
    page: Any, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """Offer the question library in the menu of a page's editor."""
    if view_name == "edit" and isinstance(page, FeedbackPageMixin) and user.has_perm(ADD):
        url = reverse("question_library:add_to_page", args=[page.pk])
        yield Button(_("Add from the question library"), url, icon_name="list-ul", priority=80)
        if page.feedback_block():
            url = reverse("question_library:save", args=[page.pk])
            yield Button(_("Save to the question library"), url, icon_name="download", priority=81)


# A change of a date, by the name of the date and by what it was and is.
_DATE_CHANGES = {
    "opens": {
        "moved": _("Opens: %(before)s → %(after)s"),
        "set": _("Opens: no date → %(after)s"),
        "removed": _("Opens: %(before)s → no date"),
    },
    "closes": {
        "moved": _("Closes: %(before)s → %(after)s"),
        "set": _("Closes: no date → %(after)s"),
        "removed": _("Closes: %(before)s → no date"),
    },
}


def _describe_date_change(name: str, before: str, after: str) -> str:
    change = "moved" if before and after else "set" if after else "removed"
    dates = {"before": before, "after": after}
    shown = {key: short_datetime(datetime.fromisoformat(at)) for key, at in dates.items() if at}
    return _DATE_CHANGES[name][change] % shown


@hooks.register("register_log_actions")
def register_consultation_actions(actions: LogActionRegistry) -> None:
    """Register the actions on a consultation for the audit log."""

    @actions.register_action("consultation.change_dates")
    class DatesFormatter(LogFormatter):
        label = _("Change public dates")

        def format_message(self, log_entry: Any) -> str:
            changes = [(name, *log_entry.data[name]) for name in _DATE_CHANGES]
            return gettext("Public dates changed. %(changes)s") % {
                "changes": semicolon_separated(
                    _describe_date_change(name, before, after)
                    for name, before, after in changes
                    if before != after
                )
            }

        def format_comment(self, log_entry: Any) -> str:
            return str(log_entry.data.get("reason", ""))

    @actions.register_action("consultation.apply_retention")
    class RetentionFormatter(LogFormatter):
        label = _("Erase personal data that was due")

        def format_message(self, log_entry: Any) -> str:
            data = log_entry.data
            erased = ngettext(
                "Personal data erased in %(count)s response.",
                "Personal data erased in %(count)s responses.",
                data["responses"],
            ) % {"count": intcomma(data["responses"])}
            closed_at = datetime.fromisoformat(data["closed_at"])
            return f"{erased} {retention_reason(data['months'], closed_at)}"
