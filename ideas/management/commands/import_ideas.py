from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ideas.import_export.preview import ImportPreview, apply_import
from ideas.import_export.spreadsheet import read_spreadsheet

# Thousands of problems usually have one cause.
MAX_PROBLEMS_SHOWN = 100


class Command(BaseCommand):
    """Imports areas, themes and ideas from one spreadsheet."""

    help = (
        "Import areas, themes and ideas from a CSV file like that of export_ideas, or from an XLSX "
        "workbook with the same columns. They are added or changed, as drafts for review; nothing "
        "is deleted."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the CSV file or XLSX workbook")
        parser.add_argument("--dry-run", action="store_true", help="only show what would change")
        parser.add_argument("--publish", action="store_true", help="publish the changes")
        parser.add_argument(
            "--replace-newer",
            action="store_true",
            help="also replace drafts that are newer than the file",
        )

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        try:
            file = read_spreadsheet(path.read_bytes())
        except OSError as error:
            reason = error.strerror or error
            raise CommandError(f"{path} cannot be read: {reason}.") from error
        replace_newer, publish = options["replace_newer"], options["publish"]
        if options["dry_run"]:
            preview = ImportPreview(file, replace_newer=replace_newer)
            state = "This was a dry run: nothing was written."
        else:
            preview, _ = apply_import(file, replace_newer=replace_newer, publish=publish)
            state = f"All changes are {'published' if publish else 'saved as drafts'}."
        if preview.problems:
            lines = [str(problem) for problem in preview.problems[:MAX_PROBLEMS_SHOWN]]
            if more := len(preview.problems[MAX_PROBLEMS_SHOWN:]):
                lines.append(f"And {more:,} more.")
            raise CommandError("\n".join(["Nothing was changed.", *lines]))
        for line in (*_lines(preview), *preview.remarks):
            self.stdout.write(str(line))
        self.stdout.write(
            f"{len(preview.added)} to add, {len(preview.changed)} to change, "
            f"{len(preview.unchanged)} unchanged. {state}"
        )


def _lines(preview: ImportPreview) -> list[str]:
    """Return the changes, a line for each item and for each of its fields."""
    lines = []
    for item in preview.changes:
        verb, name = ("add", f"“{item.name}”") if item.is_new else ("change", item.draft.code)
        lines.append(f"{verb} {item.kind} {name} (row {item.row_ranges})")
        if item.replaces:
            lines.append(f"    in place of the draft {item.replaces}")
        for field, before, after in item.changes:
            lines.append(f"    {field}: {'' if item.is_new else f'“{before}” → '}“{after}”")
    return lines
