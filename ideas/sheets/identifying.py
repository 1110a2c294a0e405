"""Which area, theme and idea each row of a sheet means."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from ideas.models import Area, Idea, Theme
from ideas.models.base import Reviewed
from ideas.sheets import AREA_FIELDS, IDEA_FIELDS, THEME_FIELDS, VERSIONS
from ideas.sheets.files import SheetRow
from ideas.sheets.problems import Problem
from ideas.sheets.stock import PARENTS, Known, Stock, words_of
from ideas.sheets.values import one_line

FIELDS: dict[type[Reviewed], Mapping[str, str]] = {
    Area: AREA_FIELDS,
    Theme: THEME_FIELDS,
    Idea: IDEA_FIELDS,
}
# From the top down: the columns of code and of words.
CODES: dict[type[Reviewed], str] = {Area: "area_code", Theme: "theme_code", Idea: "idea_code"}
WORDS: dict[type[Reviewed], str] = {Area: "area", Theme: "theme", Idea: "idea"}


@dataclass(slots=True, eq=False)
class Entry:
    """One area, theme or idea that a sheet tells of.

    Args:
        item: the thing itself, as its newest draft has it, or a new one.
        known: the same as it is now; None for something new.
        parent: the entry that it stands under.
        parent_before: what it stood under before the sheet.
        rows: numbers of the rows that tell of it.
        cells: (row, text) by column; the first text that is not empty.
        version: which revision the sheet was made from, as it says, or "".
    """

    item: Reviewed
    known: Known | None = None
    parent: "Entry | None" = None
    parent_before: Any = None
    rows: list[int] = field(default_factory=list)
    cells: dict[str, tuple[int, str]] = field(default_factory=dict)
    version: str = ""

    @property
    def fields(self) -> Mapping[str, str]:
        """The fields that a sheet has of it, by column."""
        return FIELDS[type(self.item)]

    def take(self, row: SheetRow) -> Iterator[Problem]:
        """Add what a row tells of it, yielding what contradicts the rows above."""
        self.rows.append(row.number)
        for column in self.fields:
            if column not in row.cells:
                continue
            cell = row.cells[column]
            above = self.cells.get(column)
            if above is None or not above[1]:
                self.cells[column] = (row.number, cell)
            elif cell and cell != above[1]:
                text = f"row {above[0]} says something else of the same {self.kind}."
                yield Problem(row.number, column, text)

    @property
    def kind(self) -> str:
        """What it is: area, theme or idea."""
        return str(self.item._meta.verbose_name)

    def faults(self) -> Iterator[Problem]:
        """Yield why the item cannot be as it is now."""
        item = self.item
        if isinstance(item, Theme) and not item.short_title:
            item.short_title = item.title[:60].strip()
        code_column = CODES[type(item)]
        if not self.known and item.reserved and item.code.lower().startswith(item.reserved):
            text = f"no {self.kind} can have a code that begins with “{item.reserved}”."
            yield Problem(self.rows[0], code_column, f"{text} Leave it empty to get another.")
        columns = {name: column for column, name in self.fields.items()} | {"code": code_column}
        others = {each.name for each in item._meta.concrete_fields} - set(columns)
        try:
            item.clean_fields(exclude=others if item.code else others | {"code"})
            item.clean()
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                column = columns[name]
                row = self.cells.get(column, (self.rows[0], ""))[0]
                yield Problem(row, column, " ".join(messages))


class _Identifier:
    def __init__(self, stock: Stock) -> None:
        self.stock = stock
        self.entries: dict[Any, Entry] = {}
        # By the words in this sheet, below an entry of this sheet.
        self.by_words: dict[tuple[type[Reviewed], str, int], Entry] = {}
        self.problems: list[Problem] = []

    def entry(
        self, model: type[Reviewed], code: str, words: str, parent: Entry | None
    ) -> Entry | None:
        """Return what a code, or else words below a parent, mean; None for an unknown code."""
        place = (model, words, id(parent))
        if not code and place in self.by_words:
            return self.by_words[place]
        known = self._known(model, code, words, parent)
        name = (model, known.draft.pk) if known else (model, code or place)
        found = self.entries.get(name)
        if found is None:
            if known:
                found = Entry(known.draft, known)
                above = PARENTS.get(model)
                if above:
                    pk = getattr(known.draft, f"{above}_id")
                    found.parent_before = self.stock.by_pk[type(parent.item), pk].draft  # type: ignore[union-attr]
            elif words:
                found = Entry(model(code=code))
            else:
                return None
            self.entries[name] = found
        if words:
            self.by_words.setdefault(place, found)
        return found

    def _known(
        self, model: type[Reviewed], code: str, words: str, parent: Entry | None
    ) -> Known | None:
        if code:
            return self.stock.by_code.get((model, code))
        if parent is not None and parent.known is None:
            return None
        above = parent.item.pk if parent else None
        return self.stock.by_words.get((model, words, above))

    def read(self, row: SheetRow) -> None:
        """Find out what a row means."""
        parent: Entry | None = None
        versions = dict(each.partition(":")[::2] for each in row.cells.get(VERSIONS, "").split())
        for model, code_column in CODES.items():
            words_column = WORDS[model]
            code = row.cells.get(code_column, "")
            words = one_line(row.cells.get(words_column, ""))
            if not code and not words:
                if self._goes_on(model, row):
                    kind = model._meta.verbose_name
                    text = f"the {kind} is not named, although the row says more of it."
                    self._fault(row, words_column, text)
                return
            entry = self.entry(model, code, words, parent)
            if entry is None:
                text = f"there is none with this code. To add one, fill in “{words_column}” too."
                self._fault(row, code_column, text)
                return
            if model is Idea and entry.rows:
                column = code_column if code else words_column
                self._fault(row, column, f"this idea stands in row {entry.rows[0]} already.")
                return
            if parent and entry.parent and entry.parent is not parent:
                text = (
                    f"the {entry.kind} “{words or words_of(entry.item)}” stands under another "
                    f"{parent.kind} in row {entry.rows[0]}."
                )
                self._fault(row, f"{parent.kind}", text)
                return
            entry.parent = parent
            entry.version = entry.version or versions.get(str(model._meta.verbose_name), "")
            self.problems.extend(entry.take(row))
            parent = entry

    def _goes_on(self, model: type[Reviewed], row: SheetRow) -> bool:
        """Say whether a row tells something of a kind, or of one below it."""
        kinds = list(CODES)
        rest = kinds[kinds.index(model) :]
        columns = [column for kind in rest for column in (CODES[kind], *FIELDS[kind])]
        return any(row.cells.get(column) for column in columns)

    def _fault(self, row: SheetRow, column: str, text: str) -> None:
        self.problems.append(Problem(row.number, column, text))


def identify(rows: Iterable[SheetRow], stock: Stock) -> tuple[list[Entry], list[Problem]]:
    """Return what rows tell of, parents first, and why some make no sense."""
    identifier = _Identifier(stock)
    for row in rows:
        identifier.read(row)
    order = list(CODES)
    entries = sorted(identifier.entries.values(), key=lambda entry: order.index(type(entry.item)))
    return entries, identifier.problems
