"""The file that makes the archive an MkDocs site."""

from collections.abc import Iterator

from consultation.importing.archive.escaping import yaml_value
from consultation.importing.archive.layout import PlacedPage

_HEAD = """\
# An archive of a consultation, written by the consultation portal. It is an ordinary MkDocs site:
# `mkdocs build` makes web pages of it. data/README.md says what else there is.
"""
EXTENSIONS = ("admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc")
_SETTINGS = """\
docs_dir: docs
use_directory_urls: true
theme:
  name: mkdocs
markdown_extensions:
""" + "".join(f"  - {name}\n" for name in EXTENSIONS)


def site_file(root: PlacedPage) -> str:
    """Return `mkdocs.yml`, with the tree of pages in its order."""
    name = f"site_name: {yaml_value(root.page.title)}\n"
    navigation = [f"  - {yaml_value(root.page.title)}: {yaml_value(root.path)}"]
    for child in root.children:
        navigation += _lines(child, "  ")
    return "\n".join([_HEAD + name + _SETTINGS + "nav:", *navigation, ""])


def _lines(placed: PlacedPage, indent: str) -> Iterator[str]:
    title = yaml_value(placed.page.title)
    if not placed.path.endswith("/index.md"):
        yield f"{indent}- {title}: {yaml_value(placed.path)}"
        return
    yield f"{indent}- {title}:"
    yield f"{indent}  - {yaml_value(placed.path)}"
    for child in placed.children:
        yield from _lines(child, f"{indent}  ")
