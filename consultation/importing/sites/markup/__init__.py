"""From a page's Markdown to the blocks of a page here."""

from .converting import Converter
from .drafts import Draft

__all__ = ["Converter", "Draft"]
