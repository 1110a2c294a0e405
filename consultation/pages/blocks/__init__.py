"""The blocks that pages are written with, one file each."""

from consultation.pages.blocks.content import ContentBlock

__all__ = ["ContentBlock"]
