"""What a sheet would change: worked out from its rows and what there is; nothing is written."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ideas.models.base import Reviewed
from ideas.sheets.files import SheetRow
from ideas.sheets.identifying import Entry, identify
from ideas.sheets.obstacles import obstacle
from ideas.sheets.problems import Problem
from ideas.sheets.stock import PARENTS, Stock
from ideas.sheets.values import Refused, remark, to_value


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after; `before` is None for something new."""

    field: str
    before: Any
    after: Any


@dataclass(slots=True)
class Change:
    """What a sheet does to one area, theme or idea.

    Args:
        item: the thing itself, with its new content.
        name: what it is called now, or will be if it is new.
        rows: numbers of the rows that tell of it.
        is_new: whether it is added.
        fields: everything that changes.
        replaces: whose newer draft it takes the place of, in words, or "".
    """

    item: Reviewed
    name: str
    rows: list[int]
    is_new: bool
    fields: list[FieldChange] = field(default_factory=list)
    replaces: str = ""

    @property
    def kind(self) -> str:
        """What it is: area, theme or idea."""
        return str(self.item._meta.verbose_name)


@dataclass(slots=True)
class Plan:
    """Everything that a sheet would do.

    Args:
        added: what is new, parents first.
        changed: what becomes other than it is.
        unchanged: what the sheet repeats as it is.
        problems: what keeps the sheet from being read in.
        remarks: what is worth knowing, and keeps nothing.
    """

    added: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)

    @property
    def changes(self) -> list[Change]:
        """Everything to write, parents first."""
        return [*self.added, *self.changed]

    @property
    def digest(self) -> str:
        """The same for the same changes to the same state of things, and only then."""
        told = [
            [
                change.kind,
                change.item.pk,
                change.item.latest_revision_id,
                change.rows,
                [[each.field, str(each.before), str(each.after)] for each in change.fields],
            ]
            for change in self.changes
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def make_plan(rows: Iterable[SheetRow], *, replace_newer: bool = False) -> Plan:
    """Return what rows would change; the database is only read.

    Args:
        rows: as `read_rows` gives them.
        replace_newer: whether drafts may be replaced that the sheet does not know of.
    """
    stock = Stock()
    entries, problems = identify(rows, stock)
    plan = Plan(problems=problems)
    for entry in entries:
        change = _evaluate(entry, plan)
        if not (change.is_new or change.fields):
            plan.unchanged.append(change)
            continue
        (plan.added if change.is_new else plan.changed).append(change)
        if entry.known:
            change.replaces, reason = obstacle(entry.known, entry.version, replace_newer)
            if reason:
                plan.problems.append(Problem(change.rows[0], "", reason))
    plan.problems = sorted(set(plan.problems))
    return plan


def _evaluate(entry: Entry, plan: Plan) -> Change:
    """Give an entry's item its new content, noting what changes and what cannot be."""
    item, is_new = entry.item, entry.known is None
    change = Change(item, "", entry.rows, is_new)
    broken = False
    for column, name in entry.fields.items():
        if column not in entry.cells:
            continue
        row, cell = entry.cells[column]
        model_field = item._meta.get_field(name)
        stored = getattr(item, name)
        if not cell:
            # An empty cell empties what may be empty, and else keeps what is there.
            value: Any = "" if model_field.blank and not is_new else stored
        else:
            try:
                value = to_value(model_field, stored, cell)
            except Refused as refusal:
                plan.problems.append(Problem(row, column, str(refusal)))
                broken = True
                continue
            text = remark(model_field, cell) if value != stored else ""
            if text:
                plan.remarks.append(Problem(row, column, text))
        _note(change, name, stored, value)
    parent = PARENTS.get(type(item))
    if parent and entry.parent:
        before = entry.parent_before
        if is_new or before != entry.parent.item:
            change.fields.append(FieldChange(parent, before, entry.parent.item))
            setattr(item, parent, entry.parent.item)
    if not broken:
        plan.problems.extend(entry.faults())
    change.name = entry.known.name if entry.known else str(item)
    return change


def _note(change: Change, name: str, before: Any, after: Any) -> None:
    if change.is_new:
        if after:
            change.fields.append(FieldChange(name, None, after))
    elif before != after:
        change.fields.append(FieldChange(name, before, after))
    setattr(change.item, name, after)
