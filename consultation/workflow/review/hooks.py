"""Puts the review into Wagtail's admin; pages and snippets are treated alike."""

from typing import Any

from django.templatetags.static import static
from django.urls import include, path
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.log_actions import LogActionRegistry, LogFormatter

from consultation.workflow.review import item_hooks, urls
from consultation.workflow.review.admin_api import ReviewedPagesAPIViewSet
from consultation.workflow.review.files import refuse_unpublished
from consultation.workflow.review.menu import CountedMenuItem
from consultation.workflow.review.pending_changes import services
from consultation.workflow.review.pending_reviews import may_see_pending_reviews, visible_to

for kind in ("page", "snippet"):
    hooks.register(f"construct_{kind}_action_menu", item_hooks.arrange_action_menu)
    hooks.register(f"before_create_{kind}", item_hooks.before_create)
    hooks.register(f"after_create_{kind}", item_hooks.after_save)
    hooks.register(f"before_edit_{kind}", item_hooks.before_edit)
    # Before others: what was not done has to be said whatever they answer.
    hooks.register(f"after_edit_{kind}", item_hooks.after_save, order=-1)
hooks.register("before_publish_page", item_hooks.before_publish)
# Wagtail runs this one for snippets.
hooks.register("before_publish", item_hooks.before_publish)
hooks.register("before_serve_document", refuse_unpublished)
hooks.register("before_convert_alias_page", item_hooks.before_convert_alias)
hooks.register("before_copy_page", item_hooks.before_copy)
hooks.register("after_copy_page", item_hooks.after_copy)
hooks.register("before_bulk_action", item_hooks.before_bulk_action)
hooks.register("after_bulk_action", item_hooks.after_bulk_action)


hooks.register("register_admin_urls", lambda: [path("", include(urls))])
# Before Wagtail's own screens at these addresses.
hooks.register("register_admin_urls", lambda: urls.guarded, order=-1)
# What a review shows on Wagtail's own screens.
STYLES = '<link rel="stylesheet" href="{}">'
hooks.register(
    "insert_global_admin_css", lambda: format_html(STYLES, static("css/review-admin.css"))
)


@hooks.register("register_admin_menu_item")
def add_pending_reviews() -> MenuItem:
    """Lead to what waits for a decision, and say how much that is."""
    return CountedMenuItem(
        "In review",
        "review:waiting",
        may_see_pending_reviews,
        visible_to,
        name="in-review",
        icon_name="clipboard-list",
        order=260,
    )


@hooks.register("register_reports_menu_item")
def add_pending_changes() -> MenuItem:
    """Lead to the changes that wait for a second person."""
    return CountedMenuItem(
        "Changes to confirm",
        "review:changes",
        services.may_see_changes,
        services.waiting_for,
        name="changes-to-confirm",
        icon_name="check",
        order=890,
    )


@hooks.register("construct_admin_api")
def guard_admin_api(router: WagtailAPIRouter) -> None:
    """Hold the admin's own API to the same rule."""
    router.register_endpoint("pages", ReviewedPagesAPIViewSet)


class ConfirmedFormatter(LogFormatter):
    """Says who proposed a change that was confirmed."""

    label = "Confirm a change"

    def format_message(self, log_entry: Any) -> str:
        details = log_entry.data or {}
        done = {"add": "Added", "delete": "Deleted"}.get(str(details.get("action")), "Changed")
        proposer = details.get("proposed_by") or "an account that is gone"
        return f"{done}: proposed by {proposer} and confirmed"


@hooks.register("register_log_actions")
def register_review_actions(actions: LogActionRegistry) -> None:
    """Name what a review does in the audit log."""
    alone, not_published = "without a second person", "Not published after review"
    for action, label, message in (
        ("not_published", not_published, "Not published: nobody but its authors had approved it"),
        ("incomplete", not_published, "Not published: it was approved before it was complete"),
        ("change_proposed", "Propose a change", "Proposed"),
        ("change_rejected", "Reject a change", "Rejected"),
        ("change_withdrawn", "Withdraw a change", "Withdrawn"),
        ("changed_alone", f"Change {alone}", f"Changed {alone}"),
        ("published_alone", f"Publish {alone}", f"Published {alone}"),
        ("scheduled_alone", f"Schedule {alone}", f"Scheduled {alone}"),
    ):
        actions.register_action(f"review.{action}", label, message)
    actions.register_action("review.change_confirmed")(ConfirmedFormatter)
