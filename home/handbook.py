"""The handbook in docs/handbook, as pages of the admin, and which page helps with which screen.

A new screen gets a line in docs/handbook/screens.json; a test finds those that have none.
"""

import json
from copy import copy
from fnmatch import fnmatchcase
from functools import cache
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from django.views.static import serve
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

DOCS = settings.BASE_DIR / "docs"
# The page that lists all others.
CONTENTS = "README"
# Pages by addresses below the admin's own, as patterns of a shell; the first that fits counts.
SCREENS: dict[str, str] = json.loads((DOCS / "handbook" / "screens.json").read_text("utf-8"))


def page_address(name: str) -> str:
    """Return where the admin shows a page of the handbook, which is named as its file."""
    if name == CONTENTS:
        return reverse("handbook:contents")
    return reverse("handbook:page", args=[name])


@cache
def page_names() -> frozenset[str]:
    """Return the names of all pages."""
    return frozenset(file.stem for file in DOCS.glob("handbook/*.md"))


@cache
def read_page(name: str) -> tuple[str, SafeString]:
    """Return the title of a page and its text as HTML."""
    heading, _, text = (DOCS / "handbook" / f"{name}.md").read_text("utf-8").partition("\n")
    markdown = Markdown(extensions=["tables", "sane_lists", "toc"], output_format="html")
    markdown.treeprocessors.register(_AdminLinks(markdown), "admin_links", 0)
    # Made from files of the portal itself, which no one edits in the admin.
    html = mark_safe(markdown.convert(text))  # noqa: S308
    return heading.removeprefix("# ").strip(), html


class _AdminLinks(Treeprocessor):
    """Rewrites links and images of the handbook's files to their addresses in the admin."""

    def run(self, root: Element) -> None:
        for picture in root.iter("img"):
            name = PurePosixPath(picture.get("src", "")).name
            picture.set("src", reverse("handbook:picture", args=[name]))
        for link in root.iter("a"):
            parts = urlsplit(link.get("href", ""))
            if parts.scheme or not parts.path:
                continue
            name = parts.path.removesuffix(".md")
            if name in page_names():
                link.set("href", parts._replace(path=page_address(name)).geturl())
            else:
                # For people who run the server, outside the handbook: not shown in the admin.
                del link.attrib["href"]


class HandbookView(WagtailAdminTemplateMixin, TemplateView):
    """A page of the handbook, for everyone with access to the admin."""

    template_name = "home/admin/handbook.html"
    header_icon = "help"

    def get_context_data(self, name: str = CONTENTS, **kwargs: Any) -> dict[str, Any]:
        if name not in page_names():
            raise Http404
        self.page_title, text = read_page(name)
        contents = {"url": page_address(CONTENTS), "label": "Handbook"}
        self.above = [] if name == CONTENTS else [contents]
        return super().get_context_data(text=text, is_contents=name == CONTENTS, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, *self.above, {"url": "", "label": self.page_title}]


def find_help(screen: str) -> str | None:
    """Return the name of the page that helps with a screen, named as "pages/4/edit/", or None."""
    return next((page for pattern, page in SCREENS.items() if fnmatchcase(screen, pattern)), None)


class HelpOnScreenItem(MenuItem):
    """A link in the main menu of every screen to the help for that screen."""

    def __init__(self) -> None:
        # In another tab: the screen may hold what has not been saved yet.
        new_tab = {"target": "_blank"}
        super().__init__("Help on this screen", "", icon_name="help", attrs=new_tab, order=10_900)

    def render_component(self, request: HttpRequest) -> Any:
        screen = request.path.removeprefix(reverse("wagtailadmin_home"))
        # All requests share the item, so a copy gets the address.
        item = copy(self)
        item.url = page_address(find_help(screen) or CONTENTS)
        return super(HelpOnScreenItem, item).render_component(request)


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send an image of the handbook."""
    return serve(request, name, str(DOCS / "pictures"))


urlpatterns = [
    path("", HandbookView.as_view(), name="contents"),
    path("<slug:name>/", HandbookView.as_view(), name="page"),
    path("pictures/<str:name>", picture, name="picture"),
]
