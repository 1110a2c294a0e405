from pathlib import Path

from consultation.importing.archive.entries import archive_entries
from consultation.importing.archive.targets import NotWritten, write_archive
from consultation.pages.models import ConsultationPage


def export_site(
    consultation: ConsultationPage, target: Path, *, drafts: bool = False, made_by: str = ""
) -> int:
    """Write a consultation as an archive and return how many files it has.

    Args:
        consultation: which; its text as it is public, unless drafts are wanted.
        target: a folder, or a file whose name ends in ".zip". What is there is replaced
            only if it is such an archive; files that are not of it stay.
        drafts: whether pages and ideas are taken as their newest drafts have them.
        made_by: user name of whoever makes it; "" is the server.

    Raises:
        NotWritten: why it was not, in a sentence.
    """
    if not consultation.live and not drafts:
        raise NotWritten(f"“{consultation.title}” is not published. Ask for drafts to have it.")
    entries = archive_entries(consultation, drafts=drafts, made_by=made_by or "the server")
    return write_archive(entries, target)
