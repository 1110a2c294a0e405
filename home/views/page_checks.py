from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from wagtail.admin.views.pages.preview import PreviewOnEdit

from home.checks.page_checks import check_page


class PageChecksView(PreviewOnEdit):
    """What is found in a page as somebody is editing it, for the side panel of the editor.

    It looks at what the editor sent for the preview; who may see that, and where it is
    kept, is Wagtail's own rule. Without it, or while it cannot be read, it looks at the
    newest draft.
    """

    http_method_names = ("get",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the findings as a part of a screen."""
        form = self.get_form(self._get_form_data(self._get_form_state()))
        page = form.save(commit=False) if self.validate_form(form) else self.get_object()
        return TemplateResponse(
            request, "home/admin/page_checks.html", {"checks": check_page(page)}
        )
