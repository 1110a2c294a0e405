from django.urls import path
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps.views import sitemap

from home.views import robots_txt, search, security_txt

urlpatterns = [
    path("search/", search, name="search"),
    path("robots.txt", robots_txt, name="robots"),
    path("sitemap.xml", require_safe(sitemap), name="sitemap"),
    path(".well-known/security.txt", security_txt, name="security"),
]
