"""What is looked at before a workbook is opened: a small file may unfold into a huge one."""

import re
import zipfile
from pathlib import Path

from consultation.importing.answers.problems import AnswersError

MOST_ENTRIES = 5_000
LARGEST_ENTRY = 500_000_000
LARGEST_WHOLE = 1_000_000_000
# These are held in memory.
LARGEST_TEXTS = 150_000_000
_TEXTS = "xl/sharedStrings.xml"
# A sheet of answers becomes some twenty times smaller; a bomb becomes a thousand times smaller.
MOST_TIMES = 250
_SMALL = 1_000_000

_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FORMULA = b"<f"
_EMPTY_FORMULA = re.compile(rb"(?:</f>|<f[^<>]*/>)(?:<v\s*/>|<v></v>)?</c>")
_PIECE = 1 << 20
_LOOKED_AT = 1 << 16


def check_workbook(file: Path) -> None:
    """Refuse what is no workbook, and what would fill the memory.

    Raises:
        AnswersError: the reason.
    """
    try:
        with zipfile.ZipFile(file) as workbook:
            entries = workbook.infolist()
            names = {entry.filename for entry in entries}
            if "xl/workbook.xml" not in names:
                raise AnswersError(
                    f"{file.name} is no XLSX workbook. Save the sheet as XLSX or CSV and try again."
                )
            if (
                len(entries) > MOST_ENTRIES
                or sum(entry.file_size for entry in entries) > LARGEST_WHOLE
                or any(_is_too_large(entry) for entry in entries)
            ):
                raise AnswersError(
                    f"{file.name} unfolds into far more than a sheet of answers has. It was not "
                    "opened."
                )
            if any(entry.flag_bits & 1 for entry in entries):
                raise AnswersError(f"{file.name} has a password. Save it without one.")
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels")):
                    with workbook.open(entry) as stream:
                        # Without NULs the same in UTF-16.
                        begin = stream.read(_LOOKED_AT).replace(b"\x00", b"")
                    if _DECLARATION.search(begin):
                        raise AnswersError(
                            f"{file.name} holds declarations that no spreadsheet program writes. "
                            "It was not opened."
                        )
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError) as error:
        raise AnswersError(f"{file.name} is damaged: it cannot be opened as a workbook.") from error


def _is_too_large(entry: zipfile.ZipInfo) -> bool:
    most = LARGEST_TEXTS if entry.filename == _TEXTS else LARGEST_ENTRY
    return entry.file_size > most or (
        entry.file_size > _SMALL and entry.file_size > MOST_TIMES * max(entry.compress_size, 1)
    )


def empty_formulas(file: Path, sheet: str) -> int:
    """Return how many formulas of a sheet have no value stored with them.

    Args:
        file: the workbook.
        sheet: path of the sheet inside it.
    """
    found = 0
    with zipfile.ZipFile(file) as workbook, workbook.open(sheet) as stream:
        rest = b""
        while piece := stream.read(_PIECE):
            data = rest + piece
            end = data.rfind(b"</c>") + 4
            whole, rest = (data[:end], data[end:]) if end > 3 else (b"", data)
            if _FORMULA in whole:
                found += len(_EMPTY_FORMULA.findall(whole))
    return found
