"""Keeps the letters that responses were typed from, and lets them go with the answers."""

from django.core.files.uploadedfile import UploadedFile

from consultation.common.stored_files import delete_with_commit
from consultation.responses.models import Response, Scan

SUFFIXES = ("pdf", "png", "jpg", "jpeg", "tif", "tiff", "webp", "docx", "odt", "txt", "eml")
LARGEST = 20 * 1024 * 1024


def attach_scan(response: Response, file: UploadedFile) -> Scan:
    """Keep a file with a response; it has been checked by the form that took it."""
    return Scan.objects.create(response=response, file=file, name=(file.name or "Scan")[-255:])


def remove_scans(response: Response) -> None:
    """Remove a response's scans; the files go once the database has let go of them."""
    for scan in response.scans.all():
        delete_with_commit(scan.file.name)
        scan.delete()
