"""The elements of a page, one after the other, as blocks."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from html import unescape
from typing import ClassVar

from bs4 import Tag
from bs4.element import PageElement
from django.utils.html import escape
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from consultation.importing.sites import elements
from consultation.importing.sites.forms.html_form import (
    FormDraft,
    read_form,
    report_loose_controls,
)
from consultation.importing.sites.forms.questions import FormReport

from .draft import PageContext, RawBlock, paragraph
from .embedded_blocks import LONGEST_CAPTION, code, media, picture
from .inline import InlineText
from .links import anchor_of, title_heading
from .tables import is_layout, table_blocks

_LONGEST_HEADING = 200
_LONGEST_BOX_TITLE = 150
_LONGEST_SUMMARY = 200
_LEVELS = ("h2", "h3", "h4")
_RULE = "<hr/>"
_IMPORTANT = frozenset(
    {"warning", "caution", "attention", "danger", "error", "important", "failure", "fail",
     "missing", "bug"}
)  # fmt: skip
# What a plain title cannot hold.
_NO_WORDS = ("a", "footnote-ref", "img")
_CONTROLS = ("input", "select", "textarea", "button", "datalist", "label", "legend")


class BlockBuilder:
    """Makes the blocks of one page."""

    def __init__(self, context: PageContext) -> None:
        self.context = context
        self._levels: list[int] = []
        self._within = 0
        self._has_chapters = False
        self._forms: dict[int, FormDraft] = {}

    def read(self, soup: Tag) -> list[RawBlock]:
        """Return the blocks of a whole page."""
        title = title_heading(soup, self.context.draft.title)
        before = self._more_than_words(title.extract()) if title is not None else []
        self._has_chapters = len(soup.find_all("h1")) > 1
        self._read_forms(soup)
        return _joined([*before, *self._flow(soup.children)])

    def pieces(self, nodes: Iterable[PageElement]) -> tuple[list[str], list[RawBlock]]:
        """Return nodes as paragraphs and lists, and what these cannot hold as blocks."""
        self._within += 1
        blocks = self._flow(nodes)
        self._within -= 1
        texts = [block["value"] for block in blocks if block["type"] == "rich_text"]
        return texts, [block for block in blocks if block["type"] != "rich_text"]

    def _pieces(self, tag: Tag) -> tuple[list[str], list[RawBlock]]:
        """Return the inside of an element, having said what follows it."""
        texts, others = self.pieces(list(tag.children))
        if texts and others:
            text = _("A picture, table or form was inside of this. Here it follows it.")
            self.context.doubt(tag, text)
        return texts, others

    def _read_forms(self, soup: Tag) -> None:
        context = self.context
        report_loose_controls(soup, partial(context.place, again=True), context.report)
        for tag in soup.find_all("form"):
            form = read_form(tag, context.place("<form"), context.report)
            if form is None:
                continue
            context.draft.anchors |= dict.fromkeys(form.anchors, "feedback")
            report = FormReport(context.report, form.place)
            if self._forms:
                labels = [each["value"]["label"] for each in form.block["questions"]]
                report.rebuild([*labels, *form.unread])
                continue
            if form.unread:
                report.rebuild(form.unread, is_begun=True)
            self._forms[id(tag)] = form
            context.draft.forms.append(form)

    def _flow(self, nodes: Iterable[PageElement]) -> list[RawBlock]:
        blocks: list[RawBlock] = []
        run: list[PageElement] = []
        for node in nodes:
            if isinstance(node, Tag) and elements.is_block(node):
                blocks += [*self._paragraph(run), *self._element(node)]
                run = []
            else:
                run.append(node)
        return blocks + self._paragraph(run)

    def _paragraph(self, run: Sequence[PageElement]) -> list[RawBlock]:
        """Return a paragraph; the pictures that it begins with come before it, others after it."""
        blocks: list[RawBlock] = []
        for number, node in enumerate(run):
            is_picture = isinstance(node, Tag) and bool(node.name == "img" or node.find("img"))
            if elements.words_of(node) or (isinstance(node, Tag) and not is_picture):
                return blocks + self._text(run[number:])
            blocks += sorted(self._text([node]), key=lambda block: block["type"] == "rich_text")
        return blocks

    def _text(self, nodes: Iterable[PageElement], tag: str = "p") -> list[RawBlock]:
        """Return nodes as one paragraph, and what was in it."""
        inline = InlineText(self.context)
        html = inline.html(nodes)
        if tag == "b":
            html = html and f"<b>{re.sub('</?b>', '', html)}</b>"
        embedded = [block for each in inline.embedded for block in self._element(each)]
        return [*([paragraph(html)] if html else []), *embedded]

    def _element(self, tag: Tag) -> list[RawBlock]:
        if tag.name != "form" and self.context.is_unseen(tag):
            return []
        handler = self._HANDLERS.get(tag.name, BlockBuilder._inside)
        return handler(self, tag)

    def _inside(self, tag: Tag) -> list[RawBlock]:
        return self._flow(list(tag.children))

    def _bold(self, tag: Tag) -> list[RawBlock]:
        return self._text(tag.children, "b")

    def _heading(self, tag: Tag) -> list[RawBlock]:
        words = elements.words_of(tag)
        if self._within or not words or not elements.is_heading(tag):
            return self._bold(tag)
        short = Truncator(words).chars(_LONGEST_HEADING)
        value = {"text": short, "level": self._level(tag), "anchor": anchor_of(tag)}
        heading = {"type": "heading", "value": value}
        if short == words:
            return [heading, *self._more_than_words(tag)]
        self.context.doubt(tag, _("This heading is too long. It is in full below itself."))
        return [heading, *self._bold(tag)]

    def _more_than_words(self, heading: Tag) -> list[RawBlock]:
        """Return the links, footnotes and pictures of a heading, which follow it."""
        found = heading.find_all(_NO_WORDS)
        kept = [each for each in found if each.name != "a" or each.get("href")]
        return [block for each in kept if not each.find("img") for block in self._text([each])]

    def _level(self, tag: Tag) -> str:
        level = int(tag.name[1])
        while self._levels and self._levels[-1] >= level:
            self._levels.pop()
        if level > 1 or self._has_chapters:
            # One alone is the page's title, other than in the navigation: what follows is no part.
            self._levels.append(level)
        return _LEVELS[min(max(len(self._levels), 1), len(_LEVELS)) - 1]

    def _linked(self, tag: Tag) -> list[RawBlock]:
        """Put a link that is around whole paragraphs into each of them."""
        blocks = self._inside(tag)
        for block in blocks:
            html = str(block["value"])
            if block["type"] == "rich_text" and html.startswith("<p>") and "<a " not in html:
                link = InlineText(self.context).link(tag, html[3:-4])
                block["value"] = f"<p>{link}</p>"
        return blocks

    def _list(self, tag: Tag) -> list[RawBlock]:
        if elements.attribute(tag, "start") not in ("", "1") or tag.has_attr("reversed"):
            self.context.doubt(tag, _("This list does not count from 1. Here it does."))
        above = tag.find_parents(elements.LISTS)
        # From the third level on, the editor would lose items of a list of another kind.
        name = "ol" if (above[-2] if len(above) > 1 else tag).name == "ol" else "ul"
        items, others = [], []
        for child in tag.find_all(True, recursive=False):
            pieces, more = self._pieces(child)
            others += more
            lists = [piece for piece in pieces if not piece.startswith("<p>")]
            inside = "<br/>".join(piece[3:-4] for piece in pieces if piece.startswith("<p>"))
            if lists:
                # The editor would lose the second of two lists in one item.
                kind = lists[0][1:3]
                inside += f"<{kind}>{''.join(each[4:-5] for each in lists)}</{kind}>"
            items += [f"<li>{inside}</li>"] if inside else []
        text = {"type": "rich_text", "value": f"<{name}>{''.join(items)}</{name}>"}
        return [text, *others] if items else others

    def _code(self, tag: Tag) -> list[RawBlock]:
        blocks = code(tag, self.context)
        if self._within and blocks:
            lines = blocks[0]["value"]["code"].replace("\t", "    ").split("\n")
            texts = [str(escape(line)).replace("  ", "\u00a0 ") for line in lines]
            lines = [f"<code>{text}</code>" if text.strip() else "" for text in texts]
            blocks = [paragraph("<br/>".join(lines))]
        return blocks + [block for each in tag("img") for block in picture(each, self.context)]

    def _table(self, tag: Tag) -> list[RawBlock]:
        if is_layout(tag):
            return self._inside(tag)
        return table_blocks(tag, self.context, self._pieces)

    def _rule(self, tag: Tag) -> list[RawBlock]:
        return [] if self._within else [{"type": "rich_text", "value": _RULE}]

    def _quote(self, tag: Tag) -> list[RawBlock]:
        if self._within:
            return self._inside(tag)
        pieces, others = self._pieces(tag)
        texts = [unescape(piece[3:-4].replace("<br/>", "\n")) for piece in pieces]
        is_plain = all(re.fullmatch(r"<p>(?:[^<]|<br/>)*</p>", piece) for piece in pieces)
        if not pieces or not is_plain:
            quoted = (re.sub("^<p>(.*)</p>$", r"<blockquote>\1</blockquote>", p) for p in pieces)
            return [*({"type": "rich_text", "value": each} for each in quoted), *others]
        value = {"quote": "\n\n".join(texts), "attribution": "", "source": ""}
        return [{"type": "quote", "value": value}, *others]

    def _details(self, tag: Tag) -> list[RawBlock]:
        summary = tag.find("summary")
        words = elements.words_of(summary)
        # A form, or a link to a film, cannot be used while it is folded away.
        if self._within or not 0 < len(words) <= _LONGEST_SUMMARY or tag.find(["form", "iframe"]):
            return self._inside(tag)

        def fold(text: str) -> RawBlock:
            return {"type": "details", "value": {"items": [{"summary": words, "text": text}]}}

        return self._titled(tag, summary, words, fold)

    def _division(self, tag: Tag) -> list[RawBlock]:
        classes = elements.classes_of(tag)
        if "toc" in classes:
            # Each page has a list of its contents anyway.
            return []
        if "admonition" not in classes or self._within:
            return self._inside(tag)
        title = tag.find(class_="admonition-title")
        words = elements.words_of(title)
        if len(words) > _LONGEST_BOX_TITLE or (title and title.find(_NO_WORDS)):
            words = ""

        def box(text: str) -> RawBlock:
            kind = "important" if _IMPORTANT & classes else "information"
            return {"type": "callout", "value": {"kind": kind, "title": words, "text": text}}

        return self._titled(tag, title, words, box)

    def _titled(
        self, tag: Tag, title: Tag | None, words: str, make: Callable[[str], RawBlock]
    ) -> list[RawBlock]:
        """Return a box or fold with the words of its title, or those alone where it has no text."""
        if words and title is not None and not title.find(_NO_WORDS):
            title.extract()
        texts, others = self._pieces(tag)
        bold = [paragraph(f"<b>{escape(words)}</b>")] if words else []
        return [*([make("".join(texts))] if texts else bold), *others]

    def _figure(self, tag: Tag) -> list[RawBlock]:
        """Return a figure; its caption goes with the picture, if it is words alone."""
        caption, pictures = tag.find("figcaption"), tag.find_all("img")
        words = elements.words_of(caption)
        fits = len(pictures) == 1 and len(words) <= LONGEST_CAPTION
        if isinstance(caption, Tag) and fits and not caption.find(_NO_WORDS):
            caption.extract()
            pictures[0]["data-caption"] = words
        return self._inside(tag)

    def _form(self, tag: Tag) -> list[RawBlock]:
        form = self._forms.get(id(tag))
        for control in tag.find_all(_CONTROLS):
            control.extract()
        if form is None:
            return [] if elements.is_hidden(tag) else self._inside(tag)
        return [*self._inside(tag), {"type": "feedback_form", "value": form.block}]

    _HANDLERS: ClassVar[dict[str, Callable[["BlockBuilder", Tag], list[RawBlock]]]] = {
        **dict.fromkeys(elements.HEADINGS, _heading),
        **dict.fromkeys(elements.LISTS, _list),
        **dict.fromkeys(elements.MEDIA, lambda self, tag: media(tag, self.context)),
        **dict.fromkeys(elements.PICTURES, lambda self, tag: picture(tag, self.context)),
        **dict.fromkeys(("dt", "summary"), _bold),
        "a": _linked,
        "blockquote": _quote,
        "details": _details,
        "div": _division,
        "figure": _figure,
        "form": _form,
        "hr": _rule,
        "pre": _code,
        "table": _table,
    }


def _joined(blocks: Iterable[RawBlock]) -> list[RawBlock]:
    """Return blocks with texts as one, and folds as one, where they follow each other."""
    joined: list[RawBlock] = []
    for block in blocks:
        last: RawBlock = joined[-1] if joined else {"type": ""}
        if block["type"] == last["type"] == "rich_text":
            last["value"] += block["value"]
        elif block["type"] == last["type"] == "details":
            last["value"]["items"] += block["value"]["items"]
        elif block["value"] != _RULE:
            joined.append(block)
    return joined
