"""Reading a Markdown site, whoever made it: a folder, one file, or an archive."""

from .opening import SourceRefused, opened
from .site import Site, SourcePage
from .tree import read_site

__all__ = ["Site", "SourcePage", "SourceRefused", "opened", "read_site"]
