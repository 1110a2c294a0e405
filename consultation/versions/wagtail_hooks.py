from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def add_styles() -> str:
    """Load the styles of what is shown on several of Wagtail's screens."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/versions-admin.css"))
