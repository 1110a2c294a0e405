from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from home.handbook.addresses import CONTENTS
from home.handbook.reading import find_picture, read_page

ONE_HOUR = 60 * 60


class HandbookView(WagtailAdminTemplateMixin, TemplateView):
    """A page of the handbook, for everybody who comes into the admin."""

    template_name = "home/admin/handbook.html"
    header_icon = "help"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read the page."""
        self.page = read_page(kwargs.get("name", CONTENTS))
        if self.page is None:
            raise Http404
        return super().get_context_data(
            # Made from files of the portal itself, which nobody edits in the admin.
            text=mark_safe(self.page.html),  # noqa: S308
            is_contents=self.page.name == CONTENTS,
            **kwargs,
        )

    def get_page_title(self) -> str:
        """Return the page's own title."""
        return self.page.title if self.page else ""

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """Lead back to the handbook's contents."""
        here = {"url": "", "label": self.get_page_title()}
        if self.page and self.page.name == CONTENTS:
            return [*self.breadcrumbs_items, here]
        contents = {"url": reverse("handbook:contents"), "label": "Handbook"}
        return [*self.breadcrumbs_items, contents, here]


@require_safe
@cache_control(private=True, max_age=ONE_HOUR)
def picture(request: HttpRequest, name: str) -> FileResponse:
    """Send a picture of the handbook."""
    path = find_picture(name)
    if path is None:
        raise Http404
    return FileResponse(path.open("rb"), content_type="image/png")
