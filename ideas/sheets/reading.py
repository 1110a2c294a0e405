"""From a sheet to the tree: what would change, then, if wanted, the change itself."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import transaction

from ideas.models import Area, Idea, Theme
from ideas.models.base import Reviewed
from ideas.sheets import COLUMNS

AREA_FIELDS = {"area": "name", "area_colour": "colour", "area_summary": "summary"}
THEME_FIELDS = {
    "theme": "title",
    "theme_short_title": "short_title",
    "theme_summary": "summary",
}
IDEA_FIELDS = {
    "idea_first_word": "lead",
    "idea": "statement",
    "idea_description": "description",
    "idea_status": "status",
    "idea_note": "public_note",
}


class SheetError(Exception):
    """A sheet that cannot be read, with every reason and its row."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(slots=True)
class Change:
    """What a sheet does to one area, theme or idea.

    Args:
        item: the thing itself, with its new content.
        is_new: whether it is added.
        fields: (field, before, after) of everything that changes.
    """

    item: Reviewed
    is_new: bool
    fields: list[tuple[str, Any, Any]] = field(default_factory=list)

    def __str__(self) -> str:
        kind = self.item._meta.verbose_name
        if self.is_new:
            return f"add {kind} “{self.item}”"
        details = "; ".join(f"{name}: “{old}” → “{new}”" for name, old, new in self.fields)
        return f"change {kind} {self.item.code}: {details}"


def read_rows(source: IO[str]) -> list[dict[str, str]]:
    """Return the rows of a CSV file.

    Raises:
        SheetError: it has columns that are unknown, or lacks those for names.
    """
    reader = csv.DictReader(source)
    names = [name.strip() for name in reader.fieldnames or ()]
    problems = [
        f"There is no column “{name}” in such a sheet." for name in names if name not in COLUMNS
    ]
    problems += [
        f"The column “{name}” is missing."
        for name in ("area", "theme", "idea")
        if name not in names
    ]
    if problems:
        raise SheetError(problems)
    reader.fieldnames = names
    return [{name: (value or "").strip() for name, value in row.items() if name} for row in reader]


def _may_be_empty(item: Reviewed, field_name: str) -> bool:
    return bool(item._meta.get_field(field_name).blank)


def _differences(
    item: Reviewed,
    row: Mapping[str, str],
    names: Mapping[str, str],
    parents: Mapping[str, Reviewed],
) -> list[str]:
    """Return the columns in which a row tells something else of a thing met before."""
    cells = [
        column
        for column, field_name in names.items()
        if row.get(column) and row[column] != getattr(item, field_name)
    ]
    return cells + [name for name, parent in parents.items() if getattr(item, name) != parent]


class _Reader:
    """Goes through the rows once and keeps what it met."""

    def __init__(self) -> None:
        self.changes: dict[tuple[Any, ...], Change] = {}
        self.problems: list[str] = []

    def take(
        self,
        model: type[Reviewed],
        row: Mapping[str, str],
        names: Mapping[str, str],
        key: str,
        number: int,
        **parents: Reviewed,
    ) -> Reviewed | None:
        """Return the thing that a row tells of, noting how it changes; None for an empty row."""
        wording_column = next(iter(names)) if model is not Idea else "idea"
        code, wording = row.get(key, ""), row.get(wording_column, "")
        if not code and not wording:
            return None
        # Without a code, the same words under another parent are another thing.
        place = (model, code) if code else (model, wording, *map(id, parents.values()))
        met = self.changes.get(place)
        if met:
            self.problems += [
                f"Row {number}: {model._meta.verbose_name} “{met.item}” has another {name} "
                "in a row above."
                for name in _differences(met.item, row, names, parents)
            ]
            return met.item
        item = self._find(model, code, names[wording_column], wording, parents)
        is_new = item is None
        item = item or model(**({"code": code} if code else {}), **parents)
        change = Change(item, is_new)
        # An empty cell empties what may be empty, and else keeps what is there.
        values: dict[str, Any] = {
            field_name: row[column]
            for column, field_name in names.items()
            if column in row and (row[column] or (not is_new and _may_be_empty(item, field_name)))
        }
        for field_name, after in (values | parents).items():
            before = getattr(item, field_name, None)
            if is_new or before != after:
                change.fields.append((field_name, before, after))
                setattr(item, field_name, after)
        if isinstance(item, Theme) and not item.short_title:
            item.short_title = item.title[:60]
        self.changes[place] = change
        return item

    def _find(
        self,
        model: type[Reviewed],
        code: str,
        wording_field: str,
        wording: str,
        parents: Mapping[str, Reviewed],
    ) -> Reviewed | None:
        """Return what is there already, as its newest draft has it."""
        if any(parent.pk is None for parent in parents.values()) and not code:
            return None
        known = model._default_manager.select_related("latest_revision")
        found = (
            known.filter(code=code) if code else known.filter(**{wording_field: wording}, **parents)
        ).first()
        if found is None:
            return None
        return found.latest_revision.as_object() if found.latest_revision_id else found


def read_changes(rows: Iterable[Mapping[str, str]]) -> list[Change]:
    """Return what the rows would change, parents first; the database is only read.

    Raises:
        SheetError: rows that make no sense, each named with its number.
    """
    reader = _Reader()
    for number, row in enumerate(rows, start=2):
        area = reader.take(Area, row, AREA_FIELDS, "area_code", number)
        theme = idea = None
        if area is None:
            reader.problems.append(f"Row {number}: no area is named.")
            continue
        theme = reader.take(Theme, row, THEME_FIELDS, "theme_code", number, area=area)
        if theme is not None:
            idea = reader.take(Idea, row, IDEA_FIELDS, "idea_code", number, theme=theme)
        elif row.get("idea"):
            reader.problems.append(f"Row {number}: the idea has no theme.")
        for item in (area, theme, idea):
            reader.problems += [f"Row {number}: {text}" for text in _faults(item)]
    if reader.problems:
        raise SheetError(list(dict.fromkeys(reader.problems)))
    return [change for change in reader.changes.values() if change.is_new or change.fields]


def _faults(item: Reviewed | None) -> Iterator[str]:
    if item is None:
        return
    try:
        # Parents may be new themselves, and have no key to refer to yet.
        item.clean_fields(exclude={"area", "theme"})
        item.clean()
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            yield f"{item._meta.verbose_name} “{item}”, {name}: {' '.join(messages)}"


def apply_changes(changes: Iterable[Change], *, publish: bool = False, user: Any = None) -> None:
    """Write changes: as drafts for review, or at once.

    Args:
        changes: as `read_changes` gives them, parents first.
        publish: whether readers see them at once.
        user: whose changes they are, for the history.
    """
    with transaction.atomic():
        for change in changes:
            item = change.item
            for parent in ("area", "theme"):
                if hasattr(item, f"{parent}_id"):
                    # The parent was saved a moment ago and has its key only now.
                    setattr(item, parent, getattr(item, parent))
            if change.is_new:
                item.live = publish
                item.save()
            revision = item.save_revision(user=user)
            if publish:
                revision.publish(user=user)
