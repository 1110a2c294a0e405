from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ideas.sheets.applying import apply_plan
from ideas.sheets.files import read_rows
from ideas.sheets.planning import Plan, make_plan
from ideas.sheets.problems import Problem, SheetError
from ideas.sheets.telling import field_changes

# Whoever has thousands has one cause for them.
MOST_PROBLEMS = 100


class Command(BaseCommand):
    """Reads areas, themes and ideas from one sheet."""

    help = (
        "Read areas, themes and ideas from a CSV sheet as export_ideas writes it. What is in the "
        "sheet is added or changed, as drafts for review; nothing is deleted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file's path and what to do with it."""
        parser.add_argument("path", type=Path, help="the CSV file to read")
        parser.add_argument("--dry-run", action="store_true", help="only say what would change")
        parser.add_argument("--publish", action="store_true", help="show the changes to readers")
        parser.add_argument(
            "--replace-newer",
            action="store_true",
            help="replace drafts too that are newer than the sheet",
        )

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        """Read the sheet, say what changes, and change it."""
        try:
            rows = read_rows(path.read_bytes())
        except OSError as error:
            reason = error.strerror or error
            raise CommandError(f"{path} cannot be read: {reason}.") from error
        except SheetError as error:
            raise CommandError(_refusal(error.problems)) from error
        make = partial(make_plan, rows, replace_newer=options["replace_newer"])
        if options["dry_run"]:
            plan, written = make(), False
        else:
            plan, written = apply_plan(make, publish=options["publish"])
        if plan.problems:
            raise CommandError(_refusal(plan.problems))
        self._tell(plan)
        if written:
            state = "published" if options["publish"] else "saved as drafts"
            self.stdout.write(f"{_numbers(plan)} All changes are {state}.")
        else:
            self.stdout.write(f"{_numbers(plan)} This was a dry run: nothing was written.")

    def _tell(self, plan: Plan) -> None:
        for change in plan.changes:
            verb = "add" if change.is_new else "change"
            name = f"“{change.item}”" if change.is_new else change.item.code
            places = ", ".join(map(str, change.rows))
            self.stdout.write(f"{verb} {change.kind} {name} (row {places})")
            if change.replaces:
                self.stdout.write(f"    in place of the draft {change.replaces}")
            for name, before, after in field_changes(change):
                told = f"“{after}”" if change.is_new else f"“{before}” → “{after}”"
                self.stdout.write(f"    {name}: {told}")
        for remark in plan.remarks:
            self.stdout.write(str(remark))


def _refusal(problems: list[Problem]) -> str:
    lines = ["Nothing was changed.", *map(str, problems[:MOST_PROBLEMS])]
    if len(problems) > MOST_PROBLEMS:
        lines.append(f"And {len(problems) - MOST_PROBLEMS:,} more.")
    return "\n".join(lines)


def _numbers(plan: Plan) -> str:
    return (
        f"{len(plan.added)} to add, {len(plan.changed)} to change, "
        f"{len(plan.unchanged)} as they are."
    )
