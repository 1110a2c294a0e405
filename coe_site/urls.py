"""Every address of the portal. /health/ is answered earlier, by coe_site.middleware."""

from csp.decorators import csp
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns
from wagtail_footnotes import urls as footnotes_urls

from consultation.common.language import LanguagePrefix
from consultation.pages import open_data
from consultation.workflow.previews.views import serve_preview
from consultation.workflow.snapshots import views as snapshots
from home import views

admin_urls = decorate_urlpatterns(
    [*snapshots.urlpatterns, *wagtailadmin_urls.urlpatterns],
    csp(settings.ADMIN_CONTENT_SECURITY_POLICY),
)
# The editor's dialog for footnotes, which their script asks for here.
footnotes = decorate_urlpatterns(footnotes_urls.urlpatterns, require_admin_access)
# In each language of the portal.
public_urls: list[URLPattern | URLResolver] = [
    path("respond/", include("consultation.feedback.urls")),
    path("search/", views.search, name="search"),
    # Last: Wagtail answers every remaining address with a page or a 404.
    path("", include(wagtail_urls)),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", include(admin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("footnotes/", include(footnotes)),
    path("media/<path:name>", views.serve_media, name="media"),
    path("api/v1/", include((open_data, open_data.app_name), "open_data")),
    # Any text: a link that was cut off by mistake gets the same answer as one that has ended.
    path("preview/<str:key>/", serve_preview, name="private_preview"),
    path("robots.txt", views.robots_txt, name="robots"),
    path("sitemap.xml", views.sitemap_xml, name="sitemap"),
    path(".well-known/security.txt", views.security_txt, name="security"),
    URLResolver(LanguagePrefix(prefix_default_language=False), public_urls),
]

handler400 = "home.views.bad_request"
handler404 = "home.views.page_not_found"
