from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail_modeladmin.options import modeladmin_register

from consultation.responses.admin import urls
from consultation.responses.admin.base import PermissionMenuItem
from consultation.responses.admin.decisions import EraseResponsesView
from consultation.responses.admin.lists import AllResponsesAdmin, FormPagesView
from consultation.responses.deletion import answered_about, refusal, responses_below
from consultation.responses.models import FormVersion
from consultation.responses.permissions import DELETE, PUBLISH, can_read
from consultation.responses.publication.choosers import published_answer_chooser
from consultation.responses.results.views import feedback_url
from ideas.deletion import refusal as refusal_of_idea
from ideas.models import Idea, Theme

modeladmin_register(AllResponsesAdmin)


# Before Wagtail's own addresses of the Forms admin, whose first two these replace.
@hooks.register("register_admin_urls", order=-1)
def register_response_urls() -> list[URLPattern | URLResolver]:
    """Put the analysts' views at the addresses of the built-in Forms admin."""
    return [
        path("forms/", FormPagesView.as_view()),
        path("forms/results/", FormPagesView.as_view(results_only=True)),
        path("forms/submissions/<int:page_id>/delete/", EraseResponsesView.as_view()),
        path("responses/", include(urls)),
    ]


@hooks.register("filter_form_submissions_for_user")
def show_forms_to_analysts(user: Any, pages: PageQuerySet) -> PageQuerySet:
    """Show every page with a form to those who may read responses, and none to others.

    The menu asks this on every page of the admin.
    """
    # Not Exists(): Wagtail's search, which the Forms screen offers, takes no such filter.
    ever = FormVersion.objects.exclude(page=None).values("page")
    return Page.objects.filter(pk__in=ever) if can_read(user) else pages.none()


@hooks.register("register_admin_menu_item")
def register_idea_feedback_menu_item() -> MenuItem:
    """Put the feedback on ideas beside the responses."""
    address = reverse("responses:idea_feedback_list")
    return PermissionMenuItem("Feedback on ideas", address, icon_name="pick", order=711)


@hooks.register("register_reports_menu_item")
def register_ledger_menu_item() -> MenuItem:
    """Put the ledger among the reports."""
    address = reverse("responses:ledger")
    return PermissionMenuItem("Ledger", address, icon_name="clipboard-list", order=100)


@hooks.register("register_reports_menu_item")
def register_published_menu_item() -> MenuItem:
    """Put the published answers among the reports."""
    address = reverse("responses:published_list")
    return PermissionMenuItem(
        "Published answers", address, right=PUBLISH, icon_name="openquote", order=105
    )


@hooks.register("register_reports_menu_item")
def register_person_menu_item() -> MenuItem:
    """Put the search for a person's data among the reports."""
    address = reverse("responses:person")
    return PermissionMenuItem("A person’s data", address, right=DELETE, icon_name="user", order=110)


@hooks.register("register_admin_viewset")
def register_published_answer_chooser() -> ViewSet:
    """Let editors choose among published answers."""
    return published_answer_chooser


@hooks.register("register_permissions")
def register_response_permissions() -> QuerySet[Permission]:
    """Let administrators give these rights to groups."""
    return Permission.objects.filter(
        content_type__app_label="responses",
        codename__in=(
            "view_response",
            "add_response",
            "export_response",
            "export_personal_data",
            "change_response",
            "delete_response",
            "publish_answer",
        ),
    )


@hooks.register("register_snippet_listing_buttons")
def add_results_button(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """Lead analysts from an idea or theme to the feedback on it."""
    if isinstance(snippet, Idea | Theme) and can_read(user):
        url = feedback_url(snippet)
        yield Button("Feedback on ideas", url, icon_name="comment", priority=50)


@hooks.register("before_delete_snippet")
def refuse_to_delete_answered_ideas(
    request: HttpRequest, instances: Iterable[Any]
) -> HttpResponse | None:
    """Refuse to delete ideas and themes that were answered about, even if no form asks now."""
    answered = answered_about(instances)
    for item, reason in answered:
        messages.error(request, refusal_of_idea(item, [reason]))
    if not answered:
        return None
    return redirect(type(answered[0][0]).snippet_viewset.get_url_name("list"))


def _refuse_if_answered(request: HttpRequest, pages: list[Page]) -> HttpResponse | None:
    counts = [(page, responses_below([page])) for page in pages]
    answered = [(page, count) for page, count in counts if count]
    for page, count in answered:
        messages.error(request, refusal(page.get_admin_display_title(), count))
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk) if answered else None


@hooks.register("before_delete_page")
def refuse_to_delete_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a page that was answered."""
    return _refuse_if_answered(request, [page])


@hooks.register("before_bulk_action")
def refuse_to_delete_pages(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action_class_instance: Any
) -> HttpResponse | None:
    """Refuse to delete several pages if one of them was answered."""
    if action_type != "delete":
        return None
    return _refuse_if_answered(request, [each for each in objects if isinstance(each, Page)])


class ReasonFormatter(LogFormatter):
    """Tells why, and of an answer to which question; nothing of what it says."""

    def format_message(self, log_entry: Any) -> str:
        question = (log_entry.data or {}).get("question")
        return f"{self.message}: {question}" if question else str(self.message)

    def format_comment(self, log_entry: Any) -> str:
        return str((log_entry.data or {}).get("reason", ""))


class StatusFormatter(ReasonFormatter):
    """Tells from which status a response was moved to which."""

    def format_message(self, log_entry: Any) -> str:
        data = log_entry.data or {}
        return f"Status: {data.get('from')} → {data.get('to')}"


class ErasePersonalFormatter(ReasonFormatter):
    """Tells which questions' answers were erased."""

    def format_message(self, log_entry: Any) -> str:
        return f"Personal data erased ({', '.join((log_entry.data or {}).get('questions', []))})"


class ExportFormatter(LogFormatter):
    """Tells how many responses were exported, and whether with personal data."""

    def format_message(self, log_entry: Any) -> str:
        data = log_entry.data or {}
        rows = data.get("rows", 0)
        noun = "response" if rows == 1 else "responses"
        personal = ", with personal data" if "personal_columns" in data else ""
        return f"{rows:,} {noun} exported as {data.get('format')}{personal}"


# Name of the action, its label, and its message where that depends on nothing or on the question.
LOG_ACTIONS: tuple[tuple[str, type[LogFormatter], str, str], ...] = (
    ("view", LogFormatter, "Read response", "Response read"),
    (
        "find_person",
        LogFormatter,
        "Find a person’s responses",
        "A person’s responses looked for",
    ),
    (
        "hand_over",
        LogFormatter,
        "Hand a person’s responses over",
        "A person’s responses exported",
    ),
    ("enter", LogFormatter, "Enter response", "Response entered"),
    ("view_list", LogFormatter, "List responses", "Responses listed"),
    ("export", ExportFormatter, "Export responses", ""),
    ("export_personal", ExportFormatter, "Export responses with personal data", ""),
    ("change_status", StatusFormatter, "Change status of response", ""),
    ("erase", ReasonFormatter, "Erase response", "Response erased"),
    ("erase_personal", ErasePersonalFormatter, "Erase personal data", ""),
    ("redact", ReasonFormatter, "Redact answer", "Answer redacted, not public yet"),
    ("publish", ReasonFormatter, "Publish answer", "Answer published after reading"),
    ("withdraw", ReasonFormatter, "Withdraw published answer", "Published answer withdrawn"),
    ("withdraw_consent", ReasonFormatter, "Withdraw consent", "Consent to publish withdrawn"),
)


@hooks.register("register_log_actions")
def register_response_actions(actions: LogActionRegistry) -> None:
    """Name what is done with responses in the audit log."""
    for name, formatter, label, message in LOG_ACTIONS:
        texts = {"label": label, "message": message}
        actions.register_action(f"responses.{name}")(type(name, (formatter,), texts))
