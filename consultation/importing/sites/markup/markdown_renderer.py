"""Markdown as the site has it read: with its own extensions and options, made into HTML."""

from collections.abc import Iterator
from typing import Any

from markdown import Markdown
from mkdocs.structure.pages import _ExtractTitleTreeprocessor
from pymdownx.emoji import gemoji, to_alt

from consultation.importing.report import Place, Report
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
        "smarty", "wikilinks", "pymdownx.betterem", "pymdownx.blocks.admonition",
        "pymdownx.blocks.caption", "pymdownx.blocks.definition", "pymdownx.blocks.details",
        "pymdownx.blocks.html", "pymdownx.blocks.tab", "pymdownx.caret", "pymdownx.critic",
        "pymdownx.escapeall", "pymdownx.extra", "pymdownx.inlinehilite", "pymdownx.magiclink",
        "pymdownx.mark", "pymdownx.progressbar", "pymdownx.quotes", "pymdownx.saneheaders",
        "pymdownx.smartsymbols", "pymdownx.tilde",
    }
)  # fmt: skip
# Those of their options that change which words readers read, and run nothing.
_OPTIONS = frozenset(
    {
        "PLACE_MARKER", "auto", "auto_level", "auto_title", "auto_title_map", "base_url",
        "baselevel", "callouts", "camel_case", "delete", "disable_indented_code_blocks", "end_url",
        "hardbreak", "hide_protocol", "insert", "key_map", "marker", "mode", "nbsp",
        "preserve_tabs", "provider", "relaxed_headers", "repo", "repo_url_shortener",
        "repo_url_shorthand", "separator", "slugify", "smart_dashes", "smart_delete",
        "smart_ellipses", "smart_enable", "smart_insert", "smart_mark", "smart_quotes",
        "social_url_shorthand", "subscript", "superscript", "title", "toc_depth", "types", "user",
    }
)  # fmt: skip
# Front matter and snippets are read before, and formulas stay as they are typed.
_ELSEWHERE = frozenset(("meta", "pymdownx.snippets", "pymdownx.arithmatex"))
# Line numbers would be read as text, and without Pygments fences with options stay as they are.
_HIGHLIGHT = {
    "anchor_linenums": False,
    "linenums_style": "pymdownx-inline",
    "pygments_lang_class": True,
}
_SETTLED: dict[str, dict[str, Any]] = {
    "pymdownx.emoji": {"emoji_index": gemoji, "emoji_generator": to_alt},
    "pymdownx.highlight": _HIGHLIGHT,
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
        self._markdown = Markdown(
            extensions=list(options),
            extension_configs={
                name: given | _SETTLED.get(name, {}) for name, given in options.items()
            },
        )

    def _asked(self, asked: Any) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the extensions that a site asks for, those that are known, with their options."""
        for name, given in extensions_asked(asked):
            short = name.removeprefix("markdown.extensions.")
            if short in _ELSEWHERE:
                continue
            if short not in _KNOWN:
                self._report.doubt(
                    self._place,
                    f"The site uses {name[:80]}, which is not known here. What it does to the "
                    "text was not done.",
                )
                continue
            options = {
                key: each for key, each in given.items() if key in _OPTIONS and each is not None
            }
            try:
                Markdown(extensions=[short], extension_configs={short: options})
            except Exception:  # Whatever a stranger's options do to an extension.
                self._report.doubt(self._place, f"The options of {name} are wrong. None was used.")
                options = {}
            yield short, options

    def html(self, text: str) -> tuple[str, str]:
        """Return a text as HTML, with whatever HTML stands in it, and the title MkDocs reads."""
        self._markdown.reset()
        title = _ExtractTitleTreeprocessor()
        title._register(self._markdown)
        html = self._markdown.convert(text)
        return html, title.title or ""


def extensions_asked(asked: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the names in a list of extensions, or in a mapping, with their options."""
    entries = list(asked.items()) if isinstance(asked, dict) else []
    for each in asked if isinstance(asked, list) else ():
        entries += each.items() if isinstance(each, dict) else [(each, None)]
    for name, options in entries:
        yield str(name), options if isinstance(options, dict) else {}
