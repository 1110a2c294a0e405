"""Exports as downloads: the file alone, or with its manifest in a ZIP file."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone

from consultation.common.streams import HashingStream, ZipStream, as_download, database_snapshot
from consultation.responses.exports.csv import CsvFile
from consultation.responses.exports.manifest import make_manifest, manifest_json
from consultation.responses.exports.parquet import ParquetFile
from consultation.responses.exports.selection import Selection
from consultation.responses.exports.table import ExportFile, Table
from consultation.responses.exports.xlsx import XlsxFile
from consultation.responses.querysets import ResponseQuerySet

FORMATS: dict[str, type[ExportFile]] = {
    each.name: each for each in (XlsxFile, CsvFile, ParquetFile)
}
MANIFEST = "manifest.json"
README = "README.txt"

# From so many rows on the file may pass 4 GiB, which old programs cannot unpack: each row would
# else have to take 80 KB.
MANY_ROWS = 50_000


def download(
    queryset: ResponseQuerySet, page_key: int | None, export_format: str, filename: str
) -> StreamingHttpResponse:
    """Return responses as one file, without personal data.

    Args:
        queryset: the responses, filtered and ordered.
        page_key: id of the page that all of them answer; None if they may answer any.
        export_format: one of `FORMATS`.
        filename: the file's name without its ending.
    """
    chosen = FORMATS[export_format]

    def chunks() -> Iterator[bytes]:
        # Closed when the browser goes away: that ends the transaction and frees the rows.
        with database_snapshot():
            yield from chosen(Table(queryset, page_key)).chunks()

    return as_download(chunks(), f"{filename}.{export_format}", chosen.content_type)


def export_zip(selection: Selection, export_format: str, rows: int) -> Iterator[bytes]:
    """Yield a ZIP file of the data, the manifest and a page that explains both.

    The manifest is written last: a file that was cut short has none.

    Args:
        selection: which responses.
        export_format: one of `FORMATS`.
        rows: about how many there will be.
    """
    stream = ZipStream()
    # Closed when the browser goes away: that ends the transaction and frees the rows.
    with database_snapshot():
        made_at = timezone.now()
        table = Table(selection.queryset, selection.page_key, selection.personal)
        file = FORMATS[export_format](table)
        data = HashingStream(file.chunks())
        name = f"{selection.filename}.{export_format}"
        yield from stream.entry(name, data, compress=not file.compressed, large=rows >= MANY_ROWS)
        manifest = make_manifest(data.info(name), file, selection, made_at)
    readme = _readme(manifest, selection, timezone.localtime(made_at))
    yield from stream.entry(README, [readme.encode(errors="backslashreplace")])
    yield from stream.entry(MANIFEST, [manifest_json(manifest)])
    yield from stream.end()


def _readme(manifest: dict[str, Any], selection: Selection, local: datetime) -> str:
    personal = (
        "Personal data are part of it. Keep it where only those may read it who may read the\n"
        "responses in the portal, and delete it when it is no longer needed."
        if manifest["personal_data"]
        else "Answers to questions marked as personal are left out. What people wrote in free\n"
        "text is as they wrote it, and may name somebody."
    )
    conditions = "".join(f"  - {words}\n" for words in selection.impersonal_conditions)
    noun = "response" if manifest["rows"] == 1 else "responses"
    return (
        f"{manifest['of']}\n\n"
        f"{manifest['file']} holds {manifest['rows']:,} {noun}, one in each row, as they stood\n"
        f"on {local:%d.%m.%Y at %H:%M} (UK time).\n\n"
        f"{personal}\n\n"
        + (f"Only these are in it:\n{conditions}\n" if conditions else "")
        + f"{MANIFEST} says what each column is, and tells whether the file is whole.\n"
        "Whoever runs the portal can check it:\n\n"
        "  manage.py verify_export THIS_FILE.zip\n"
    )
