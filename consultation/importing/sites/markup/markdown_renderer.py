"""Markdown as the site has it read: with its own extensions and options, made into HTML."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from xml.etree.ElementTree import Element

from bs4 import BeautifulSoup, Tag
from django.utils.translation import gettext as _
from markdown import Markdown
from markdown.util import AtomicString
from mkdocs.structure.pages import _ExtractTitleTreeprocessor
from pymdownx.emoji import twemoji
from pymdownx.slugs import slugify
from pymdownx.snippets import SnippetExtension, SnippetPreprocessor

from consultation.importing.report import Place, Report
from consultation.importing.sites.source.config import named
from consultation.importing.sites.source.site import SourceFolder

# What MkDocs itself switches on.
_BUILTIN = ("toc", "tables", "fenced_code")
# For files that say nothing of how they are to be read.
_USUAL = (
    *_BUILTIN, "abbr", "attr_list", "def_list", "footnotes", "md_in_html", "admonition",
    "pymdownx.highlight", "pymdownx.superfences", "pymdownx.details", "pymdownx.tabbed",
    "pymdownx.tasklist", "pymdownx.emoji", "pymdownx.keys",
)  # fmt: skip
# The extensions that can be used: none of them opens a file or asks another machine.
_KNOWN = frozenset(
    {
        *_USUAL, "codehilite", "extra", "legacy_attrs", "legacy_em", "nl2br", "sane_lists",
        "smarty", "wikilinks", "pymdownx.arithmatex", "pymdownx.betterem",
        "pymdownx.blocks.admonition", "pymdownx.blocks.caption", "pymdownx.blocks.definition",
        "pymdownx.blocks.details", "pymdownx.blocks.html", "pymdownx.blocks.tab",
        "pymdownx.bracketspan", "pymdownx.caret", "pymdownx.critic", "pymdownx.escapeall",
        "pymdownx.extra", "pymdownx.fancylists", "pymdownx.inlinehilite", "pymdownx.magiclink",
        "pymdownx.mark", "pymdownx.progressbar", "pymdownx.quotes", "pymdownx.saneheaders",
        "pymdownx.smartsymbols", "pymdownx.tilde",
    }
)  # fmt: skip
# Those of their options that change which words readers read, and run nothing.
_OPTIONS = frozenset(
    {
        "PLACE_MARKER", "auto", "auto_level", "auto_title", "auto_title_map", "base_url",
        "baselevel", "callouts", "camel_case", "combine_header_slug", "delete",
        "disable_indented_code_blocks", "end_url", "hardbreak", "hide_protocol", "insert",
        "key_map", "marker", "mode", "nbsp", "normalize_issue_symbols", "preserve_tabs",
        "provider", "relaxed_headers", "repo", "repo_url_shortener", "repo_url_shorthand",
        "separator", "slugify", "smart_dashes", "smart_delete", "smart_ellipses", "smart_enable",
        "smart_insert", "smart_mark", "smart_quotes", "social_url_shorthand", "subscript",
        "superscript", "title", "toc_depth", "types", "user",
    }
)  # fmt: skip
# Front matter and snippets are read before, and comments never.
_NOT_NEEDED = frozenset(("meta", "pymdownx.snippets", "pymdownx.striphtml"))
# Readers of Markdown look for the end of each bracket anew, up to the end of the paragraph.
_MOST_CHARACTERS_IN_BRACKETS = 10_000_000
# Readers of HTML look through all elements that are open, at each further one.
_MOST_OPEN_ELEMENTS = 20_000_000
# Deeper than people write.
_DEEPEST = 100
_TAG = re.compile(r"<(/?)(?!(?:br|hr|img|input|source)\b)[a-zA-Z]")
_ICON = re.compile(r":(?:material|fontawesome|octicons|simple)-([\w-]+):")
_SIGNS = {"check": "✓", "check-all": "✓", "check-circle": "✓", "close": "✗", "close-circle": "✗"}
# What the pieces of one page may come to, and how many they may be.
_MOST_BYTES = 2_000_000
_MOST_PIECES = 500


class UnreadableError(Exception):
    """A page is nested too deeply, or cannot be read in reasonable time."""


class _EmojiIndex(dict[str, Any]):
    """The emojis of a site by their names, and the icons of MkDocs Material, which have no sign."""

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name, {"name": name} if _ICON.fullmatch(name) else default)


def _emoji_index(options: Any, markdown: Markdown) -> dict[str, Any]:
    index = twemoji(options, markdown)
    return index | {"emoji": _EmojiIndex(index["emoji"])}


def _emoji(index: Any, name: str, alias: Any, code: Any, sign: str, *more: Any) -> Element:
    """Return an emoji as its sign; an icon only if it says something, in tables above all."""
    element, icon = Element("span"), _ICON.fullmatch(name)
    element.text = AtomicString(_SIGNS.get(icon[1], "") if icon else sign)
    return element


_SETTLED: dict[str, dict[str, Any]] = {
    # Formulas stay as they are typed.
    "pymdownx.arithmatex": {"generic": True},
    "pymdownx.blocks.tab": {"alternate_style": True},
    "pymdownx.emoji": {"emoji_index": _emoji_index, "emoji_generator": _emoji},
    # Line numbers would be read as text, and without Pygments fences with options stay as they are.
    "pymdownx.highlight": {
        "anchor_linenums": False,
        "linenums_style": "pymdownx-inline",
        "pygments_lang_class": True,
    },
    "pymdownx.tabbed": {"alternate_style": True},
}


class MarkdownRenderer:
    """Renders the pages of one site."""

    def __init__(self, folder: SourceFolder, report: Report) -> None:
        self._place, self._report = Place(folder.settings_file), report
        asked = folder.settings.get("markdown_extensions")
        if asked is None and not folder.settings_file:
            options: dict[str, dict[str, Any]] = {name: {} for name in _USUAL}
        else:
            options = {name: {} for name in _BUILTIN} | dict(self._asked(asked))
        if "pymdownx.superfences" in options or "pymdownx.extra" in options:
            options.setdefault("pymdownx.highlight", {})
        configs = {name: given | _SETTLED.get(name, {}) for name, given in options.items()}
        self._markdown = Markdown(extensions=list(options), extension_configs=configs)

    def _asked(self, asked: Any) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the extensions that a site asks for, those that are known, with their options."""
        for name, given in named(asked):
            short = name.removeprefix("markdown.extensions.")
            if short in _NOT_NEEDED:
                continue
            if short not in _KNOWN:
                text = _("The site uses %(name)s, which is not known here. It was not used.")
                self._report.doubt(self._place, text, name=name[:80])
                continue
            options = {
                key: each for key, each in given.items() if key in _OPTIONS and each is not None
            }
            try:
                if "slugify" in options:
                    # The one function that many sites name: how headings become anchors.
                    case = options["slugify"]["kwds"].get("case", "none")
                    options["slugify"] = slugify(case=case)
                Markdown(extensions=[short], extension_configs={short: options})
            except Exception:  # The options of a stranger can make an extension fail in any way.
                text = _("The options of %(name)s are wrong. None was used.")
                self._report.doubt(self._place, text, name=name)
                options = {}
            yield short, options

    def html(self, text: str) -> tuple[str, str]:
        """Return a text as HTML, with any HTML in it, and the title MkDocs reads.

        Raises:
            UnreadableError: it would take too long, or the reader of Markdown gives up.
        """
        if any(_reach(text, *pair) > _MOST_CHARACTERS_IN_BRACKETS for pair in ("[]", "()", "<>")):
            raise UnreadableError
        self._markdown.reset()
        title = _ExtractTitleTreeprocessor()
        title._register(self._markdown)
        try:
            return self._markdown.convert(text), title.title or ""
        except Exception as error:  # So can a stranger's text.
            raise UnreadableError from error


def parse_html(html: str) -> Tag:
    """Return HTML as the body of a page.

    Raises:
        UnreadableError: it would take too long, or elements stand in each other too deeply.
    """
    total = opened = 0
    for found in _TAG.finditer(html):
        opened = max(opened + (-1 if found[1] else 1), 0)
        total += opened
    if total > _MOST_OPEN_ELEMENTS:
        raise UnreadableError
    body = cast("Tag", BeautifulSoup(html, "html5lib").body)
    depths = {id(body): 0}
    for tag in body.find_all(True):
        depths[id(tag)] = depths[id(tag.parent)] + 1
    if max(depths.values()) > _DEEPEST:
        raise UnreadableError
    return body


def _reach(text: str, opening: str, closing: str) -> int:
    """Return the number of characters between all brackets and their ends."""
    total, began = 0, list[int]()
    for found in re.finditer(rf"\n\n|[{re.escape(opening + closing)}]|\Z", text):
        if found[0] == opening:
            began.append(found.start())
        elif found[0] == closing:
            total += found.start() - began.pop() if began else 0
        else:
            total += sum(found.start() - each for each in began)
            began = []
    return total


class Snippets(SnippetPreprocessor):
    """Puts pieces of other files in their places, out of the folder of the site alone."""

    def __init__(self, folder: SourceFolder, report: Report) -> None:
        asked = dict(named(folder.settings.get("markdown_extensions")))
        options = asked.get("pymdownx.snippets", {})
        own = SnippetExtension().getConfigs() | {"encoding": "utf-8-sig", "check_paths": False}
        appended = options.get("auto_append")
        own["auto_append"] = [str(each) for each in appended] if isinstance(appended, list) else []
        super().__init__(own, Markdown())
        bases = options.get("base_path", ["."])
        # MkDocs is run in the folder of its settings.
        names = bases if isinstance(bases, list) else [bases]
        self._bases = [folder.path / str(name) for name in names] + [folder.documents]
        self._folder, self._report = folder.path.resolve(), report
        self._place, self._bytes, self._pieces = Place(""), 0, 0

    def filled(self, text: str, place: Place) -> str:
        """Return the text of a page with its pieces in place."""
        if "8<" not in text and not self.auto_append:
            return text
        self._place, self._bytes, self._pieces = place, 0, 0
        return "\n".join(self.run(text.split("\n")))

    def get_snippet_path(self, path: str) -> str | None:
        """Return a file of the folder, wherever links lead to, unless the page gets too long."""
        # A base may be the file itself.
        ways = (base if base.name == path else base / path for base in self._bases)
        found = next(filter(self._is_inside, ways), None)
        text = _("The piece %(file)s is not in the folder. It is missing here.")
        if found is not None:
            self._bytes += found.stat().st_size
            self._pieces += 1
            if self._bytes <= _MOST_BYTES and self._pieces <= _MOST_PIECES:
                return str(found)
            text = _("The piece %(file)s makes this page too large.")
        self._report.loss(self._place, text, file=path[:200])
        return None

    def _is_inside(self, path: Path) -> bool:
        try:
            return path.resolve().is_relative_to(self._folder) and path.is_file()
        except (OSError, ValueError):
            return False
