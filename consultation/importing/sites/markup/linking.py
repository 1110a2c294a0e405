"""The links of a page, as they are stored here."""

from bs4 import Tag
from django.utils.html import escape

from consultation.importing.report import Place

from . import elements
from .context import Context
from .drafts import Mention
from .links import Target

NOWHERE = "leads nowhere. Its text was kept."


def target_of(context: Context, tag: Tag) -> Target | None:
    """Return what a link leads to; None for a place that is only led to."""
    href = str(tag.get("href") or "")
    return context.targets.find(href, context.source) if href.strip() else None


def link_tag(context: Context, tag: Tag, inside: str, features: frozenset[str]) -> str:
    """Return a link around its text, or the text alone where it cannot lead anywhere.

    Args:
        context: the page.
        tag: the link in the source.
        inside: its text as rich text.
        features: what the text may contain.
    """
    target = target_of(context, tag)
    if target is None:
        return inside
    href = str(tag["href"])
    place = context.lines.place(href, elements.words_of(tag)[:60])
    if not inside.strip():
        picture = tag.find("img")
        label = str(tag.get("aria-label") or tag.get("title") or "")
        if picture is not None:
            label = str(picture.get("alt") or "") or label
        if not label and target.kind in ("refused", "broken", "here"):
            return inside
        inside = str(escape(label or href))
    attributes = _attributes(context, target, href, place)
    if attributes is None:
        return inside
    context.report.count("links")
    return f"<a {attributes}>{inside}</a>"


def _attributes(context: Context, target: Target, href: str, place: Place) -> str | None:
    """Return what makes a link lead there; None where it cannot."""
    report = context.report
    if target.kind == "refused":
        report.loss(
            place, f"The link {href[:100]} is of a kind that is not let in. Its text was kept."
        )
        return None
    if target.kind == "outside":
        return f'href="{escape(target.value)}"'
    if target.guessed:
        report.doubt(place, f"The link {href} was taken to lead to {target.value}.")
    if target.kind == "here":
        return _here(context, target.anchor, href, place)
    if target.kind == "page":
        if target.value == context.source.path and target.anchor:
            return _here(context, target.anchor, href, place)
        anchor = ""
        if target.anchor:
            anchor = f' anchor="{escape(target.anchor)}"'
            context.draft.mentions.append(Mention(target.value, target.anchor, place))
        return f'linktype="page" id="page:{escape(target.value)}"{anchor}'
    if target.kind == "file":
        key = context.media.document(target.value, place)
        return f'linktype="document" id="{key}"' if key else None
    report.loss(place, f"The link {href[:200]} {NOWHERE}")
    return None


def _here(context: Context, anchor: str, href: str, place: Place) -> str | None:
    if anchor in ("", "top", "__top"):
        return 'href="#main-content"'
    if anchor not in context.draft.anchors:
        context.report.loss(place, f"The link {href[:200]} {NOWHERE}")
        return None
    return f'href="#{escape(context.draft.anchors[anchor] or "main-content")}"'
