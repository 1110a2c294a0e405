"""The blocks that pages are written with, one file each."""

from .content import ContentBlock

__all__ = ["ContentBlock"]
