"""Answers that were sent, brought in by the service behind `import_responses`."""

from pathlib import Path
from typing import Any

from django.core.files import File
from wagtail.models import Page

from consultation.common.tasks import delete_with_commit
from consultation.importing.answers import (
    AnswersError,
    AnswersImport,
    Mapping,
    Target,
    import_answers,
    propose_mapping,
    read_map,
    write_map,
)
from consultation.importing.models.upload import Upload
from consultation.importing.uploads.refusals import Refused
from consultation.importing.uploads.telling import kept

# What an upload's options hold.
PAGE = "page"
MAP = "map"
# What a report holds that only asks for the columns to be named.
PROPOSED = "proposed"


def target_of(upload: Upload) -> Target:
    """Return the page, or the consultation with all its pages, that an upload belongs to.

    Raises:
        Refused: it is gone.
    """
    page = Page.objects.filter(pk=upload.options.get(PAGE)).first()
    if page is None:
        raise Refused("The page that these answers belong to is no longer there.")
    try:
        return find_target(page)
    except AnswersError as error:
        raise Refused(str(error)) from error


def find_target(page: Page) -> Target:
    """Return what answers to a page are imported to; a consultation stands for all its pages."""
    specific = page.specific
    if specific._meta.model_name == "consultationpage":
        return Target(consultation=specific)
    return Target(page=specific)


class Answers:
    """What is done with a sheet of answers."""

    def look(self, path: Path, upload: Upload) -> dict[str, Any]:
        """Propose what its columns hold, or return what bringing it in as agreed would do."""
        target = target_of(upload)
        try:
            if MAP not in upload.options:
                mapping = propose_mapping(path, target)
                # What was in doubt is said beside the columns and does not travel in the map.
                return {
                    PROPOSED: write_map(mapping, upload.name, target.keys()),
                    "doubts": [*mapping.losses, *mapping.doubts, *mapping.notes],
                    "column_doubts": [column.doubt for column in mapping.columns],
                }
            return self._run(path, upload, target, read_map(upload.options[MAP]), dry_run=True)
        except AnswersError as error:
            raise Refused(str(error)) from error

    def take(self, path: Path, upload: Upload) -> dict[str, Any]:
        """Bring it in and return what was done."""
        target = target_of(upload)
        try:
            return self._run(path, upload, target, read_map(upload.options[MAP]), dry_run=False)
        except AnswersError as error:
            raise Refused(str(error)) from error

    def _run(
        self, path: Path, upload: Upload, target: Target, mapping: Mapping, *, dry_run: bool
    ) -> dict[str, Any]:
        outcome = import_answers(
            path,
            page=target.page,
            consultation=target.consultation,
            mapping=mapping,
            user=upload.user,
            dry_run=dry_run,
            # No upload has a space in its name here, so that it never writes over the sheet itself.
            rejected_to=path.with_name("rejected rows.csv"),
        )
        self._keep_rejected(upload, outcome)
        return {
            **kept(outcome.report),
            "counts": {
                "rows": outcome.rows,
                "imported": outcome.imported,
                "already there": outcome.already_there,
                "rejected": outcome.rejected,
            },
            "adds_up": outcome.adds_up,
            "rejected": [[row.number, row.reason] for row in outcome.first_rejected],
            "answered": outcome.pages,
        }

    def _keep_rejected(self, upload: Upload, outcome: AnswersImport) -> None:
        """Keep the sheet of rejected rows in the place of the one from before."""
        if upload.rejected:
            # If this is interrupted, the row goes on naming it.
            delete_with_commit(str(upload.rejected.name))
            upload.rejected = ""
        if outcome.rejected_file:
            with outcome.rejected_file.open("rb") as file:
                upload.rejected.save("rejected.csv", File(file), save=False)
        upload.save(update_fields=["rejected"])


ANSWERS = Answers()
