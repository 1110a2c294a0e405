"""What lies beside an export: what it is, so that anybody can see that it is whole."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer

from consultation.responses.exporting.facts import HEADINGS, KINDS
from consultation.responses.exporting.formats import DataFile
from consultation.responses.exporting.selection import Selection
from consultation.responses.exporting.table import FileColumn, Table
from consultation.responses.models import FormVersion

# Raised when something is named otherwise; `verify_export` says which it reads.
VERSION = 1

_signer = Signer(salt="consultation.responses.exporting.manifest")


@dataclass(frozen=True, slots=True)
class Written:
    """What is known of a file once it is written.

    Args:
        name: the file's name.
        size: its size in bytes.
        sha256: its SHA-256, in hexadecimal digits.
    """

    name: str
    size: int
    sha256: str


def _column(column: FileColumn, table: Table) -> dict[str, Any]:
    description: dict[str, Any] = {"heading": column.heading}
    if column.position is not None and column.position < len(HEADINGS):
        description["kind"] = KINDS[HEADINGS[column.position]]
    elif column.position is not None:
        asked = table.columns[column.position - len(HEADINGS)]
        description |= asked.description() | {"heading": column.heading}
        if table.page_key is None:
            description["pages"] = sorted(asked.places)
    if column.part > 1:
        description["part"] = column.part
    return description


def _form_versions(table: Table) -> list[dict[str, Any]]:
    """Return the form versions whose answers are among the rows, by one query."""
    versions = FormVersion.objects.filter(pk__in=list(table.rows)).order_by("pk")
    return [
        {
            "id": version.pk,
            "page": version.page_key,
            "fingerprint": version.fingerprint,
            "first_used_at": version.first_used_at.astimezone(UTC).isoformat(),
            "rows": table.rows[version.pk],
        }
        for version in versions
    ]


def make_manifest(
    written: Written,
    data: DataFile,
    table: Table,
    selection: Selection,
    *,
    export_id: str,
    made_at: datetime,
    made_by: str,
) -> dict[str, Any]:
    """Return the manifest of a file that is written, with its seal.

    Args:
        written: name, size and SHA-256 of the file.
        data: the file.
        table: what it holds.
        selection: which responses were asked for.
        export_id: the name under which the audit log knows this export.
        made_at: when the responses were read.
        made_by: user name of whoever made it.
    """
    searched = {"search": selection.search} if selection.search and table.personal else {}
    manifest: dict[str, Any] = {
        "manifest": VERSION,
        "export": export_id,
        "file": written.name,
        "size": written.size,
        "sha256": written.sha256,
        "rows": table.rows.total(),
        "of": selection.title,
        "page": table.page_key,
        "made_at": made_at.astimezone(UTC).isoformat(),
        "made_by": made_by,
        "portal": settings.WAGTAILADMIN_BASE_URL,
        "portal_version": settings.PORTAL_VERSION,
        "filter": {
            "words": selection.words,
            "query": selection.query,
            "searched": bool(selection.search),
            # A search may be for somebody's name.
            **searched,
        },
        "newest_response": table.newest(),
        "personal_data": table.personal,
        "columns": [_column(column, table) for column in data.columns()],
        "left_out": [column.description() for column in table.left_out],
        "answers_without_a_question": dict(table.unknown),
        "form_versions": _form_versions(table),
    }
    if data.sheets():
        manifest["sheets"] = data.sheets()
    return manifest | {"seal": _signer.signature(canonical(manifest))}


def canonical(manifest: dict[str, Any]) -> str:
    """Return a manifest as the one text that its seal is for."""
    unsealed = {name: value for name, value in manifest.items() if name != "seal"}
    return json.dumps(unsealed, sort_keys=True, separators=(",", ":"))


def is_sealed(manifest: dict[str, Any]) -> bool:
    """Say whether this portal made a manifest, and nobody has changed it since."""
    try:
        _signer.unsign(f"{canonical(manifest)}:{manifest.get('seal', '')}")
    except BadSignature:
        return False
    return True
