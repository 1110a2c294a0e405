"""A consultation as an archive: an ordinary MkDocs site that a person can read, and its data."""

from .exporting import export_site
from .targets import NotWritten

__all__ = ["NotWritten", "export_site"]
