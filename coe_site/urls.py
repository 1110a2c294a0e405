"""Every address of the portal. /health/ is answered earlier, by coe_site.middleware."""

from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from coe_site.media import serve_media
from consultation.pages.open_data import urls as open_data
from consultation.workflow.previews.views import serve_preview

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", include("consultation.workflow.snapshots.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:name>", serve_media, name="media"),
    path("api/v1/", include((open_data, open_data.app_name), "open_data")),
    path("respond/", include("consultation.feedback.urls")),
    # Any text: a link that was cut off when it was copied gets the same answer as one that ended.
    path("preview/<str:key>/", serve_preview, name="private_preview"),
    path("", include("home.urls")),
    # Last: Wagtail answers every remaining address with a page or a 404.
    path("", include(wagtail_urls)),
]

handler400 = "home.views.errors.bad_request"
handler404 = "home.views.errors.page_not_found"
