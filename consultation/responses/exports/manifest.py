"""An export in a ZIP file, with what proves that it is whole."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Max
from django.template.loader import render_to_string
from django.utils import timezone

from consultation.common import streams
from consultation.responses.exports.csv import CsvFile
from consultation.responses.exports.parquet import ParquetFile
from consultation.responses.exports.table import ExportFile, Selection, Table
from consultation.responses.exports.xlsx import XlsxFile
from consultation.responses.models import FormVersion, Response

FORMATS: dict[str, type[ExportFile]] = {cls.name: cls for cls in (XlsxFile, CsvFile, ParquetFile)}
MANIFEST = "manifest.json"

# From so many rows on the file may pass 2 GiB, and is written so that old programs cannot unpack
# it: below that, each row would have to take 40 KB.
MANY_ROWS = 50_000

_signer = Signer(salt="consultation.responses.exports.manifest")


def export_zip(selection: Selection, export_format: str, rows: int) -> Iterator[bytes]:
    """Yield a ZIP file of about so many rows, the manifest and a page that explains both."""
    stream = streams.ZipStream()
    # Closed when the browser goes away: that ends the transaction and frees the rows.
    with streams.database_snapshot():
        made_at = timezone.now()
        file = FORMATS[export_format](Table(selection))
        data = streams.HashingStream(file.chunks())
        name = f"{selection.filename}.{export_format}"
        yield from stream.entry(name, data, compress=not file.compressed, large=rows >= MANY_ROWS)
        manifest = make_manifest(data.info(name), file, made_at)
    context = {"manifest": manifest, "made_at": made_at, "conditions": selection.conditions}
    readme = render_to_string("responses/export/README.txt", context)
    yield from stream.entry("README.txt", [readme.encode(errors="backslashreplace")])
    # Last: a file that was cut off has none.
    yield from stream.entry(MANIFEST, [manifest_json(manifest)])
    yield from stream.end()


def make_manifest(info: streams.FileInfo, file: ExportFile, made_at: datetime) -> dict[str, Any]:
    """Return the manifest of a written file, with its seal."""
    table, selection = file.table, file.table.selection
    manifest: dict[str, Any] = {
        # Raised when a name changes.
        "manifest": 1,
        "export": selection.export_id,
        "file": info.name,
        "size": info.size,
        "sha256": info.sha256,
        "rows": table.rows.total(),
        "of": selection.title,
        "page": selection.page_pk,
        "made_at": made_at.astimezone(UTC).isoformat(),
        "made_by": selection.made_by,
        "portal": settings.WAGTAILADMIN_BASE_URL,
        "portal_version": settings.PORTAL_VERSION,
        "filter": {
            "words": selection.words,
            "query": selection.query,
            "searched": bool(selection.search),
        },
        "newest_response": Response.objects.aggregate(newest=Max("pk"))["newest"] or 0,
        "personal_data": selection.personal,
        "columns": file.columns(),
        "left_out": [column.description() for column in table.left_out],
        "answers_without_a_question": dict(table.unknown),
        "form_versions": [
            {
                "id": version.pk,
                "page": version.page_pk,
                "fingerprint": version.fingerprint,
                "first_used_at": version.first_used_at.astimezone(UTC).isoformat(),
                "rows": table.rows[version.pk],
            }
            for version in FormVersion.objects.filter(pk__in=list(table.rows)).order_by("pk")
        ],
    }
    if selection.search and selection.personal:
        # A search may be for a person's name.
        manifest["filter"]["search"] = selection.search
    return manifest | {"seal": _signer.signature(_canonical(manifest))}


def manifest_json(manifest: dict[str, Any]) -> bytes:
    """Return a manifest as the content of its file."""
    text = json.dumps(manifest, ensure_ascii=False, indent=2)
    return text.encode(errors="backslashreplace")


def _canonical(manifest: dict[str, Any]) -> str:
    """Return a manifest as the text that its seal signs."""
    unsealed = {name: value for name, value in manifest.items() if name != "seal"}
    return json.dumps(unsealed, sort_keys=True, separators=(",", ":"))


def is_sealed(manifest: dict[str, Any]) -> bool:
    """Say whether this portal made a manifest, and it is unchanged."""
    try:
        _signer.unsign(f"{_canonical(manifest)}:{manifest.get('seal', '')}")
    except BadSignature:
        return False
    return True
