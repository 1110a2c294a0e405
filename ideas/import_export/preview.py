"""The preview of an import: rows matched to existing items, and the changes, which it applies."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.utils import get_user_display_name
from wagtail.fields import RichTextField
from wagtail.models import WorkflowState

from consultation.common.dates import short_datetime
from consultation.common.drafts import publish_new
from consultation.common.text import (
    RichTextError,
    elements_left_out,
    join_words,
    plain_lines,
    to_rich_text,
)
from ideas.import_export.spreadsheet import (
    LEVELS,
    VERSIONS,
    Level,
    Problem,
    Row,
    Spreadsheet,
    cell_text,
    version_of,
)
from ideas.models import Area, IdeaSet, ReviewableSnippet, Theme

# The limit of a cell in spreadsheet programs, which cut longer texts.
LONGEST_CELL = 32_767

# Why an item cannot be changed, with the condition.
HELD: dict[Any, dict[str, Any]] = {
    _("“%(name)s” is scheduled for publication. Cancel that first."): {
        "revisions__approved_go_live_at__isnull": False
    },
    _("“%(name)s” is in review. Decide about that first."): {
        "workflow_states__status": WorkflowState.STATUS_IN_PROGRESS
    },
}


@dataclass(slots=True, eq=False)
class ImportItem:
    """One area, theme or idea, and its changes by a spreadsheet."""

    level: Level
    draft: ReviewableSnippet  # its newest draft, or a new item; it is given its new content
    live: ReviewableSnippet | None = None  # with its newest revision; None for something new
    name: str = ""  # its current name, or its future one if it is new
    old_parent: "ImportItem | None" = None
    parent: "ImportItem | None" = None
    rows: list[int] = field(default_factory=list)  # numbers of those that mention it
    # (row, text) by column; the first text that is not empty.
    cells: dict[str, tuple[int, str]] = field(default_factory=dict)
    version: str = ""  # the revision that the spreadsheet was made from, as it says
    # Each field that changes, before and after, with the labels of the editor.
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    replaces: str = ""  # a sentence about the newer draft that is replaced

    @property
    def kind(self) -> str:
        """The kind as it is called in columns; `kind_label` is for people."""
        return self.level.name

    @property
    def kind_label(self) -> str:
        return str(capfirst(self.draft._meta.verbose_name))

    @property
    def is_new(self) -> bool:
        return self.live is None

    @property
    def edit_url(self) -> str:
        """The address of the editor; "" for a new item."""
        name = type(self.draft).snippet_viewset.get_url_name("edit")
        return "" if self.is_new else reverse(name, args=[self.draft.pk])

    @property
    def row_ranges(self) -> str:
        """The numbers of the rows in words, consecutive ones as "2 to 5"."""
        runs = groupby(enumerate(self.rows), lambda each: each[1] - each[0])
        ranges = [[row for _, row in run] for _, run in runs]
        several = gettext("%(first)d to %(last)d")
        return join_words(
            rows[0] if len(rows) == 1 else several % {"first": rows[0], "last": rows[-1]}
            for rows in ranges
        )

    def take(self, row: Row) -> Iterator[Problem]:
        """Add the values of a row, yielding contradictions to the rows above."""
        self.rows.append(row.number)
        for column in filter(row.cells.__contains__, self.level.fields):
            above, cell = self.cells.get(column), row.cells[column]
            if above is None or not above[1]:
                self.cells[column] = (row.number, cell)
            elif cell and cell != above[1]:
                text = gettext("row %(row)d has a different value for the same item.")
                yield Problem(row.number, column, text % {"row": above[0]})

    def note_change(self, model_field: Any, before: Any, after: Any) -> None:
        labels = dict(model_field.flatchoices or ())
        texts = [
            "" if each is None else str(labels.get(str(each), each)) for each in (before, after)
        ]
        if isinstance(model_field, RichTextField):
            lines = [plain_lines(text) for text in texts]
            # If the words are the same, only links or markup change.
            texts = lines if lines[0] != lines[1] else texts
        self.changes.append((str(model_field.verbose_name), texts[0], texts[1]))

    def set_parent(self) -> None:
        """Refer to the parent; again when that has been saved and has an id."""
        if self.parent:
            setattr(self.draft, self.parent.level.name, self.parent.draft)


class ImportPreview:
    """All changes that importing a spreadsheet would make; the database is only read.

    Args:
        idea_set: the set of all that the spreadsheet mentions; one without an id is yet to be made.
        replace_newer: whether drafts that are newer than the spreadsheet may be replaced.
    """

    def __init__(
        self, spreadsheet: Spreadsheet, idea_set: IdeaSet, *, replace_newer: bool = False
    ) -> None:
        self.idea_set = idea_set
        self.problems = list(spreadsheet.problems)
        self.remarks = list(spreadsheet.remarks)
        self._replace_newer = replace_newer
        self._mentioned: list[ImportItem] = []
        self._load_existing()
        for row in [] if self.problems else spreadsheet.rows:
            self.problems += self._match(row)
        # Parents first.
        self._mentioned.sort(key=lambda item: LEVELS.index(item.level))
        for item in self._mentioned:
            self._evaluate(item)
            if item.live and item.changes:
                self._check_conflict(item, item.live)
        self.problems = sorted(set(self.problems))
        self.added = [item for item in self._mentioned if item.is_new]
        self.changed = [item for item in self._mentioned if item.live and item.changes]
        self.unchanged = [item for item in self._mentioned if item.live and not item.changes]

    @property
    def changes(self) -> list[ImportItem]:
        """Everything to write, parents first."""
        return [*self.added, *self.changed]

    @property
    def digest(self) -> str:
        """A hash that is equal only for the same changes to the same state of the items."""
        content = [
            [item.kind, item.draft.pk, item.draft.latest_revision_id, item.rows, item.changes]
            for item in self.changes
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()

    def _load_existing(self) -> None:
        """Fetch all items, by a fixed number of queries."""
        self._by_code: dict[tuple[Level, str], ImportItem] = {}
        # By level, words and parent. Items of the spreadsheet itself come first.
        self._by_words: dict[tuple[Level, str, ImportItem | None], ImportItem] = {}
        self._held: dict[ReviewableSnippet, Any] = {}
        # The names of the sets that have the other codes.
        self._elsewhere: dict[tuple[Level, str], str] = {}
        above: dict[int, ImportItem] = {}
        for level in LEVELS:
            manager: Any = level.model._default_manager
            own = Q(**{level.model.set_path: self.idea_set.pk})
            others = manager.exclude(own).values_list("code", f"{level.model.set_path}__name")
            self._elsewhere |= {(level, code): name for code, name in others}
            items: Any = manager.filter(own).order_by("pk")
            for reason, condition in HELD.items():
                self._held |= dict.fromkeys(items.filter(**condition), reason)
            by_pk: dict[int, ImportItem] = {}
            for live in items.select_related("latest_revision__user"):
                draft = live.newest_draft()
                item = by_pk[live.pk] = ImportItem(level, draft, live, str(draft))
                if draft.above:
                    item.old_parent = above.get(getattr(draft, f"{draft.above[0]}_id"))
                self._by_code[level, draft.code] = item
                words = _one_line(getattr(draft, level.fields[level.name]))
                self._by_words.setdefault((level, words, item.old_parent), item)
            above = by_pk

    def _find(
        self, level: Level, code: str, words: str, parent: ImportItem | None
    ) -> ImportItem | None:
        """Return the item with a code or, without one, with these words below a parent, or None."""
        place = (level, words, parent)
        item = self._by_code.get((level, code)) if code else self._by_words.get(place)
        if item is None and words:
            item = ImportItem(level, level.model(code=code))
            if isinstance(item.draft, Area):
                item.draft.idea_set = self.idea_set
            if code:
                self._by_code[level, code] = item
        if item and words:
            self._by_words[place] = item
        return item

    def _match(self, row: Row) -> Iterator[Problem]:
        """Find the items of a row, yielding problems."""
        parent: ImportItem | None = None
        versions = dict(each.partition(":")[::2] for each in row.cells.get(VERSIONS, "").split())
        for place, level in enumerate(LEVELS):
            code = row.cells.get(level.code, "")
            words = _one_line(row.cells.get(level.name, ""))
            if not code and not words:
                rest = [column for each in LEVELS[place:] for column in (each.code, *each.fields)]
                if any(row.cells.get(column) for column in rest):
                    text = gettext("there is no name here, although the row has values for it.")
                    yield Problem(row.number, level.name, text)
                return
            if other := self._elsewhere.get((level, code)):
                text = gettext(
                    "this code belongs to the idea set “%(name)s”. Leave it blank to add a copy."
                )
                yield Problem(row.number, level.code, text % {"name": other})
                return
            item = self._find(level, code, words, parent)
            if item is None:
                text = gettext("this code does not exist. To add one, fill in “%(column)s” too.")
                yield Problem(row.number, level.code, text % {"column": level.name})
                return
            if level is LEVELS[-1] and item.rows:
                text = gettext("this idea is already in row %(row)d.") % {"row": item.rows[0]}
                yield Problem(row.number, level.code if code else level.name, text)
                return
            if parent and item.parent and item.parent is not parent:
                # An idea in two rows was refused above.
                text = gettext("the theme “%(theme)s” is under another area in row %(row)d.")
                values = {"theme": words or item.name, "row": item.rows[0]}
                yield Problem(row.number, parent.level.name, text % values)
                return
            if not item.rows:
                self._mentioned.append(item)
            item.parent = parent
            item.version = item.version or versions.get(level.name, "")
            yield from item.take(row)
            parent = item

    def _evaluate(self, item: ImportItem) -> None:
        """Give an item its new content, recording changes and problems."""
        draft, is_valid = item.draft, True
        for column, name in item.level.fields.items():
            if column not in item.cells:
                continue
            row, cell = item.cells[column]
            model_field: Any = draft._meta.get_field(name)
            before = getattr(draft, name)
            try:
                after = _value(item, model_field, cell)
            except ValidationError as error:
                self.problems.append(Problem(row, column, str(error.message)))
                is_valid = False
                continue
            if after != before or (item.is_new and after):
                item.note_change(model_field, None if item.is_new else before, after)
                features = getattr(model_field, "features", None)
                if features and (names := elements_left_out(cell, features)):
                    text = gettext(
                        "only bold, italic, links and lists are kept; removed: %(names)s."
                    ) % {"names": join_words(names)}
                    self.remarks.append(Problem(row, column, text))
            setattr(draft, name, after)
        if item.parent and item.parent is not item.old_parent:
            parent_field: Any = draft._meta.get_field(draft.above[0])
            before = item.old_parent and item.old_parent.draft
            item.note_change(parent_field, before, item.parent.draft)
            item.set_parent()
        if isinstance(draft, Theme) and not draft.short_title:
            draft.short_title = draft.title[:60].strip()
        if is_valid:
            self.problems += _faults(item)
        item.name = item.name or str(draft)

    def _check_conflict(self, item: ImportItem, live: ReviewableSnippet) -> None:
        """Record why an item cannot be changed, and whose newer draft is replaced.

        A draft is newer than a spreadsheet made from another version, and any draft that is not
        published is newer than a spreadsheet made by hand.
        """
        reason = self._held.get(live, "")
        if live.locked:
            reason = gettext("“%(name)s” is locked. Unlock it first.")
        revision = live.latest_revision
        is_newer = (
            item.version != version_of(live) if item.version else live.has_unpublished_changes
        )
        values = {"name": item.name}
        if not reason and revision and is_newer:
            values["editor"] = get_user_display_name(revision.user) or gettext("the server")
            values["time"] = short_datetime(revision.created_at)
            if self._replace_newer:
                text = gettext("Replaces the newer draft by %(editor)s on %(time)s")
                item.replaces = text % values
            elif item.version:
                reason = gettext(
                    "“%(name)s” was changed by %(editor)s on %(time)s, after this spreadsheet was "
                    "exported. Export again and make your changes there, or choose to replace "
                    "newer drafts."
                )
            else:
                reason = gettext(
                    "“%(name)s” was changed by %(editor)s on %(time)s, and that draft is not yet "
                    "published. Export again and make your changes there, or choose to replace "
                    "newer drafts."
                )
        if reason:
            self.problems.append(Problem(item.rows[0], "", reason % values))


def _value(item: ImportItem, model_field: Any, cell: str) -> Any:
    """Return the value of a cell; the stored one if nothing changes."""
    stored = getattr(item.draft, model_field.name)
    if not cell:
        # An empty cell clears a field that may be empty, and keeps any other.
        return "" if model_field.blank and item.live else stored
    if _lines(cell) == _lines(cell_text(item.draft, model_field.name)):
        return stored
    if len(cell) > LONGEST_CELL:
        text = gettext("it has %(length)s characters; a cell can hold up to %(limit)s.")
        raise ValidationError(
            text % {"length": intcomma(len(cell)), "limit": intcomma(LONGEST_CELL)}
        )
    if model_field.choices:
        for choice, label in model_field.choices:
            if cell.casefold() in (choice.casefold(), label.casefold()):
                return choice
        allowed = ", ".join(choice for choice, _ in model_field.choices)
        text = gettext("“%(text)s” is not one of %(allowed)s.")
        raise ValidationError(text % {"text": cell[:60], "allowed": allowed})
    if isinstance(model_field, RichTextField):
        value, before = _rich_text(model_field, cell), stored and _rich_text(model_field, stored)
        return stored if value == before else value
    value = _lines(cell) if isinstance(model_field, models.TextField) else _one_line(cell)
    if len(value) > model_field.max_length:
        text = gettext("it has %(length)s characters; enter up to %(limit)s.")
        limit = intcomma(model_field.max_length)
        raise ValidationError(text % {"length": intcomma(len(value)), "limit": limit})
    return value


def _rich_text(model_field: RichTextField, text: str) -> str:
    try:
        return to_rich_text(text, model_field.features)
    except RichTextError:
        text = gettext("its HTML cannot be read. Use only p, b, i, a, ul, ol and li.")
        raise ValidationError(text) from None


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _lines(text: str) -> str:
    """Return a text with line ends of one kind, and no space around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _faults(item: ImportItem) -> Iterator[Problem]:
    """Yield the problems of an item as it is now."""
    draft, level = item.draft, item.level
    if item.is_new and draft.reserved and draft.code.lower().startswith(draft.reserved):
        text = gettext("its code cannot begin with “%(start)s”. Leave it blank to get another.")
        yield Problem(item.rows[0], level.code, text % {"start": draft.reserved})
    columns = {name: column for column, name in level.fields.items()} | {"code": level.code}
    others = {each.name for each in draft._meta.concrete_fields} - set(columns)
    try:
        draft.clean_fields(exclude=others if draft.code else others | {"code"})
        draft.clean()
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            row = item.cells.get(columns[name], (item.rows[0], ""))[0]
            yield Problem(row, columns[name], " ".join(messages))


def apply_import(
    spreadsheet: Spreadsheet,
    idea_set: IdeaSet,
    *,
    replace_newer: bool = False,
    publish: bool = False,
    user: Any = None,
    digest: str = "",
) -> tuple[ImportPreview, bool]:
    """Apply an import, as drafts for review or published; only one at a time.

    Args:
        idea_set: the set that it is imported into.
        user: the author of the changes, for the history; None is the server.
        digest: of the preview that the user confirmed; no other is written. "" accepts any.

    Returns:
        The preview, and whether it was written: not with problems, or if it is another one.
    """
    with transaction.atomic():
        # A lock on a row that always exists: a second import waits here, then makes a new preview.
        content_type = ContentType.objects.get_for_model(Area)
        ContentType.objects.select_for_update(no_key=True).get(pk=content_type.pk)
        preview = ImportPreview(spreadsheet, idea_set, replace_newer=replace_newer)
        if preview.problems or (digest and preview.digest != digest):
            return preview, False
        for level in LEVELS:
            added = [item for item in preview.added if item.level is level]
            _add(added, level, publish)
            if publish:
                actions: dict[str, dict[str, Any]] = {"wagtail.create": {}, "wagtail.publish": {}}
                publish_new([item.draft for item in added], actions, user=user)
        for item in preview.changed if publish else preview.changes:
            item.set_parent()
            action = "wagtail.create" if item.is_new else "wagtail.edit"
            # It was cleaned for the preview.
            revision = item.draft.save_revision(user=user, log_action=action, clean=False)
            if publish:
                revision.publish(user=user)
    return preview, True


def _add(items: list[ImportItem], level: Level, publish: bool) -> None:
    """Add new items of one level at the end of the order, whose parents exist.

    Their first revisions add them to search and the reference index, so bulk creation loses
    nothing.
    """
    manager = level.model._default_manager
    codes = set(manager.values_list("code", flat=True))
    last = manager.aggregate(last=models.Max("sort_order"))["last"]
    for place, item in enumerate(items, start=0 if last is None else last + 1):
        item.set_parent()
        item.draft.give_code(codes)
        codes.add(item.draft.code)
        item.draft.sort_order, item.draft.live = place, publish
    manager.bulk_create((item.draft for item in items), batch_size=500)
