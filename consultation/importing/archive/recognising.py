"""Whether a folder is an archive that a portal wrote."""

import json
from pathlib import Path

from consultation.importing.archive.form import FORMAT, LIST

# Larger than any list of files or sheet of ideas.
_MOST_BYTES = 20 * 1024 * 1024


def is_archive(folder: Path) -> bool:
    """Say whether a folder says that it is an archive; whoever made it may lie."""
    marker = folder / LIST
    if not is_small_file(marker, folder):
        return False
    try:
        told = json.loads(marker.read_bytes())
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and told.get("format") == FORMAT


def is_small_file(path: Path, folder: Path) -> bool:
    """Say whether a path is a file that lies in a folder and can be read whole."""
    inside = path.resolve().is_relative_to(folder.resolve())
    return inside and path.is_file() and path.stat().st_size <= _MOST_BYTES
