from django.urls import URLPattern, path

from consultation.pages.open_data.endpoints import api
from consultation.pages.open_data.errors import not_found, with_json_errors

_patterns, app_name, _namespace = api.urls

urlpatterns: list[URLPattern] = [
    path(str(each.pattern), with_json_errors(each.callback), name=each.name)
    for each in _patterns
    if isinstance(each, URLPattern)
]
# Else Wagtail would look for a page and answer in HTML.
urlpatterns.append(path("<path:rest>", not_found))
