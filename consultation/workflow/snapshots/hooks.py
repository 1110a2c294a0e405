from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from wagtail import hooks

from consultation.workflow.snapshots.views import page_snapshot


@hooks.register("register_admin_urls")
def register_snapshot_url() -> list[URLPattern]:
    """Put the page as it was answered beside the response itself."""
    return [path("responses/<int:pk>/page/", page_snapshot, name="page_snapshot")]


@hooks.register("insert_global_admin_css")
def add_styles() -> str:
    """Load the styles of what is shown on several of Wagtail's screens."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/versions-admin.css"))
