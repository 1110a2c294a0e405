"""Pieces that a page takes from other files, by `--8<--`: out of the site's folder alone."""

from pathlib import Path

from markdown import Markdown
from pymdownx.snippets import SnippetExtension, SnippetPreprocessor

from consultation.importing.report import Place, Report
from consultation.importing.sites.source.site import SourceFolder

from .markdown_renderer import extensions_asked

# What the pieces of one page may come to, and how many they may be.
MOST_BYTES = 2_000_000
MOST_PIECES = 500


class Snippets(SnippetPreprocessor):
    """Puts pieces in their places, by the options of the site."""

    def __init__(self, folder: SourceFolder, report: Report) -> None:
        asked = dict(extensions_asked(folder.settings.get("markdown_extensions")))
        options = asked.get("pymdownx.snippets", {})
        own = SnippetExtension().getConfigs() | {"encoding": "utf-8-sig", "check_paths": False}
        appended = options.get("auto_append")
        own["auto_append"] = [str(each) for each in appended] if isinstance(appended, list) else []
        super().__init__(own, Markdown())
        bases = options.get("base_path", ["."])
        names = [bases] if isinstance(bases, str) else bases if isinstance(bases, list) else []
        # MkDocs is run in the folder of its settings.
        self._bases = [folder.path / str(name) for name in names] + [folder.documents]
        self._folder, self._report = folder.path.resolve(), report
        self._place = Place("")
        self._bytes = self._pieces = 0

    def filled(self, text: str, place: Place) -> str:
        """Return the text of a page with its pieces in place."""
        if "8<" not in text and not self.auto_append:
            return text
        self._place, self._bytes, self._pieces = place, 0, 0
        return "\n".join(self.run(text.split("\n")))

    def get_snippet_path(self, path: str) -> str | None:
        found = next((each for base in self._bases if (each := self._inside(base, path))), None)
        if found is None:
            self._report.loss(
                self._place, f"The piece {path[:200]} is not in the folder. It is missing here."
            )
            return None
        self._bytes += found.stat().st_size
        self._pieces += 1
        if self._bytes > MOST_BYTES or self._pieces > MOST_PIECES:
            self._report.loss(self._place, f"The piece {path[:200]} makes this page too large.")
            return None
        return str(found)

    def _inside(self, base: Path, path: str) -> Path | None:
        """Return a file, if it lies in the folder, whatever links lead to."""
        try:
            found = (base / path).resolve()
            return found if found.is_relative_to(self._folder) and found.is_file() else None
        except (OSError, ValueError):
            return None
