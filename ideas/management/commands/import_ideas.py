from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext

from ideas.import_export.preview import ImportItem, ImportPreview, apply_import
from ideas.import_export.spreadsheet import read_spreadsheet
from ideas.management.idea_sets import add_set_argument, find_idea_set

# Thousands of problems usually have one cause.
MAX_PROBLEMS_SHOWN = 100


class Command(BaseCommand):
    """Imports areas, themes and ideas from one spreadsheet."""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.description = gettext(
            "Import areas, themes and ideas from a CSV file like that of export_ideas, or from an "
            "XLSX workbook with the same columns. They are added or changed, as drafts for review; "
            "nothing is deleted."
        )
        parser.add_argument("path", type=Path, help=gettext("the CSV file or XLSX workbook"))
        add_set_argument(parser)
        for name, text in (
            ("--dry-run", gettext("only show what would change")),
            ("--publish", gettext("publish the changes")),
            ("--replace-newer", gettext("also replace drafts that are newer than the file")),
        ):
            parser.add_argument(name, action="store_true", help=text)

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        idea_set = find_idea_set(options["idea_set"])
        try:
            file = read_spreadsheet(path.read_bytes())
        except OSError as error:
            reason = error.strerror or error
            text = gettext("%(path)s cannot be read: %(reason)s.")
            raise CommandError(text % {"path": path, "reason": reason}) from error
        replace_newer, publish = options["replace_newer"], options["publish"]
        if options["dry_run"]:
            preview = ImportPreview(file, idea_set, replace_newer=replace_newer)
            state = gettext("This was a dry run: nothing was written.")
        else:
            preview, _ = apply_import(file, idea_set, replace_newer=replace_newer, publish=publish)
            saved = gettext("All changes are saved as drafts.")
            state = gettext("All changes are published.") if publish else saved
        if preview.problems:
            lines = [str(problem) for problem in preview.problems[:MAX_PROBLEMS_SHOWN]]
            if more := len(preview.problems[MAX_PROBLEMS_SHOWN:]):
                lines.append(gettext("And %(number)s more.") % {"number": intcomma(more)})
            raise CommandError("\n".join([gettext("Nothing was changed."), *lines]))
        for item in preview.changes:
            self.stdout.writelines(f"{line}\n" for line in _lines(item))
        for remark in preview.remarks:
            self.stdout.write(str(remark))
        numbers = gettext("%(added)d to add, %(changed)d to change, %(unchanged)d unchanged.") % {
            "added": len(preview.added),
            "changed": len(preview.changed),
            "unchanged": len(preview.unchanged),
        }
        self.stdout.write(f"{numbers} {state}")


def _lines(item: ImportItem) -> Iterator[str]:
    """Yield the changes of an item, a line for each of its fields."""
    change = gettext("change %(kind)s %(code)s (row %(rows)s)")
    yield (gettext("add %(kind)s “%(name)s” (row %(rows)s)") if item.is_new else change) % {
        "kind": item.draft._meta.verbose_name,
        "name": item.name,
        "code": item.draft.code,
        "rows": item.row_ranges,
    }
    if item.replaces:
        yield f"    {item.replaces}"
    change = gettext("%(field)s: “%(before)s” → “%(after)s”")
    text = gettext("%(field)s: “%(after)s”") if item.is_new else change
    for field, before, after in item.changes:
        yield "    " + text % {"field": field, "before": before, "after": after}
