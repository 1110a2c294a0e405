"""Which blocks Markdown alone brings back as they were; the others keep their data in marks."""

from consultation.importing.archive.page_texts import PageText, WrittenBlock

# What Markdown has a sign of its own for.
_SIGNS = ("heading", "rich_text")


class Plainness:
    """Decides it, block by block."""

    def file(self, text: PageText) -> str:
        """Return a page's file with as few marks as it can do with."""
        return text.file(self._is_plain)

    def _is_plain(self, block: WrittenBlock, before: WrittenBlock | None) -> bool:
        if block.type not in _SIGNS:
            return False
        # Two texts would become one.
        return not (before and block.type == before.type == "rich_text")
