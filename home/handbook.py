"""The handbook in the admin, by language: a page that a language lacks is shown in English."""

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
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from django.views.static import serve
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

HANDBOOK = settings.BASE_DIR / "docs" / "handbook"
# The page that lists all others.
CONTENTS = "README"
# Pages by the path of a screen in the admin, as shell patterns; the first that matches counts.
SCREENS: dict[str, str] = json.loads((HANDBOOK / "screens.json").read_text("utf-8"))


def page_address(name: str) -> str:
    """Return the admin's address of a page of the handbook, given the name of its file."""
    if name == CONTENTS:
        return reverse("handbook:contents")
    return reverse("handbook:page", args=[name])


@cache
def page_names() -> frozenset[str]:
    """Return the names of all pages."""
    return frozenset(file.stem for file in HANDBOOK.glob("en/*.md"))


@cache
def read_page(name: str, language: str) -> tuple[str, SafeString]:
    """Return the title of a page and its text as HTML, in English if need be."""
    file = HANDBOOK / language / f"{name}.md"
    file = file if file.exists() else HANDBOOK / "en" / file.name
    heading, _, text = file.read_text("utf-8").partition("\n")
    markdown = Markdown(extensions=["tables", "sane_lists", "toc"], output_format="html")
    markdown.treeprocessors.register(_AdminLinks(markdown), "admin_links", 0)
    # Safe: the text comes from the portal's own files and cannot be edited in the admin.
    html = mark_safe(markdown.convert(text))  # noqa: S308
    return heading.removeprefix("# ").strip(), html


class _AdminLinks(Treeprocessor):
    """Points the links and pictures of the handbook to their addresses in the admin."""

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
                # Documents for those who run the server are not shown in the admin.
                del link.attrib["href"]


class HandbookView(WagtailAdminTemplateMixin, TemplateView):
    """A page of the handbook, for everyone who can open the admin."""

    template_name = "home/admin/handbook.html"
    header_icon = "help"

    def get_context_data(self, name: str = CONTENTS, **kwargs: Any) -> dict[str, Any]:
        if name not in page_names():
            raise Http404
        self.page_title, text = read_page(name, (get_language() or "en").partition("-")[0])
        contents = {"url": page_address(CONTENTS), "label": gettext("Handbook")}
        self.above = [] if name == CONTENTS else [contents]
        return super().get_context_data(text=text, is_contents=name == CONTENTS, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, *self.above, {"url": "", "label": self.page_title}]


def find_help(screen: str) -> str | None:
    """Return the page that helps with a screen such as "pages/4/edit/", or None."""
    return next((page for pattern, page in SCREENS.items() if fnmatchcase(screen, pattern)), None)


class HelpOnScreenItem(MenuItem):
    """A menu item on every screen, which opens the page of the handbook about that screen."""

    def __init__(self) -> None:
        # In a new tab: the screen may hold changes that are not saved yet.
        new_tab = {"target": "_blank"}
        label = _("Help on this screen")
        super().__init__(label, "", icon_name="help", attrs=new_tab, order=10_900)

    def render_component(self, request: HttpRequest) -> Any:
        screen = request.path.removeprefix(reverse("wagtailadmin_home"))
        # All requests share the item, so only a copy gets the address.
        item = copy(self)
        item.url = page_address(find_help(screen) or CONTENTS)
        return super(HelpOnScreenItem, item).render_component(request)


def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send a picture of the handbook."""
    return serve(request, name, str(HANDBOOK.parent / "pictures"))


urlpatterns = [
    path("", HandbookView.as_view(), name="contents"),
    path("<slug:name>/", HandbookView.as_view(), name="page"),
    path("pictures/<str:name>", picture, name="picture"),
]
