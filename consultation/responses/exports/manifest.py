"""What lies beside an export: what it is, so that anybody can see that it is whole."""

import json
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.signing import BadSignature, Signer

from consultation.common.streams import FileInfo
from consultation.responses.exports.selection import Selection
from consultation.responses.exports.table import ExportFile, Table
from consultation.responses.models import FormVersion

# Raised when something is named otherwise; `verify_export` says which it reads.
VERSION = 1

_signer = Signer(salt="consultation.responses.exports.manifest")


def make_manifest(
    info: FileInfo, file: ExportFile, selection: Selection, made_at: datetime
) -> dict[str, Any]:
    """Return the manifest of a file that is written, with its seal.

    Args:
        info: name, size and SHA-256 of the file.
        file: the file.
        selection: which responses were asked for, and by whom.
        made_at: when the responses were read.
    """
    table = file.table
    searched = {"search": selection.search} if selection.search and table.personal else {}
    manifest: dict[str, Any] = {
        "manifest": VERSION,
        "export": selection.export_id,
        "file": info.name,
        "size": info.size,
        "sha256": info.sha256,
        "rows": table.rows.total(),
        "of": selection.title,
        "page": table.page_key,
        "made_at": made_at.astimezone(UTC).isoformat(),
        "made_by": selection.made_by,
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
        "columns": file.columns(),
        "left_out": [column.description() for column in table.left_out],
        "answers_without_a_question": dict(table.unknown),
        "form_versions": _form_versions(table),
    }
    return manifest | {"seal": _signer.signature(_canonical(manifest))}


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


def manifest_json(manifest: dict[str, Any]) -> bytes:
    """Return a manifest as the file that it is."""
    text = json.dumps(manifest, ensure_ascii=False, indent=2)
    return text.encode(errors="backslashreplace")


def _canonical(manifest: dict[str, Any]) -> str:
    """Return a manifest as the one text that its seal is for."""
    unsealed = {name: value for name, value in manifest.items() if name != "seal"}
    return json.dumps(unsealed, sort_keys=True, separators=(",", ":"))


def is_sealed(manifest: dict[str, Any]) -> bool:
    """Say whether this portal made a manifest, and nobody has changed it since."""
    try:
        _signer.unsign(f"{_canonical(manifest)}:{manifest.get('seal', '')}")
    except BadSignature:
        return False
    return True
