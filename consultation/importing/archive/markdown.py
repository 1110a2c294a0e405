"""One page of an archive as Markdown, and the order of all pages, for people."""

import posixpath
from typing import Any

import yaml
from bs4 import Tag
from django.template.loader import render_to_string
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from consultation.importing.archive.paths import Layout, PlacedPage
from consultation.importing.archive.quotes import public_body
from consultation.importing.archive.rich_text import MarkdownWriter
from consultation.pages.blocks import ContentBlock
from consultation.pages.context import RenderContext
from consultation.pages.navigation import list_contents
from ideas.tree import AreaBranch

EXTENSIONS = ("admonition", "attr_list", "fenced_code", "footnotes", "tables", "toc")


def page_markdown(placed: PlacedPage, layout: Layout) -> str:
    """Return a page as Markdown: all that readers see of it, but nothing to be read back."""
    page = placed.page
    body = ContentBlock().to_python(public_body(page))
    list_contents(body, page.reserved_ids(RenderContext()))

    def target(tag: Tag) -> str:
        kind, number = tag.get("linktype"), str(tag.get("id") or "")
        if kind == "page":
            path = layout.page(number)
        elif kind:
            model = get_image_model() if kind == "image" else get_document_model()
            path = layout.chosen(model, number)
        else:
            return str(tag.get("href") or "")
        anchor = f"#{tag['anchor']}" if tag.get("anchor") else ""
        if path and "://" not in path:
            path = posixpath.relpath(path, posixpath.dirname(placed.path) or ".")
        return path and path + anchor

    context = {
        "page": page,
        "areas": _areas_of_theme(getattr(page, "theme_id", 0), layout),
        "blocks": [_shown(child, page, layout) for child in body],
    }
    html = render_to_string("importing/archive/page.html", context)
    notes = {str(note.uuid): note.text for note in page.footnotes.all()}
    return MarkdownWriter(target, notes).page(html)


def _areas_of_theme(theme: int, layout: Layout) -> list[AreaBranch]:
    return [
        AreaBranch(area.area, [branch])
        for area in layout.tree
        for branch in area.themes
        if branch.theme.pk == theme
    ]


def _shown(child: Any, page: Any, layout: Layout) -> dict[str, Any]:
    """Return what the template shows of a block, with what it asks or has of ideas."""
    shown = {"kind": child.block_type, "value": child.value}
    if child.block_type == "feedback_form":
        options = page.answer_options()
        shown["questions"] = child.block.definition(child.value, options).questions
    elif hasattr(child.block, "chosen"):
        shown["areas"] = child.block.chosen(child.value, layout.tree)
    return shown


def mkdocs_settings(layout: Layout) -> str:
    """Return `mkdocs.yml`, with the tree of pages in its order."""
    # The list that the pages below a page belong to; the topmost shares it with its own.
    below: dict[str, list[Any]] = {"": []}
    for each in layout.pages:
        entries = below[each.above.path if each.above else ""]
        is_section = each.above is not None and each.path.endswith("/index.md")
        below[each.path] = [each.path] if is_section else entries
        entries.append({each.page.title: below[each.path] if is_section else each.path})
    settings = {
        "site_name": layout.pages[0].page.title,
        "theme": {"name": "mkdocs"},
        "markdown_extensions": list(EXTENSIONS),
        "nav": below[""],
    }
    return yaml.safe_dump(settings, allow_unicode=True, sort_keys=False)
