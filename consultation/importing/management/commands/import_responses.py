from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Page

from consultation.importing.answers.map_file import read_map, write_map
from consultation.importing.answers.mapping import Mapping
from consultation.importing.answers.outcome import AnswersImport
from consultation.importing.answers.problems import AnswersError
from consultation.importing.answers.proposing import propose_mapping
from consultation.importing.answers.services import import_answers
from consultation.importing.answers.target import Target
from consultation.pages.models import ConsultationPage

# Told once in so many rows.
_TOLD_EVERY = 10_000


class Command(BaseCommand):
    """Brings answers from a spreadsheet into the responses."""

    help = (
        "Make responses of the rows of a CSV file or XLSX workbook, with the moment at which "
        "they were given. The same rows again add nothing. Begin with --propose, look at the map "
        "that it writes, then use --map with --dry-run, then without."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, what it is imported to, and what to do."""
        parser.add_argument("file", type=Path, help="the CSV file or XLSX workbook")
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--page", help="the page that all rows answer: its number or path")
        where.add_argument(
            "--consultation",
            help="the consultation whose pages the rows answer: its number, path or short name",
        )
        parser.add_argument("--map", type=Path, help="what becomes of the columns")
        parser.add_argument(
            "--propose", type=Path, help="write a map that can be changed, and import nothing"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument(
            "--rejected", type=Path, help="write the rows that cannot come in to this CSV file"
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Propose a map, or import.

        Raises:
            CommandError: the file, the map or the page cannot be used. Nothing was written.
        """
        try:
            where = _where(options["page"], options["consultation"])
            if options["propose"]:
                self._propose(file, Target(**where), options["propose"])
                return
            mapping = _read(options["map"]) if options["map"] else None
            outcome = import_answers(
                file,
                **where,
                mapping=mapping,
                dry_run=options["dry_run"],
                rejected_to=_free(options["rejected"]) if options["rejected"] else None,
                progress=self._progress if options["verbosity"] > 0 else None,
            )
        except AnswersError as error:
            raise CommandError(str(error)) from error
        self._tell(outcome, proposed=mapping is None)

    def _propose(self, file: Path, target: Target, to: Path) -> None:
        mapping = propose_mapping(file, target)
        proposed = write_map(mapping, file.name, target.keys())
        # The same again does no harm; what somebody has changed must not be written over.
        try:
            if to.exists() and to.read_text(encoding="utf-8", errors="replace") != proposed:
                raise AnswersError(
                    f"{to} is there already. It was left as it is: name another file."
                )
            to.write_text(proposed, encoding="utf-8")
        except OSError as error:
            raise AnswersError(f"{to} cannot be written: {error.strerror or error}.") from error
        for text in (*mapping.losses, *mapping.doubts):
            self.stdout.write(f"Look at this: {text}")
        unsure = sum(bool(column.doubt) for column in mapping.columns)
        self.stdout.write(
            f"A map of {len(mapping.columns)} columns was written to {to}; {unsure} of them want a "
            "look. Nothing was imported."
        )

    def _progress(self, what: str, number: int) -> None:
        # Batches are smaller than this, so that each round number is passed once.
        if number // _TOLD_EVERY != max(number - 500, 0) // _TOLD_EVERY:
            self.stdout.write(f"{number:,} rows {what} …")

    def _tell(self, outcome: AnswersImport, *, proposed: bool) -> None:
        write = self.stdout.write
        if proposed or outcome.dry_run:
            write("What becomes of the columns:")
            for column in outcome.mapping.columns:
                write(f"  {column.heading} → {column.becomes}")
        for remark in outcome.report.remarks:
            write(f"{remark.weight}: {remark.text}")
        for row in outcome.first_rejected:
            write(f"Row {row.number} was rejected. {row.reason}")
        if outcome.rejected > len(outcome.first_rejected):
            write(f"And {outcome.rejected - len(outcome.first_rejected):,} more. All reasons:")
            for reason, number in outcome.reasons.most_common():
                write(f"  {number:,} × {reason}")
        if outcome.rejected_file:
            write(f"The rejected rows are in {outcome.rejected_file}.")
        for title, number in outcome.pages.items():
            write(f"{title}: {number:,}")
        write(
            f"{outcome.rows:,} rows = {outcome.imported:,} imported + "
            f"{outcome.already_there:,} already there + {outcome.rejected:,} rejected"
        )
        if outcome.dry_run:
            write("This was a dry run: nothing was imported.")


def _where(page: str | None, consultation: str | None) -> dict[str, Any]:
    """Return what is imported to, as the service takes it."""
    if page is not None:
        return {"page": _find(Page, page, "page")}
    return {"consultation": _find(ConsultationPage, consultation or "", "consultation")}


def _find(model: type, name: str, kind: str) -> Any:
    pages = model.objects.all()  # type: ignore[attr-defined]
    if name.isascii() and name.isdigit() and len(name) < 18:
        found = list(pages.filter(pk=int(name)) or pages.filter(slug=name)[:2])
    else:
        steps = [step for step in urlsplit(name).path.split("/") if step]
        path = "/" + "/".join(steps) + "/"
        found = [
            each
            for each in pages.filter(url_path__endswith=path)
            # The first step is the site's first page, which no address shows.
            if each.url_path == path or "/" + each.url_path.lstrip("/").partition("/")[2] == path
        ] or list(pages.filter(slug=steps[-1] if len(steps) == 1 else "")[:2])
    if len(found) != 1:
        several = "Several pages are called so: name its number." if found else "There is none."
        raise AnswersError(f"Which {kind} is “{name}”? {several}")
    return found[0]


def _read(path: Path) -> Mapping:
    try:
        return read_map(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise AnswersError(f"{path} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise AnswersError(f"{path} is not in UTF-8.") from error


def _free(path: Path) -> Path:
    """Return a name that is free: a sheet that somebody mends must not be written over."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}-{number}")
    return free
