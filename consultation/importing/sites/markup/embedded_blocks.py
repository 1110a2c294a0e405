"""Pictures, code, and what a page shows of other sites."""

from typing import Any
from urllib.parse import unquote, urlsplit

from bs4 import Tag
from django.utils.html import escape
from django.utils.translation import gettext as _

from consultation.importing.sites import elements

from .draft import PageContext, RawBlock, paragraph

LONGEST_CAPTION = 500
_LONGEST_ALT = 255
_LONGEST_TITLE = 200


def picture(tag: Tag, context: PageContext) -> list[RawBlock]:
    """Return a picture as an image block, or its description as text where it cannot be shown."""
    if tag.name == "picture":
        tag = tag.find("img") or tag
    source = elements.attribute(tag, "src", "data-src")
    alt, title = elements.attribute(tag, "alt"), elements.attribute(tag, "title")
    caption = elements.attribute(tag, "data-caption") or (title if title != alt else "")
    place = context.place(source, alt, "<img", "![")
    target = context.targets.find(source, context.source)
    key = ""
    if target.kind == "file":
        key = context.media.picture(target.value, title, alt, place)
    else:
        text = _("The picture %(file)s is not in the folder. Its description was kept as text.")
        context.report.loss(place, text, file=unquote(source)[:200] or "<img>")
    if not key:
        texts = [str(escape(text)) for text in dict.fromkeys((alt, caption)) if text]
        if target.kind == "outside":
            texts = [f'<a href="{escape(target.value)}">{text}</a>' for text in texts]
        return [paragraph(text) for text in texts]
    if not alt:
        text = _("The picture %(file)s has no description. Write one.")
        context.report.doubt(place, text, file=source)
    if len(alt) > _LONGEST_ALT:
        caption = caption or alt
    image = {"image": key, "decorative": not alt, "alt_text": alt[:_LONGEST_ALT]}
    blocks = [_block("image", {"image": image, "caption": caption[:LONGEST_CAPTION]})]
    return blocks + [paragraph(escape(caption))] * (len(caption) > LONGEST_CAPTION)


def media(tag: Tag, context: PageContext) -> list[RawBlock]:
    """Return a frame or film as a link block, or the words that it held."""
    addresses = [elements.attribute(each, "src", "data") for each in (tag, *tag("source"))]
    source = next(filter(None, addresses), "")
    words, title = elements.words_of(tag), elements.attribute(tag, "title", "aria-label")
    place = context.place(source, f"<{tag.name}")
    target = context.targets.find(source, context.source)
    if target.kind != "outside":
        text = _("What was here cannot be shown here: %(element)s “%(address)s”.")
        context.report.loss(place, text, element=tag.name, address=source[:100])
        return [paragraph(escape(words or title))] if words or title else []
    host = urlsplit(target.value).netloc
    text = _("What was here is on %(host)s. Readers find a link to it: nothing is fetched.")
    context.report.doubt(place, text, host=host)
    title = title or words or host
    value = {"title": title[:_LONGEST_TITLE], "url": target.value, "transcript": ""}
    return [_block("embed", value | {"description": words if words != title else ""})]


def code(tag: Tag, context: PageContext) -> list[RawBlock]:
    """Return lines of code as a code block."""
    around = (tag.find_parent("div", class_="highlight"), tag, tag.find("code"))
    classes = [name for each in around if each for name in elements.classes_of(each)]
    language = next((name for name in classes if name.startswith("language-")), "")
    for line in tag.find_all("br"):
        line.replace_with("\n")
    text = tag.get_text().strip("\n").rstrip()
    if not text.strip():
        return []
    if "language-mermaid" in classes or "mermaid" in classes:
        remark = _("This diagram was drawn by a script. It is here as the text it was drawn from.")
        context.doubt(tag, remark)
    return [_block("code", {"code": text, "language": language.removeprefix("language-")[:40]})]


def _block(kind: str, value: Any) -> RawBlock:
    return {"type": kind, "value": value}
