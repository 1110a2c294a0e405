from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path
from django.utils.html import format_html
from wagtail import hooks

from consultation.workflow.snapshots import urls


@hooks.register("register_admin_urls")
def register_version_urls() -> list[URLPattern | URLResolver]:
    """Put the page as it was answered beside the response itself."""
    return [path("responses/", include(urls))]


@hooks.register("insert_global_admin_css")
def add_styles() -> str:
    """Load the styles of what is shown on several of Wagtail's screens."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/versions-admin.css"))
