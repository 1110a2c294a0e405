"""From a page's Markdown to the blocks of a page here."""

from .converter import Converter
from .draft import Draft

__all__ = ["Converter", "Draft"]
