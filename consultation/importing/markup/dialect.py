"""Markdown as MkDocs and its Material theme read it, made into HTML."""

from collections.abc import Iterable
from typing import Any

from markdown import Markdown

from consultation.importing.report import Place, Report

# What every page may use: whatever a site leaves switched off looks like nothing else.
_ALWAYS = (
    "abbr",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "tables",
    "admonition",
    "toc",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "pymdownx.details",
    "pymdownx.tabbed",
    "pymdownx.tasklist",
    "pymdownx.emoji",
    "pymdownx.keys",
)
# What changes the reading of ordinary text, and so is used where the site says so.
_ASKED = {
    "nl2br": "nl2br",
    "sane_lists": "sane_lists",
    "smarty": "smarty",
    "pymdownx.betterem": "pymdownx.betterem",
    "pymdownx.caret": "pymdownx.caret",
    "pymdownx.magiclink": "pymdownx.magiclink",
    "pymdownx.mark": "pymdownx.mark",
    "pymdownx.smartsymbols": "pymdownx.smartsymbols",
    "pymdownx.tilde": "pymdownx.tilde",
    "pymdownx.inlinehilite": "pymdownx.inlinehilite",
}
# These bring nothing that readers would miss, or what is always on.
_HARMLESS = {
    *_ALWAYS,
    "extra",
    "fenced_code",
    "codehilite",
    "meta",
    "markdown.extensions.extra",
    "pymdownx.extra",
    "pymdownx.snippets",
    "pymdownx.arithmatex",
    "pymdownx.critic",
}
_SETTINGS: dict[str, dict[str, Any]] = {
    "pymdownx.highlight": {"use_pygments": False},
    "pymdownx.tabbed": {"alternate_style": True},
    "pymdownx.inlinehilite": {"style_plain_text": False},
}


def _emoji() -> dict[str, Any]:
    from pymdownx.emoji import gemoji, to_alt

    return {"emoji_index": gemoji, "emoji_generator": to_alt}


class Dialect:
    """Renders the pages of one site.

    Args:
        asked: `markdown_extensions` of the site's settings.
        place: where these are.
        report: where it is said what is not known here.
    """

    def __init__(self, asked: Any, place: Place, report: Report) -> None:
        extensions = list(_ALWAYS)
        for name in _names(asked):
            short = name.removeprefix("markdown.extensions.")
            if short in _ASKED:
                extensions.append(_ASKED[short])
            elif short not in _HARMLESS:
                report.doubt(
                    place,
                    f"The site uses {name[:80]}, which is not known here. What it does to the text "
                    "was not done.",
                )
        self.markdown = Markdown(
            extensions=list(dict.fromkeys(extensions)),
            extension_configs=_SETTINGS | {"pymdownx.emoji": _emoji()},
        )

    def html(self, text: str) -> str:
        """Return a text as HTML, with whatever HTML stands in it."""
        self.markdown.reset()
        return self.markdown.convert(text)


def _names(asked: Any) -> Iterable[str]:
    if isinstance(asked, dict):
        yield from (str(name) for name in asked)
    elif isinstance(asked, list):
        for each in asked:
            if isinstance(each, dict):
                yield from (str(name) for name in each)
            elif each:
                yield str(each)
