"""Every difference between an export and its manifest, as a sentence."""

import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from consultation.responses.exporting.manifest import VERSION, is_sealed
from consultation.responses.exporting.verifying.files import OpenExport
from consultation.responses.exporting.verifying.readers import PARSER_ERRORS, read_back
from consultation.responses.references import parse_reference


def check_seal(manifest: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the manifest itself."""
    if manifest.get("manifest") != VERSION:
        yield (
            f"The manifest is of version {manifest.get('manifest')}; "
            f"this portal reads version {VERSION}."
        )
    if not is_sealed(manifest):
        yield (
            "The seal of the manifest does not fit: it was changed after it was made, or another "
            "portal made it."
        )


def check_bytes(export: OpenExport) -> Iterator[str]:
    """Yield what is wrong with the data as they lie there."""
    size = export.manifest.get("size")
    if export.size != size:
        yield f"The data are {export.size:,} bytes; the manifest says {size:,}."
    if export.sha256 != export.manifest.get("sha256"):
        yield (
            f"The data were changed after they were exported: their SHA-256 is {export.sha256}; "
            f"the manifest says {export.manifest.get('sha256')}."
        )


def _check_headings(found: list[str], columns: list[dict[str, Any]]) -> Iterator[str]:
    wanted = [str(column.get("heading")) for column in columns]
    for heading in wanted:
        if heading not in found:
            yield f"The column “{heading}” is missing."
    for heading in found:
        if heading not in wanted:
            yield f"The column “{heading}” is not in the manifest."
    if sorted(found) == sorted(wanted) and found != wanted:
        yield "The columns stand in another order than in the manifest."


class Rows:
    """Reads the rows of an export, once.

    Args:
        export: the export.
        references: after `check`, the reference of each row, as it is stored.
    """

    def __init__(self, export: OpenExport) -> None:
        self.export = export
        self.references: set[str] = set()

    def check(self) -> Iterator[str]:
        """Yield what is wrong with headings and rows."""
        try:
            yield from self._check()
        except KeyError:
            yield f"“{self.export.manifest.get('file')}” is of no format that exports have."
        except (ValueError, OSError, zipfile.BadZipFile, zlib.error, *PARSER_ERRORS) as error:
            yield f"The data cannot be read to their end: {error}."

    def _check(self) -> Iterator[str]:
        manifest = self.export.manifest
        file = read_back(str(manifest.get("file")), self.export.data)
        number = 0
        for reference in file.references:
            number += 1
            stored = parse_reference(str(reference))
            if stored in self.references:
                yield f"The response {reference} stands there twice."
            self.references.add(stored)
        yield from _check_headings(file.headings, manifest["columns"])
        wanted = manifest.get("rows", 0)
        if number != wanted:
            missing = "too few" if number < wanted else "too many"
            yield (
                f"There are {number:,} rows; the manifest says {wanted:,}: "
                f"{abs(number - wanted):,} {missing}."
            )
        for name, rows in manifest.get("sheets", {}).items():
            if name not in file.sheets:
                yield f"The sheet “{name}” is missing."
            elif file.sheets[name] != rows:
                yield (
                    f"The sheet “{name}” has {file.sheets[name]:,} rows; "
                    f"the manifest says {rows:,}."
                )
