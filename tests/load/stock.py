"""Wagtail's own submissions view on our pages."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.test import RequestFactory
from wagtail.contrib.forms.views import SubmissionsListView
from wagtail.models import Page


def stock_view(page: Page, user: Any, export_format: str) -> Callable[[], HttpResponse]:
    """Return a call of Wagtail's own export of our page's responses."""
    view = SubmissionsListView.as_view()

    def call() -> HttpResponse:
        request = RequestFactory().get(f"/admin/?export={export_format}")
        request.user = user
        response = view(request, form_page=page)
        return response.render() if hasattr(response, "render") else response

    return call
