"""Wagtail's own submissions view on our pages: its list, and its exports."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.test import RequestFactory
from wagtail.contrib.forms.views import SubmissionsListView
from wagtail.models import Page

from consultation.responses.models import FormVersion


def stock_view(page: Page, user: Any, query: str) -> Callable[[], HttpResponse]:
    """Return a call of Wagtail's own list of our page's responses.

    Args:
        page: the page.
        user: who asks.
        query: the part of the address after the question mark.
    """
    view = SubmissionsListView.as_view()
    questions: dict[str, str] = {}
    for version in FormVersion.objects.of_page(page.pk):
        questions |= {key: question.label for key, question in version.questions.items()}
    # Its columns, which it asks the page for and our own list does not.
    page.get_data_fields = lambda: [("submit_time", "Submission date"), *questions.items()]

    def call() -> HttpResponse:
        request = RequestFactory().get(f"/admin/?{query}")
        request.user = user
        response = view(request, form_page=page)
        return response.render() if hasattr(response, "render") else response

    return call
