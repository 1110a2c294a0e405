from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import Page

from consultation.workflow.review import urls
from consultation.workflow.review.action_menu import PageExplanation, SnippetExplanation, arrange
from consultation.workflow.review.admin_api import ReviewedPagesAPIViewSet
from consultation.workflow.review.editing import after_editing, before_editing, keep_new_as_draft
from consultation.workflow.review.files.permissions import refuse_unpublished
from consultation.workflow.review.files.views import (
    DocumentDeleteView,
    ImageDeleteView,
    check_bulk_of_files,
)
from consultation.workflow.review.menu import WaitingMenuItem
from consultation.workflow.review.pending_changes import audit, editors
from consultation.workflow.review.pending_changes.menu import PendingChangesMenuItem
from consultation.workflow.review.publishing import ALONE, before_publishing, log_alone
from consultation.workflow.review.publishing_many import check_alias, check_bulk, check_copy
from consultation.workflow.review.sending_many import after_sending_many
from ideas.bulk_actions import SubmitForReviewAction


@hooks.register("register_admin_urls")
def register_review_urls() -> list[URLPattern | URLResolver]:
    """Put the screens of the review into the admin."""
    return [path("", include(urls))]


# Before Wagtail's own screens at these addresses.
@hooks.register("register_admin_urls", order=-1)
def register_deletion_of_files() -> list[URLPattern]:
    """Say why an image or document has to stay."""
    return [
        path("images/<int:image_id>/delete/", ImageDeleteView.as_view(), name="delete_image"),
        path(
            "documents/delete/<int:document_id>/",
            DocumentDeleteView.as_view(),
            name="delete_document",
        ),
    ]


@hooks.register("register_admin_urls", order=-1)
def register_editors_with_four_eyes() -> list[URLPattern | URLResolver]:
    """Let a second person confirm changes of what has no drafts."""
    sites = editors.FourEyesSiteViewSet("wagtailsites", url_prefix="sites")
    return [
        path(
            "settings/<slug:app_name>/<slug:model_name>/<int:pk>/",
            editors.SettingEditView.as_view(),
            name="change_setting",
        ),
        path("redirects/add/", editors.RedirectCreateView.as_view(), name="add_redirect"),
        path(
            "redirects/<int:redirect_id>/",
            editors.RedirectEditView.as_view(),
            name="change_redirect",
        ),
        path(
            "redirects/<int:redirect_id>/delete/",
            editors.RedirectDeleteView.as_view(),
            name="delete_redirect",
        ),
        path("redirects/import/", editors.start_import, name="import_redirects"),
        path("redirects/import/process/", editors.process_import, name="add_imported_redirects"),
        path("sites/", include((sites.get_urlpatterns(), "sites_with_four_eyes"))),
    ]


@hooks.register("register_reports_menu_item")
def add_pending_changes() -> MenuItem:
    """Lead to the changes that wait for a second person."""
    return PendingChangesMenuItem()


@hooks.register("before_serve_document")
def before_serve_document(document: Any, request: HttpRequest) -> None:
    """Keep a document from readers until something public uses it."""
    refuse_unpublished(document, request)


@hooks.register("register_admin_menu_item")
def add_waiting() -> MenuItem:
    """Lead to what waits for a decision, and say how much that is."""
    return WaitingMenuItem()


@hooks.register("insert_global_admin_css")
def add_styles() -> str:
    """Load the styles of what a review shows on Wagtail's own screens."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/review-admin.css"))


@hooks.register("construct_page_action_menu")
def arrange_page_actions(
    menu_items: list[Any], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Show in a page's menu what can be done, and why something cannot."""
    arrange(menu_items, request, context.get("page"), context["view"], PageExplanation)


@hooks.register("construct_snippet_action_menu")
def arrange_snippet_actions(
    menu_items: list[Any], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Show in an idea's menu what can be done, and why something cannot."""
    arrange(menu_items, request, context.get("instance"), context["view"], SnippetExplanation)


@hooks.register("before_edit_page")
def before_edit_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Look at what an editor of a page sends before it is taken."""
    return before_editing(request, page)


@hooks.register("before_edit_snippet")
def before_edit_snippet(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Look at what an editor of an idea sends before it is taken."""
    return before_editing(request, instance)


# Before others: what was not done has to be said whatever they answer.
@hooks.register("after_edit_page", order=-1)
def after_edit_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Say what became of a page that was sent, or approved while it was changed."""
    return after_editing(request, page)


@hooks.register("after_edit_snippet", order=-1)
def after_edit_snippet(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Say what became of an idea that was sent, or approved while it was changed."""
    return after_editing(request, instance)


@hooks.register("after_create_page")
def after_create_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Say so where nobody can decide about a page that was made and sent."""
    return after_editing(request, page)


@hooks.register("after_create_snippet")
def after_create_snippet(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Say so where nobody can decide about an idea that was made and sent."""
    return after_editing(request, instance)


@hooks.register("before_create_page")
def create_page_as_draft(request: HttpRequest, parent: Page, page_class: type[Page]) -> None:
    """Save a new page as a draft where whoever makes it would publish it at once."""
    keep_new_as_draft(request)


@hooks.register("before_create_snippet")
def create_snippet_as_draft(request: HttpRequest, model: type) -> None:
    """Save a new idea as a draft where whoever makes it would publish it at once."""
    keep_new_as_draft(request)


@hooks.register("before_publish_page")
def before_publish_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Keep a page a draft that only its author has seen."""
    return before_publishing(request, page)


@hooks.register("before_publish")
def before_publish_snippet(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Keep an idea a draft that only its author has seen."""
    return before_publishing(request, instance)


@hooks.register("after_publish_page")
def after_publish_page(request: HttpRequest, page: Page) -> None:
    """Note a page that a superuser published alone."""
    log_alone(request)


@hooks.register("after_publish")
def after_publish_snippet(request: HttpRequest, instance: Any) -> None:
    """Note an idea that a superuser published alone."""
    log_alone(request)


@hooks.register("before_bulk_action")
def before_bulk_action(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action_class_instance: Any
) -> HttpResponse | None:
    """Publish several pages only if a second person has seen all of them; keep used files."""
    objects = list(objects)
    return check_bulk(request, action_type, objects, action_class_instance) or check_bulk_of_files(
        request, action_type, objects, action_class_instance
    )


@hooks.register("after_bulk_action")
def after_bulk_action(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action_class_instance: Any
) -> None:
    """Note the pages that a superuser published alone; look at ideas that were sent."""
    log_alone(request)
    if isinstance(action_class_instance, SubmitForReviewAction):
        after_sending_many(request, action_class_instance.submitted.sent)


@hooks.register("before_convert_alias_page")
def before_convert_alias_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Let a public alias go its own way only if somebody may publish."""
    return check_alias(request, page)


@hooks.register("before_copy_page")
def before_copy_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Let a copy begin as a draft."""
    return check_copy(request, page)


@hooks.register("after_copy_page")
def after_copy_page(request: HttpRequest, page: Page, new_page: Page) -> None:
    """Note the copies that a superuser published alone."""
    if request.POST.get("publish_copies") and not request.POST.get("alias"):
        log_alone(request, new_page.get_descendants(inclusive=True).live().specific())


@hooks.register("construct_admin_api")
def guard_admin_api(router: WagtailAPIRouter) -> None:
    """Hold the admin's own API to the same rule."""
    router.register_endpoint("pages", ReviewedPagesAPIViewSet)


@hooks.register("register_log_actions")
def register_review_actions(actions: LogActionRegistry) -> None:
    """Name what a review does in the audit log."""
    audit.register(actions)
    actions.register_action(
        "review.not_published",
        "Not published after review",
        "Not published: nobody but its authors had approved it",
    )
    actions.register_action(
        "review.incomplete",
        "Not published after review",
        "Not published: it was approved before it was complete",
    )

    @actions.register_action(ALONE)
    class AloneFormatter(LogFormatter):
        label = "Publish without a second person"

        def format_message(self, log_entry: Any) -> str:
            scheduled = (log_entry.data or {}).get("scheduled")
            done = "Scheduled" if scheduled else "Published"
            return f"{done} without a second person"
