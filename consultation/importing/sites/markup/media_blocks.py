"""Pictures, films and what else a page shows of other sites."""

from typing import Any
from urllib.parse import unquote, urlsplit

from bs4 import Tag
from django.utils.html import escape

from . import elements
from .context import Context

LONGEST_CAPTION = 500
LONGEST_ALT = 255
_LOCAL = ("file", "page")


def picture_blocks(tag: Tag, context: Context) -> list[tuple[str, Any]]:
    """Return a picture as an image block, or its description as text where it cannot be shown."""
    if tag.name == "picture":
        inner = tag.find("img")
        if not isinstance(inner, Tag):
            return []
        tag = inner
    source = str(tag.get("src") or tag.get("data-src") or "").strip()
    alt = elements.collapsed(str(tag.get("alt") or "")).strip()
    title = elements.collapsed(str(tag.get("title") or "")).strip()
    caption = str(tag.get("data-caption") or "")
    if not caption and title and title != alt:
        caption = title
    place = context.lines.place(source, alt, "<img", "![")
    key = _key(source, title, alt, place, context)
    if not key:
        texts = [text for text in dict.fromkeys((alt, caption)) if text]
        return [("text", f"<p>{_kept(text, source, context)}</p>") for text in texts]
    if not alt:
        context.report.doubt(place, f"The picture {source} has no description. Write one.")
    context.report.count("pictures")
    long_alt = len(alt) > LONGEST_ALT
    value = {
        "image": {"image": key, "decorative": not alt, "alt_text": alt[:LONGEST_ALT]},
        "caption": (caption or (alt if long_alt else ""))[:LONGEST_CAPTION],
    }
    blocks: list[tuple[str, Any]] = [("image", value)]
    if len(caption) > LONGEST_CAPTION:
        blocks.append(("text", f"<p>{escape(caption)}</p>"))
    return blocks


def _kept(text: str, source: str, context: Context) -> str:
    target = context.targets.find(source, context.source) if source else None
    if target is not None and target.kind == "outside":
        return f'<a href="{escape(target.value)}">{escape(text)}</a>'
    return str(escape(text))


def _key(source: str, title: str, alt: str, place: Any, context: Context) -> str:
    """Return the name of the picture's file, or "" after saying why there is none."""
    report = context.report
    if not source:
        report.loss(place, "A picture without an address was left out.")
        return ""
    target = context.targets.find(source, context.source)
    if target.kind == "file":
        if target.guessed:
            report.doubt(place, f"The picture {source} was taken to be {target.value}.")
        return context.media.picture(target.value, title, alt, place)
    if target.kind == "outside":
        report.loss(
            place,
            f"The picture {source[:200]} is on another site, where nothing is fetched from. "
            "Its description was kept as text.",
        )
    elif target.kind == "refused":
        report.loss(place, f"The picture {source[:60]} is of a kind that is not let in.")
    else:
        file = unquote(urlsplit(source).path) if "[" not in source else source
        report.loss(
            place, f"The picture {file} is not in the folder. Its description was kept as text."
        )
    return ""


def elsewhere(tag: Tag, context: Context) -> tuple[str, Any]:
    """Return a frame or film as a link block, or the words that it held."""
    source = str(tag.get("src") or tag.get("data") or "")
    if not source and (inner := tag.find("source")) is not None and isinstance(inner, Tag):
        source = str(inner.get("src") or "")
    words = elements.words_of(tag)
    place = context.lines.place(source, f"<{tag.name}")
    target = context.targets.find(source, context.source) if source.strip() else None
    if target is not None and target.kind == "outside":
        host = urlsplit(target.value).netloc
        title = str(tag.get("title") or tag.get("aria-label") or "").strip() or words or host
        context.report.doubt(
            place, f"What stood here is on {host}. Readers find a link to it: nothing is fetched."
        )
        return "embed", {
            "title": title[:200],
            "url": target.value,
            "description": words if words != title else "",
            "transcript": "",
        }
    context.report.loss(
        place, f"The {tag.name} {source[:100] or 'without an address'} cannot be shown here."
    )
    text = words or str(tag.get("title") or "")
    return "text", f"<p>{escape(text)}</p>" if text else ""
