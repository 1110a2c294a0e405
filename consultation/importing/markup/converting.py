"""One page of the source becomes a draft."""

import json
import uuid
from typing import Any, cast

from bs4 import BeautifulSoup, Tag

from consultation.importing.archive.archived_ideas import ArchivedIdeas
from consultation.importing.archive.reading import Source
from consultation.importing.media import Media
from consultation.importing.report import Place, Report
from consultation.importing.source import Site, SourcePage
from consultation.importing.source.addresses import is_index

from . import elements
from .anchors import find_anchors
from .body import Body
from .context import Context
from .dialect import Dialect
from .drafts import Draft, RawBlock
from .lines import Lines
from .links import Targets
from .marks import keep_notes, put_marks
from .notes import take_notes
from .snippets import Snippets

LONGEST_SUMMARY = 500


class Converter:
    """Reads the pages of one site.

    Args:
        site: the site.
        media: its pictures and documents.
        report: where everything is said that got lost or is in doubt.
        ideas: what the site says of ideas, if it is an archive of a portal.
    """

    def __init__(self, site: Site, media: Media, report: Report, ideas: ArchivedIdeas) -> None:
        self.site, self.media, self.report = site, media, report
        self.targets = Targets(site)
        self.source = Source(self.targets.pages, media, ideas, report)
        self.snippets = Snippets(site.files, report)
        settings = site.opened.settings
        self.dialect = Dialect(
            settings.get("markdown_extensions"), Place(site.opened.settings_file), report
        )

    def draft(self, source: SourcePage) -> Draft:
        """Return what a page becomes."""
        draft = Draft(source)
        text = self.snippets.filled(source.text, source.path, source.first_line)
        text, marked = put_marks(text, source, self.source)
        context = Context(
            source=source,
            lines=Lines(source.path, source.text, source.first_line),
            targets=self.targets,
            media=self.media,
            report=self.report,
            draft=draft,
            notes={},
            explained={},
            marked={key: settled.raw for key, settled in marked.items()},
        )
        soup = self._read(text, context)
        draft.title = _title(source, soup, self.site)
        draft.summary = _summary(source)
        draft.settings = self.source.settings(source.meta, source.path)
        draft.anchors = find_anchors(soup, draft.title)
        draft.anchors |= {name: name for each in marked.values() for name in each.anchors}
        take_notes(soup, context)
        body = Body(context)
        body.read(soup)
        for words, title in context.explained.items():
            self.report.doubt(
                context.lines.place(f"*[{words}]", title),
                f"“{words}” was explained as “{title}” when one pointed at it. Nothing shows that.",
            )
        draft.blocks = _with_ids(body.blocks, source.path)
        draft.has_marks = bool(marked)
        keep_notes(marked, context)
        self.report.count("blocks", len(draft.blocks))
        return draft

    def _read(self, text: str, context: Context) -> Tag:
        try:
            html = self.dialect.html(text)
        except Exception:  # Whatever a stranger's text does to the reader of Markdown.
            self.report.loss(
                Place(context.source.path),
                "The Markdown of this page cannot be read. Its text was kept as it is.",
            )
            html = "<p>" + "</p><p>".join(_escaped(each) for each in text.split("\n\n")) + "</p>"
        return cast("Tag", BeautifulSoup(html, "html5lib").body)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _title(source: SourcePage, soup: Tag, site: Site) -> str:
    """Return a page's title: from the navigation, else front matter, else the first heading."""
    own = source.meta.get("title")
    title = source.nav_title or (str(own).strip() if isinstance(own, str | int | float) else "")
    if not title:
        first = soup.find(elements.HEADINGS)
        title = elements.words_of(first) if isinstance(first, Tag) and first.name == "h1" else ""
    if not title and source.is_file:
        name = source.path.rpartition("/")[2].rpartition(".")[0]
        if is_index(source.path):
            name = source.folder.rpartition("/")[2] or site.name or site.opened.name
        words = name.replace("-", " ").replace("_", " ")
        title = words[:1].upper() + words[1:]
    return title[:255] or "Untitled"


def _summary(source: SourcePage) -> str:
    for name in ("summary", "description"):
        text = source.meta.get(name)
        if isinstance(text, str) and text.strip():
            return " ".join(text.split())[:LONGEST_SUMMARY]
    return ""


def _with_ids(blocks: list[RawBlock], path: str) -> list[RawBlock]:
    """Give blocks ids that are the same at the next import, so that versions can be compared."""
    taken: dict[str, int] = {}
    for block in blocks:
        content: Any = json.dumps([path, block["type"], block["value"]], sort_keys=True)
        number = taken.get(content, 0)
        taken[content] = number + 1
        block["id"] = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{content}{number or ''}"))
    return blocks
