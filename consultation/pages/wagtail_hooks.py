from datetime import datetime
from typing import Any

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.rich_text.feature_registry import FeatureRegistry

from consultation.common.dates import short_datetime
from consultation.feedback.manual_entry import enter_response
from consultation.pages import prefetch
from consultation.pages.retention import RetentionView, responses_in_words
from consultation.responses.permissions import PermissionMenuItem


@hooks.register("register_rich_text_features", order=10)
def use_fetched_link_targets(features: FeatureRegistry) -> None:
    """Render links from targets fetched for the whole page, and keep their anchors."""
    features.register_link_type(prefetch.FetchedPageLinkHandler)
    features.register_link_type(prefetch.FetchedDocumentLinkHandler)
    features.register_converter_rule("contentstate", "link", prefetch.LINK_RULE)


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    """Register the screens to enter responses by letter or email, and of personal data due."""
    return [
        path("enter-response/<int:page_id>/", enter_response, name="enter_response"),
        path("personal-data-due/", RetentionView.as_view(), name="personal_data_due"),
    ]


@hooks.register("register_reports_menu_item")
def register_retention_menu_item() -> MenuItem:
    """Add retention to the reports, next to the ledger."""
    return PermissionMenuItem(
        "Personal data due", reverse("personal_data_due"), icon_name="history", order=105
    )


def _date(text: str) -> str:
    return short_datetime(datetime.fromisoformat(text)) if text else "no date"


@hooks.register("register_log_actions")
def register_consultation_actions(actions: LogActionRegistry) -> None:
    """Register the actions on a consultation for the audit log."""

    @actions.register_action("consultation.change_dates")
    class DatesFormatter(LogFormatter):
        label = "Change public dates"

        def format_message(self, log_entry: Any) -> str:
            changes = []
            for name in ("Opens", "Closes"):
                before, after = log_entry.data[name.lower()]
                if before != after:
                    changes.append(f"{name}: {_date(before)} → {_date(after)}")
            return f"Public dates changed. {'; '.join(changes)}"

        def format_comment(self, log_entry: Any) -> str:
            return str(log_entry.data.get("reason", ""))

    @actions.register_action("consultation.apply_retention")
    class RetentionFormatter(LogFormatter):
        label = "Erase personal data that was due"

        def format_message(self, log_entry: Any) -> str:
            erased = responses_in_words(log_entry.data["responses"])
            return f"Personal data erased in {erased}. {log_entry.data['reason']}"
