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
from consultation.responses.admin.decisions import EraseResponsesView
from consultation.responses.admin.lists import AllResponsesAdmin, FormPagesView
from consultation.responses.admin.menu import AnalystMenuItem, PersonMenuItem, PublisherMenuItem
from consultation.responses.deletion import answered_about, refusal, responses_below
from consultation.responses.permissions import can_read
from consultation.responses.publication.choosers import published_answer_chooser
from consultation.responses.querysets import pages_with_forms
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
    return pages_with_forms(Page.objects.all()) if can_read(user) else pages.none()


@hooks.register("register_reports_menu_item")
def register_published_menu_item() -> MenuItem:
    """Put the published answers among the reports."""
    return PublisherMenuItem(
        "Published answers",
        reverse("responses:published_list"),
        icon_name="openquote",
        order=105,
    )


@hooks.register("register_admin_viewset")
def register_published_answer_chooser() -> ViewSet:
    """Let editors choose among published answers."""
    return published_answer_chooser


@hooks.register("register_admin_menu_item")
def register_idea_feedback_menu_item() -> MenuItem:
    """Put the feedback on ideas beside the responses."""
    return AnalystMenuItem(
        "Feedback on ideas", reverse("responses:idea_feedback_list"), icon_name="pick", order=711
    )


@hooks.register("register_reports_menu_item")
def register_person_menu_item() -> MenuItem:
    """Put the search for a person's data among the reports."""
    return PersonMenuItem(
        "A person’s data", reverse("responses:person"), icon_name="user", order=110
    )


@hooks.register("register_reports_menu_item")
def register_ledger_menu_item() -> MenuItem:
    """Put the ledger among the reports."""
    return AnalystMenuItem(
        "Ledger", reverse("responses:ledger"), icon_name="clipboard-list", order=100
    )


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
        kind = "idea" if isinstance(snippet, Idea) else "theme"
        yield Button(
            "Feedback on ideas",
            reverse("responses:idea_feedback", args=[kind, snippet.code]),
            icon_name="comment",
            priority=50,
        )


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


@hooks.register("before_delete_page")
def refuse_to_delete_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a page that was answered."""
    count = responses_below([page])
    if not count:
        return None
    messages.error(request, refusal(page.get_admin_display_title(), count))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_bulk_action")
def refuse_to_delete_pages(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action_class_instance: Any
) -> HttpResponse | None:
    """Refuse to delete several pages if one of them was answered."""
    pages = [each for each in objects if isinstance(each, Page)]
    if action_type != "delete" or not pages:
        return None
    refused = False
    for page in pages:
        count = responses_below([page])
        if count:
            refused = True
            messages.error(request, refusal(page.get_admin_display_title(), count))
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk) if refused else None


def _details(log_entry: Any) -> dict[str, Any]:
    return log_entry.data or {}


def _exported(log_entry: Any) -> str:
    details = _details(log_entry)
    rows = details.get("rows", 0)
    noun = "response" if rows == 1 else "responses"
    return f"{rows:,} {noun} exported as {details.get('format')}"


@hooks.register("register_log_actions")
def register_response_actions(actions: LogActionRegistry) -> None:
    """Name what is done with responses in the audit log."""
    actions.register_action("responses.view", "Read response", "Response read")
    actions.register_action(
        "responses.find_person", "Find a person’s responses", "A person’s responses looked for"
    )
    actions.register_action(
        "responses.hand_over", "Hand a person’s responses over", "A person’s responses exported"
    )
    actions.register_action("responses.enter", "Enter response", "Response entered")
    actions.register_action("responses.view_list", "List responses", "Responses listed")

    @actions.register_action("responses.export")
    class ExportFormatter(LogFormatter):
        label = "Export responses"

        def format_message(self, log_entry: Any) -> str:
            return _exported(log_entry)

    @actions.register_action("responses.export_personal")
    class PersonalExportFormatter(LogFormatter):
        label = "Export responses with personal data"

        def format_message(self, log_entry: Any) -> str:
            return f"{_exported(log_entry)}, with personal data"

    @actions.register_action("responses.change_status")
    class StatusFormatter(LogFormatter):
        label = "Change status of response"

        def format_message(self, log_entry: Any) -> str:
            details = _details(log_entry)
            return f"Status: {details.get('from')} → {details.get('to')}"

        def format_comment(self, log_entry: Any) -> str:
            return str(_details(log_entry).get("reason", ""))

    @actions.register_action("responses.erase")
    class EraseFormatter(LogFormatter):
        label = "Erase response"

        def format_message(self, log_entry: Any) -> str:
            return "Response erased"

        def format_comment(self, log_entry: Any) -> str:
            return str(_details(log_entry).get("reason", ""))

    @actions.register_action("responses.erase_personal")
    class ErasePersonalFormatter(LogFormatter):
        label = "Erase personal data"

        def format_message(self, log_entry: Any) -> str:
            questions = ", ".join(_details(log_entry).get("questions", []))
            return f"Personal data erased ({questions})"

        def format_comment(self, log_entry: Any) -> str:
            return str(_details(log_entry).get("reason", ""))

    for name, label, message in (
        ("redact", "Redact answer", "Answer redacted, not public yet"),
        ("publish", "Publish answer", "Answer published after reading"),
        ("withdraw", "Withdraw published answer", "Published answer withdrawn"),
        ("withdraw_consent", "Withdraw consent", "Consent to publish withdrawn"),
    ):
        texts = {"label": label, "message": message}
        actions.register_action(f"responses.{name}")(type(name, (PublishingFormatter,), texts))


class PublishingFormatter(LogFormatter):
    """Tells which answer it was, by its question, and why; nothing of what it says."""

    def format_message(self, log_entry: Any) -> str:
        """Return what was done, and to the answer to what."""
        question = _details(log_entry).get("question")
        return f"{self.message}: {question}" if question else str(self.message)

    def format_comment(self, log_entry: Any) -> str:
        """Return the reason."""
        return str(_details(log_entry).get("reason", ""))
