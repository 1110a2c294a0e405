from django.urls import path
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.contrib.sitemaps.views import sitemap

from home.views import PLAIN_TEXT, search, security_txt

robots_txt = TemplateView.as_view(template_name="home/robots.txt", content_type=PLAIN_TEXT)

urlpatterns = [
    path("search/", search, name="search"),
    path("robots.txt", robots_txt, name="robots"),
    path("sitemap.xml", require_safe(sitemap), name="sitemap"),
    path(".well-known/security.txt", security_txt, name="security"),
]
