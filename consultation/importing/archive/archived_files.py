"""What an archive calls its pictures and documents, read back."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from consultation.common.csv_safety import unguard
from consultation.importing.archive.form import FILES
from consultation.importing.archive.recognising import is_archive, is_small_file
from consultation.importing.report import Place, Report

HEADINGS = ("File", "Title", "Description")


def name_files(folder: Path, documents: Path, files: Iterable[Any], report: Report) -> None:
    """Give files the titles and descriptions that they had where an archive comes from.

    Args:
        folder: the topmost folder of the source.
        documents: the folder of its Markdown files.
        files: the pictures and documents that its pages use; they have a path, a title and a
            description.
        report: takes what cannot be read.
    """
    table = folder / FILES
    if not is_archive(folder) or not is_small_file(table, folder):
        return
    try:
        rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        report.doubt(Place(FILES), "The titles of pictures and documents cannot be read.")
        return
    told = {row.get("File"): row for row in rows}
    for file in files:
        if not file.path.is_relative_to(documents):
            continue
        row = told.get(f"docs/{file.path.relative_to(documents).as_posix()}")
        if row and row.get("Title"):
            file.title = unguard(row["Title"])[:255]
            file.description = unguard(row.get("Description") or "")[:255]
