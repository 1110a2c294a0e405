"""The handbook in docs/handbook, as pages of the admin."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.urls import path, reverse
from django.utils.safestring import mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

FOLDER = settings.BASE_DIR / "docs" / "handbook"
PICTURES = settings.BASE_DIR / "docs" / "pictures"
# The page that lists all others.
CONTENTS = "README"
ONE_HOUR = 60 * 60


@dataclass(frozen=True, slots=True)
class HandbookPage:
    """A page of the handbook, named as its file without the ending."""

    name: str
    title: str
    html: str


def page_address(name: str) -> str:
    """Return where the admin shows a page of the handbook."""
    if name == CONTENTS:
        return reverse("handbook:contents")
    return reverse("handbook:page", args=[name])


def page_names() -> frozenset[str]:
    """Return the names of all pages."""
    return frozenset(path.stem for path in FOLDER.glob("*.md"))


def read_page(name: str) -> HandbookPage | None:
    """Return a page of the handbook; None where there is none of this name."""
    if name not in page_names():
        return None
    file = FOLDER / f"{name}.md"
    return _read(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=100)
def _read(file: Path, changed: int) -> HandbookPage:
    """Read a page as it was changed last."""
    heading, _, text = file.read_text(encoding="utf-8").partition("\n")
    markdown = Markdown(extensions=["tables", "sane_lists", "toc"], output_format="html")
    markdown.treeprocessors.register(_AdminLinks(markdown, page_names()), "admin_links", 0)
    return HandbookPage(file.stem, heading.removeprefix("# ").strip(), markdown.convert(text))


class _AdminLinks(Treeprocessor):
    """Makes links and pictures of the handbook's files lead to where the admin shows them."""

    def __init__(self, markdown: Markdown, pages: Collection[str]) -> None:
        super().__init__(markdown)
        self.pages = pages

    def run(self, root: Element) -> None:
        for link in root.iter("a"):
            self._lead(link)
        for picture in root.iter("img"):
            name = PurePosixPath(picture.get("src", "")).name
            picture.set("src", reverse("handbook:picture", args=[name]))

    def _lead(self, link: Element) -> None:
        """Lead to the page of the handbook that is meant; nowhere if it is no page of it."""
        parts = urlsplit(link.get("href", ""))
        if parts.scheme or not parts.path:
            return
        file = PurePosixPath(parts.path)
        if file.stem not in self.pages or str(file) != f"{file.stem}.md":
            # For administrators of the server, beside the handbook: not shown in the admin.
            del link.attrib["href"]
            return
        address = page_address(file.stem)
        link.set("href", f"{address}#{parts.fragment}" if parts.fragment else address)


class HandbookView(WagtailAdminTemplateMixin, TemplateView):
    """A page of the handbook, for everybody who comes into the admin."""

    template_name = "home/admin/handbook.html"
    header_icon = "help"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
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
        return self.page.title if self.page else ""

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        here = {"url": "", "label": self.get_page_title()}
        if self.page and self.page.name == CONTENTS:
            return [*self.breadcrumbs_items, here]
        contents = {"url": reverse("handbook:contents"), "label": "Handbook"}
        return [*self.breadcrumbs_items, contents, here]


@require_safe
@cache_control(private=True, max_age=ONE_HOUR)
def picture(request: HttpRequest, name: str) -> FileResponse:
    """Send a picture, looked up among the files that are there: its name is part of no path."""
    file = next((file for file in PICTURES.glob("*.png") if file.name == name), None)
    if file is None:
        raise Http404
    return FileResponse(file.open("rb"), content_type="image/png")


urlpatterns = [
    path("", HandbookView.as_view(), name="contents"),
    path("<slug:name>/", HandbookView.as_view(), name="page"),
    path("pictures/<str:name>", picture, name="picture"),
]
