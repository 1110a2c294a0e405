"""An export with its manifest, as one ZIP file that leaves while it is being made."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from consultation.responses.exporting.formats import FORMATS
from consultation.responses.exporting.manifest import Written, make_manifest
from consultation.responses.exporting.selection import Selection
from consultation.responses.exporting.snapshot import snapshot
from consultation.responses.exporting.table import Table
from consultation.responses.exporting.zipping import ZipStream

MANIFEST = "manifest.json"
README = "README.txt"

# From so many rows on the file may pass 4 GiB, which old programs cannot unpack: each row would
# else have to take 80 KB.
MANY_ROWS = 50_000


class Noted:
    """Hands pieces on and notes their size and SHA-256."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._hash = hashlib.sha256()
        self._size = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._hash.update(piece)
            self._size += len(piece)
            yield piece

    def written(self, name: str) -> Written:
        """Return what is known of it, once everything was handed on."""
        return Written(name, self._size, self._hash.hexdigest())


def _readme(manifest: dict[str, Any], local: datetime) -> str:
    personal = (
        "Personal data are part of it. Keep it where only those may read it who may read the\n"
        "responses in the portal, and delete it when it is no longer needed."
        if manifest["personal_data"]
        else "Answers to questions marked as personal are left out. What people wrote in free\n"
        "text is as they wrote it, and may name somebody."
    )
    conditions = "".join(f"  - {words}\n" for words in manifest["filter"]["words"])
    if manifest["filter"]["searched"]:
        conditions += "  - those found by a search\n"
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


def bundle(
    selection: Selection,
    export_format: str,
    *,
    personal: bool,
    export_id: str,
    made_by: str,
    rows: int,
) -> Iterator[bytes]:
    """Yield a ZIP file of the data, the manifest and a page that explains both.

    The manifest is written last: a file that was cut short has none.

    Args:
        selection: which responses.
        export_format: one of `FORMATS`.
        personal: whether personal data are part of it.
        export_id: the name under which the audit log knows this export.
        made_by: user name of whoever makes it.
        rows: about how many there will be.
    """
    chosen = FORMATS[export_format]
    stream = ZipStream()
    # Closed when the browser goes away: that ends the transaction and frees the rows.
    with snapshot():
        made_at = timezone.now()
        table = Table(selection.queryset, selection.page_key, personal)
        data = chosen.make(table)
        noted = Noted(data.pieces())
        name = f"{selection.filename}.{export_format}"
        yield from stream.entry(
            name, noted, compress=not chosen.compressed, large=rows >= MANY_ROWS
        )
        manifest = make_manifest(
            noted.written(name),
            data,
            table,
            selection,
            export_id=export_id,
            made_at=made_at,
            made_by=made_by,
        )
    text = json.dumps(manifest, ensure_ascii=False, indent=2)
    readme = _readme(manifest, timezone.localtime(made_at))
    yield from stream.entry(README, [readme.encode(errors="backslashreplace")])
    yield from stream.entry(MANIFEST, [text.encode(errors="backslashreplace")])
    yield from stream.end()
