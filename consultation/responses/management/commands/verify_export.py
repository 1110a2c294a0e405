"""Checks an exported file against its manifest: seal, hash, columns, count and references."""

import csv
import hashlib
import io
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from consultation.common.csv_safety import unguard
from consultation.responses.definitions import METADATA
from consultation.responses.exports.manifest import MANIFEST, is_sealed
from consultation.responses.models import Response
from consultation.responses.references import parse_reference

_REFERENCE = list(METADATA).index("Reference")
# How many references to list in one sentence; there may be a million.
_NAMED = 10


def _read_manifest(text: bytes) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(text)
        if not {"file", "columns", "rows"} <= manifest.keys():
            raise ValueError
    except (ValueError, AttributeError) as error:
        raise CommandError(gettext("This is not the manifest of an export.")) from error
    return manifest


@contextmanager
def open_export(
    path: Path, manifest_path: Path | None = None
) -> Iterator[tuple[dict[str, Any], IO[bytes]]]:
    """Open the manifest and the data of a ZIP file, or of a data file with its own manifest."""
    try:
        if manifest_path is not None:
            with path.open("rb") as data:
                yield _read_manifest(manifest_path.read_bytes()), data
        else:
            with zipfile.ZipFile(path) as archive:
                manifest = _read_manifest(archive.read(MANIFEST))
                with archive.open(manifest["file"]) as data:
                    yield manifest, data
    except KeyError as error:
        raise CommandError(
            gettext(
                "The file has no manifest, or no data. If the manifest is a separate file, "
                "name it with --manifest."
            )
        ) from error
    except OSError as error:
        message = gettext("%(file)s cannot be read: %(reason)s.")
        values = {"file": error.filename or path, "reason": error.strerror}
        raise CommandError(message % values) from error
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise CommandError(
            gettext("The ZIP file is not complete: it was cut off, or changed after it was made.")
        ) from error


def _read_csv(data: IO[bytes]) -> tuple[list[str], list[str]]:
    # An answer may be longer than the default limit of `csv`.
    csv.field_size_limit(2**31 - 1)
    rows = csv.reader(io.TextIOWrapper(data, encoding="utf-8-sig", newline=""))
    headings = [unguard(cell) for cell in next(rows, [])]
    return headings, [row[_REFERENCE] if len(row) > _REFERENCE else "" for row in rows]


def _read_xlsx(data: IO[bytes]) -> tuple[list[str], list[str]]:
    headings: dict[str, None] = {}
    first: list[str] = []
    references: list[str] = []
    for sheet in load_workbook(data, read_only=True).worksheets:
        rows = sheet.iter_rows(values_only=True)
        own = [unescape(str(cell)) for cell in next(rows, ())]
        headings |= dict.fromkeys(own)
        first = first or own
        # Worksheets of further columns repeat the references.
        if own == first:
            references += [str(row[_REFERENCE]) for row in rows]
    return list(headings), references


def _read_parquet(data: IO[bytes]) -> tuple[list[str], list[str]]:
    # Only this format needs the library's memory.
    from pyarrow import parquet

    file = parquet.ParquetFile(data)
    headings = list(file.schema_arrow.names)
    references = file.read(columns=[headings[_REFERENCE]]).column(0).to_pylist()
    return headings, references


# Each returns the headings of a file, and the reference of each row.
READERS = {"csv": _read_csv, "xlsx": _read_xlsx, "parquet": _read_parquet}


def differences(manifest: dict[str, Any], data: IO[bytes], against_database: bool) -> Iterator[str]:
    """Yield a sentence for every difference between an export and its manifest (and the portal)."""
    if not is_sealed(manifest):
        yield gettext(
            "The seal of the manifest is wrong: it was changed after it was made, or another "
            "portal made it."
        )
    sha256 = hashlib.file_digest(data, "sha256").hexdigest()  # type: ignore[arg-type]
    if sha256 != manifest.get("sha256"):
        yield gettext(
            "The data was changed after the export: its SHA-256 is %(sha256)s; the manifest says "
            "%(expected)s."
        ) % {"sha256": sha256, "expected": manifest.get("sha256")}
    data.seek(0)
    try:
        headings, references = READERS[manifest["file"].rpartition(".")[2]](data)
    except Exception as error:  # Each format's parser has errors of its own.
        yield gettext("The data cannot be read to the end: %(error)s.") % {"error": error}
        return
    yield from _table_differences(manifest, headings, references)
    if against_database:
        known = set(Response.objects.order_by().values_list("reference", flat=True).iterator())
        lost = [each for each in references if parse_reference(each) not in known]
        if lost:
            message = gettext("In the file, but no longer in the portal: %(references)s.")
            yield message % {"references": _some(lost)}


def _table_differences(
    manifest: dict[str, Any], headings: list[str], references: list[str]
) -> Iterator[str]:
    wanted = [str(column.get("heading")) for column in manifest["columns"]]
    missing = [heading for heading in wanted if heading not in headings]
    for heading in missing:
        yield gettext("The column “%(heading)s” is missing.") % {"heading": heading}
    if headings != wanted and not missing:
        yield gettext("There are columns that are not in the manifest, or the order is different.")
    rows, expected = len(references), manifest["rows"]
    if rows != expected:
        if rows < expected:
            message = ngettext(
                "There is %(rows)s row; the manifest says %(expected)s: %(number)s too few.",
                "There are %(rows)s rows; the manifest says %(expected)s: %(number)s too few.",
                rows,
            )
        else:
            message = ngettext(
                "There is %(rows)s row; the manifest says %(expected)s: %(number)s too many.",
                "There are %(rows)s rows; the manifest says %(expected)s: %(number)s too many.",
                rows,
            )
        yield message % {
            "rows": _number(rows),
            "expected": _number(expected),
            "number": _number(abs(rows - expected)),
        }
    twice = [reference for reference, number in Counter(references).items() if number > 1]
    if twice:
        message = gettext("More than one row has the reference %(references)s.")
        yield message % {"references": _some(twice)}


def _some(references: list[str]) -> str:
    named = ", ".join(references[:_NAMED])
    if len(references) <= _NAMED:
        return named
    more = _number(len(references) - _NAMED)
    return gettext("%(references)s and %(number)s more") % {"references": named, "number": more}


def _number(number: int) -> str:
    return number_format(number, force_grouping=True)


class Command(BaseCommand):
    """Checks that an exported file is complete and unchanged."""

    @property
    def help(self) -> str:  # type: ignore[override]
        return gettext(
            "Check an exported file against its manifest, and report every difference. "
            "Exits with 1 if there is one."
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", type=Path, help=gettext("The ZIP file, or the data file from it.")
        )
        parser.add_argument(
            "--manifest", type=Path, help=gettext("The manifest, if FILE is only the data file.")
        )
        parser.add_argument(
            "--against-database",
            action="store_true",
            help=gettext("Also check that the portal still has each response in the file."),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        stored = options["against_database"]
        with open_export(options["file"], options["manifest"]) as (manifest, data):
            found = list(differences(manifest, data, stored))
        for difference in found:
            self.stderr.write(difference)
        if found:
            message = ngettext(
                "The export does not match its manifest: %(number)d difference.",
                "The export does not match its manifest: %(number)d differences.",
                len(found),
            )
            raise CommandError(message % {"number": len(found)})
        rows = manifest["rows"]
        if stored:
            message = ngettext(
                "The export is complete: %(number)s response in the file and in the portal.",
                "The export is complete: %(number)s responses in the file and in the portal.",
                rows,
            )
        else:
            message = ngettext(
                "The export is complete: %(number)s response in the file.",
                "The export is complete: %(number)s responses in the file.",
                rows,
            )
        self.stdout.write(message % {"number": _number(rows)})
