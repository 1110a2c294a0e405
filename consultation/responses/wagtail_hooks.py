from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse_lazy
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail_modeladmin.options import modeladmin_register

from consultation.common.admin import register_actions
from consultation.responses.admin import views
from consultation.responses.admin.lists import AllResponsesAdmin, FormPagesView
from consultation.responses.deletion import refusals
from consultation.responses.exports.views import export_chosen, export_one
from consultation.responses.models import FormVersion, Status
from consultation.responses.permissions import DELETE, PUBLISH, VIEW, PermissionMenuItem, can_read
from consultation.responses.privacy.subject_access import PersonView
from consultation.responses.publication import views as published
from consultation.responses.publication.choosers import published_answer_chooser
from consultation.responses.results import views as results
from ideas.models import Idea, Theme

modeladmin_register(AllResponsesAdmin)
hooks.register("register_admin_viewset", lambda: published_answer_chooser)

URLS = [
    path("<int:pk>/", views.ReadResponseView.as_view(), name="read"),
    path("<int:pk>/export/", export_one, name="export_one"),
    path("<int:pk>/publish/", published.PublishView.as_view(), name="publish"),
    path("<int:pk>/publish/new/", published.RedactView.as_view(), name="redact"),
    path("<int:pk>/consent/", published.WithdrawConsentView.as_view(), name="withdraw_consent"),
    path("published/", published.PublishedListView.as_view(), name="published_list"),
    path(
        "published/results/",
        published.PublishedListView.as_view(results_only=True),
        name="published_list_results",
    ),
    path("published/<int:published>/", published.PublishedView.as_view(), name="published"),
    path("published/<int:published>/redact/", published.RedactView.as_view(), name="redact_again"),
    path("published/<int:published>/withdraw/", published.WithdrawView.as_view(), name="withdraw"),
    path("export/", export_chosen, name="export_chosen"),
    path("ledger/", views.LedgerView.as_view(), name="ledger"),
    path("person/", PersonView.as_view(), name="person"),
    path("scans/<int:pk>/", views.download_scan, name="scan"),
    path("status/", views.ChangeStatusView.as_view(), name="change_status"),
    path("about/", results.IdeaFeedbackListView.as_view(), name="idea_feedback_list"),
    path("about/<str:kind>/<slug:code>/", results.IdeaFeedbackView.as_view(), name="idea_feedback"),
    # For responses whose page is deleted; those of a page are erased at Wagtail's own address.
    path("erase/", views.EraseResponsesView.as_view(), name="erase"),
]


# Before Wagtail's own addresses of the Forms admin, whose first two these replace.
@hooks.register("register_admin_urls", order=-1)
def register_response_urls() -> list[URLPattern | URLResolver]:
    """Register the analysts' views, some at the addresses of the built-in Forms admin."""
    return [
        path("forms/", FormPagesView.as_view()),
        path("forms/results/", FormPagesView.as_view(results_only=True)),
        path("forms/submissions/<int:page_id>/delete/", views.EraseResponsesView.as_view()),
        path("responses/", include((URLS, "responses"))),
    ]


@hooks.register("filter_form_submissions_for_user")
def show_forms_to_analysts(user: Any, pages: PageQuerySet) -> PageQuerySet:
    """Show every page with a form to users who may read responses; every admin page calls this."""
    # Not Exists(): Wagtail's search, which the Forms screen offers, takes no such filter.
    ever = FormVersion.objects.exclude(page=None).values("page")
    return Page.objects.filter(pk__in=ever) if can_read(user) else pages.none()


# Hook, label, name of the address, right, icon and place in the menu.
MENU_ITEMS = (
    ("admin", _("Results by idea"), "idea_feedback_list", VIEW, "pick", 711),
    ("reports", _("Ledger"), "ledger", VIEW, "clipboard-list", 100),
    ("reports", _("Published answers"), "published_list", PUBLISH, "openquote", 105),
    ("reports", _("A person’s data"), "person", DELETE, "user", 110),
)
for menu, label, name, right, icon, order in MENU_ITEMS:
    url = reverse_lazy(f"responses:{name}")
    # Named by us: Wagtail would name it after its label, which is translated.
    item = PermissionMenuItem(label, url, name=name, right=right, icon_name=icon, order=order)
    hooks.register(f"register_{menu}_menu_item", lambda item=item: item)


@hooks.register("register_permissions")
def register_response_permissions() -> QuerySet[Permission]:
    """Let administrators give these rights to groups; form versions have none."""
    rights = Permission.objects.filter(content_type__app_label="responses")
    return rights.exclude(content_type__model="formversion")


@hooks.register("register_snippet_listing_buttons")
def add_results_button(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """Add a link from an idea or theme to its results, for analysts."""
    if isinstance(snippet, Idea | Theme) and can_read(user):
        url = results.feedback_url(snippet)
        yield Button(gettext("Results by idea"), url, icon_name="comment", priority=50)


@hooks.register("before_delete_page")
@hooks.register("before_delete_snippet")
def refuse_to_delete_answered(
    request: HttpRequest, items: Page | Iterable[Any]
) -> HttpResponse | None:
    """Explain why a page with responses cannot be deleted, before the signal refuses it."""
    items = [items] if isinstance(items, Page) else list(items)
    reasons = refusals(items)
    for reason in reasons:
        messages.error(request, reason)
    if not reasons:
        return None
    if isinstance(items[0], Page):
        return redirect("wagtailadmin_explore", items[0].get_parent().pk)
    return redirect(type(items[0]).snippet_viewset.get_url_name("list"))


@hooks.register("before_bulk_action")
def refuse_to_delete_several_answered(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action_class_instance: Any
) -> HttpResponse | None:
    """Refuse to delete several pages if one of them has responses."""
    return refuse_to_delete_answered(request, objects) if action_type == "delete" else None


# By action: its label, and its message with placeholders.
LOG_ACTIONS = {
    "view": (_("Read response"), _("Response read")),
    "find_person": (_("Find a person’s responses"), _("Searched for a person’s responses")),
    "hand_over": (_("Export a person’s responses"), _("A person’s responses exported")),
    "enter": (_("Enter response"), _("Response entered")),
    "view_list": (_("List responses"), _("Responses listed")),
    "export": (
        _("Export responses"),
        ngettext_lazy(
            "%(number)s response exported as %(format)s",
            "%(number)s responses exported as %(format)s",
            "rows",
        ),
    ),
    "export_personal": (
        _("Export responses with personal data"),
        ngettext_lazy(
            "%(number)s response exported as %(format)s, with personal data",
            "%(number)s responses exported as %(format)s, with personal data",
            "rows",
        ),
    ),
    "change_status": (_("Change status of response"), _("Status: %(from)s → %(to)s")),
    "erase": (_("Erase response"), _("Response erased")),
    "erase_personal": (_("Erase personal data"), _("Personal data erased (%(erased)s)")),
    "redact": (_("Redact answer"), _("Answer redacted, not public yet")),
    "publish": (_("Publish answer"), _("Answer published after reading")),
    "withdraw": (_("Withdraw published answer"), _("Published answer withdrawn")),
    "withdraw_consent": (_("Withdraw consent"), _("Consent to publish withdrawn")),
}


_STATUSES = dict(Status.choices)


class ResponseLogFormatter(LogFormatter):
    """Formats what was done, why, and to the answer of which question; never its content."""

    def format_message(self, log_entry: Any) -> str:
        data, rows = log_entry.data, log_entry.data.get("rows", 0)
        known = {
            "rows": rows,
            "number": number_format(rows, force_grouping=True),
            "erased": ", ".join(data.get("questions", [])),
            **{name: _STATUSES.get(data.get(name)) for name in ("from", "to")},
        }
        message = self.message % (data | known)
        if "question" not in data:
            return message
        # Translators: what was done, and to the answer of which question.
        whole = gettext("%(action)s: %(question)s")
        return whole % {"action": message, "question": data["question"]}

    def format_comment(self, log_entry: Any) -> str:
        return str(log_entry.data.get("reason", ""))


@hooks.register("register_log_actions")
def register_response_actions(actions: LogActionRegistry) -> None:
    """Register the actions on responses for the audit log."""
    register_actions(actions, "responses", ResponseLogFormatter, LOG_ACTIONS)
