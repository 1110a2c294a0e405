"""`verify_export`: a whole export passes; whatever is done to one is found and named."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from consultation.responses.exports import xlsx
from consultation.responses.models import Response
from consultation.responses.services import erase
from tests.factories import make_user
from tests.responses.actions import store
from tests.responses.export_bundle import Bundle, make_bundle
from tests.responses.export_readers import sheets

pytestmark = pytest.mark.django_db

FORMATS = pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])


@pytest.fixture
def answered(page: Page) -> list[Response]:
    """Return responses from an hour ago."""
    start = timezone.now() - timedelta(hours=1)
    return [
        store(page, start + timedelta(seconds=n), summary=f"Answer, “{n}”\n=1+1", role="Leader")
        for n in range(12)
    ]


def verify(path: Path, **options: Any) -> tuple[str, list[str]]:
    """Return what the command says, and the differences that it names."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("verify_export", str(path), stdout=out, stderr=err, **options)
    except CommandError as error:
        return str(error), err.getvalue().splitlines()
    assert not err.getvalue()
    return out.getvalue().strip(), []


def saved(folder: Path, bundle: Bundle) -> Path:
    path = folder / "export.zip"
    path.write_bytes(bundle.raw)
    return path


def changed(folder: Path, bundle: Bundle, change: Callable[[bytes], bytes]) -> Path:
    """Save an export with other data in it, otherwise unchanged."""
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(bundle.manifest["file"], change(bundle.data))
        file.writestr("manifest.json", json.dumps(bundle.manifest))
    return path


@FORMATS
def test_a_whole_export_passes(
    analyst: Client, answered: list[Response], page: Page, tmp_path: Path, ending: str
) -> None:
    path = saved(tmp_path, make_bundle(analyst, page, ending))
    assert verify(path) == ("The export is complete: 12 responses in the file.", [])
    said, _ = verify(path, against_database=True)
    assert said == "The export is complete: 12 responses in the file and in the portal."


@FORMATS
def test_so_does_its_data_file_with_a_separate_manifest(
    analyst: Client, answered: list[Response], page: Page, tmp_path: Path, ending: str
) -> None:
    bundle = make_bundle(analyst, page, ending)
    data, manifest = tmp_path / "data", tmp_path / "manifest.json"
    data.write_bytes(bundle.data)
    manifest.write_text(json.dumps(bundle.manifest))
    assert verify(data, manifest=manifest)[1] == []


def test_an_export_of_nothing_passes(analyst: Client, page: Page, tmp_path: Path) -> None:
    for ending in ("csv", "xlsx", "parquet"):
        path = saved(tmp_path, make_bundle(analyst, page, ending))
        assert verify(path, against_database=True)[1] == []


def test_one_on_several_worksheets_passes(
    analyst: Client,
    answered: list[Response],
    page: Page,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(xlsx, "ROW_LIMIT", 6)
    monkeypatch.setattr(xlsx, "COLUMN_LIMIT", 9)
    bundle = make_bundle(analyst, page, "xlsx")
    assert [sheet.title for sheet in sheets(bundle.data)] == [
        *("Responses", "Responses 2", "Responses 3"),
        *("More columns", "More columns 2", "More columns 3"),
    ]
    assert verify(saved(tmp_path, bundle), against_database=True)[1] == []


@FORMATS
def test_a_byte_changed_in_the_zip_file_is_found(
    analyst: Client, answered: list[Response], page: Page, tmp_path: Path, ending: str
) -> None:
    bundle = make_bundle(analyst, page, ending)
    raw = bytearray(bundle.raw)
    raw[200] ^= 1
    path = tmp_path / "export.zip"
    path.write_bytes(raw)
    said, _ = verify(path)
    assert "The ZIP file is not complete" in said


@pytest.mark.parametrize("kept", [0.2, 0.7, 0.99])
def test_a_download_that_was_cut_short_is_found(
    analyst: Client, answered: list[Response], page: Page, tmp_path: Path, kept: float
) -> None:
    raw = make_bundle(analyst, page).raw
    path = tmp_path / "export.zip"
    path.write_bytes(raw[: int(len(raw) * kept)])
    assert "The ZIP file is not complete" in verify(path)[0]


def test_a_letter_changed_in_the_data_is_found(
    analyst: Client, answered: list[Response], page: Page, tmp_path: Path
) -> None:
    bundle = make_bundle(analyst, page)
    path = changed(tmp_path, bundle, lambda data: data.replace(b"Answer", b"Unswer", 1))
    said, (difference,) = verify(path)
    assert "The data was changed after the export" in difference
    assert said.endswith("1 difference.")


def without_a_row(data: bytes) -> bytes:
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    del rows[5]
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def test_a_row_taken_out_is_found(
    analyst: Client, answered: list[Response], page: Page, tmp_path: Path
) -> None:
    path = changed(tmp_path, make_bundle(analyst, page), without_a_row)
    _, differences = verify(path, against_database=True)
    assert "There are 11 rows; the manifest says 12: 1 too few." in differences


def test_a_corrected_manifest_has_a_broken_seal(
    analyst: Client, answered: list[Response], page: Page, tmp_path: Path
) -> None:
    import hashlib

    bundle = make_bundle(analyst, page)
    data = without_a_row(bundle.data)
    manifest = bundle.manifest | {
        "rows": 11,
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    mended = Bundle(b"", data, manifest, "")
    _, differences = verify(changed(tmp_path, mended, lambda data: data))
    assert [d for d in differences if "seal" in d] == differences
    assert differences


def test_a_row_twice_and_a_column_too_few_are_named(
    analyst: Client, answered: list[Response], page: Page, tmp_path: Path
) -> None:
    def change(data: bytes) -> bytes:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        rows.append(rows[1])
        place = rows[0].index("Brief summary")
        out = io.StringIO(newline="")
        csv.writer(out).writerows([[*row[:place], *row[place + 1 :]] for row in rows])
        return out.getvalue().encode("utf-8-sig")

    _, differences = verify(changed(tmp_path, make_bundle(analyst, page), change))
    text = "\n".join(differences)
    assert f"More than one row has the reference {answered[-1].reference_text}." in text
    assert "The column “Brief summary” is missing." in text
    assert "13 rows; the manifest says 12: 1 too many." in text


@FORMATS
def test_data_that_are_no_such_file_are_named(
    analyst: Client, answered: list[Response], page: Page, tmp_path: Path, ending: str
) -> None:
    bundle = make_bundle(analyst, page, ending)
    _, differences = verify(changed(tmp_path, bundle, lambda data: data[: len(data) // 2]))
    text = "\n".join(differences)
    assert "SHA-256" in text
    assert "cannot be read to the end" in text or "too few" in text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"not a ZIP file", "The ZIP file is not complete"),
        (None, "cannot be read: No such file"),
    ],
)
def test_what_is_no_export_is_refused_in_a_sentence(
    tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    path = tmp_path / "export.zip"
    if content is not None:
        path.write_bytes(content)
    assert sentence in verify(path)[0]


def test_a_zip_file_without_a_manifest_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("data.csv", "")
    assert "name it with --manifest" in verify(path)[0]


def test_a_response_that_vanished_is_named_and_an_erased_one_is_none(
    analyst: Client, answered: list[Response], page: Page, tmp_path: Path
) -> None:
    path = saved(tmp_path, make_bundle(analyst, page))
    erase(answered[2:3], "They asked us to", make_user("Administrator", "boss"))
    assert verify(path, against_database=True)[1] == []
    gone = answered[0].reference_text
    Response.objects.filter(pk=answered[0].pk).delete()
    assert verify(path)[1] == []
    _, (difference,) = verify(path, against_database=True)
    assert difference == f"In the file, but no longer in the portal: {gone}."


def test_only_so_many_references_are_named(
    analyst: Client, answered: list[Response], page: Page, tmp_path: Path
) -> None:
    path = saved(tmp_path, make_bundle(analyst, None))
    Response.objects.all().delete()
    said, (difference,) = verify(path, against_database=True)
    assert difference.endswith(" and 2 more.")
    assert difference.count("-") == 10
    assert said.endswith("1 difference.")
