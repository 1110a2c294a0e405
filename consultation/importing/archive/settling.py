"""Portable blocks made blocks of this portal: checked like something typed by a stranger."""

import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks import ChooserBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents import get_document_model

from consultation.importing.archive.marked_blocks import MarkedBlock
from consultation.importing.archive.safe_html import Targets, safe_html
from consultation.importing.report import Place, Report
from consultation.pages.blocks import ContentBlock
from consultation.pages.blocks.outcome import MeasureBlock
from consultation.responses.results.idea_results import parse_metric

FOOTNOTE_FEATURES = ("bold", "italic", "link")


class Resolver(Protocol):
    """What the paths and codes of an archive are in this portal."""

    def page(self, path: str) -> str | int | None:
        """Return what stands for the page of a file below `docs/`; None where there is none."""

    def chosen(self, model: Any, name: str) -> str | int | None:
        """Return what stands for a picture or document by its path, or an idea by its code."""


class _Unusable(ValueError):
    """A value that does not have the form of its block."""


@dataclass(slots=True)
class Settled:
    """A block as a page stores it, once what stands for other things has become their ids.

    Args:
        raw: type and value.
        footnotes: the texts of the footnotes that stand in it, by their new ids.
        anchors: what links to the block can end with.
    """

    raw: dict[str, Any]
    footnotes: dict[str, str] = field(default_factory=dict)
    anchors: tuple[str, ...] = ()


def settle(marked: MarkedBlock, resolver: Resolver, report: Report) -> Settled | None:
    """Return a marked block with this portal's names; None, with a loss, if it has not its form.

    What the block itself has to say of it is asked by `faults`, once all it names is there.

    Args:
        marked: the block as the file tells of it.
        resolver: what its names mean here.
        report: takes whatever does not come along.
    """
    block = ContentBlock().child_blocks.get(marked.type)
    if block is None:
        report.loss(marked.place, f"There is no kind of block named “{marked.type[:60]}”.")
        return None
    settler = _Settler(resolver, report, marked)
    try:
        raw = settler.value(block, marked.value)
    except _Unusable as error:
        report.loss(marked.place, f"A block ({marked.type}) could not be read: {error}")
        return None
    return Settled({"type": marked.type, "value": raw}, settler.footnotes, marked.anchors)


def settle_text(
    marked: MarkedBlock, features: Iterable[str], resolver: Resolver, report: Report
) -> str:
    """Return a rich text that stands alone, with this portal's names.

    Args:
        marked: the text, told as if it were a block.
        features: what the editor offers for it.
        resolver: what its names mean here.
        report: takes whatever does not come along.
    """
    return _Settler(resolver, report, marked).html(marked.value, features)


def faults(raw: dict[str, Any]) -> str:
    """Return why a kind of block does not take a value with its ids, in words; "" if it does."""
    block = ContentBlock().child_blocks[raw["type"]]
    value = block.to_python(raw["value"])
    # Figures that nobody has been asked for here yet are kept, though none can be chosen.
    for figure in value["figures"] if raw["type"] == "outcome" else ():
        figure["measure"] = ""
    try:
        block.clean(value)
    except ValidationError as error:
        return " ".join(dict.fromkeys(_messages(error)))
    return ""


def _messages(error: ValidationError) -> Iterator[str]:
    """Yield the sentences of an error of blocks within blocks."""
    inner = [*(getattr(error, "block_errors", None) or {}).values()]
    inner += [*(getattr(error, "cell_errors", None) or {}).values()]
    outer = getattr(error, "non_block_errors", None) or []
    for each in (*inner, *(outer.as_data() if hasattr(outer, "as_data") else outer)):
        nested = each.values() if isinstance(each, dict) else [each]
        for one in nested:
            yield from _messages(one) if isinstance(one, ValidationError) else [str(one)]
    if not inner and not outer:
        yield from error.messages


class _Settler:
    """Settles one block."""

    def __init__(self, resolver: Resolver, report: Report, marked: MarkedBlock) -> None:
        self._resolver = resolver
        self._report = report
        self._marked = marked
        self._ids: dict[str, str] = {}
        self._items = 0
        self.footnotes: dict[str, str] = {}

    @property
    def _place(self) -> Place:
        return self._marked.place

    def value(self, block: blocks.Block, told: Any) -> Any:
        """Return a value as the block stores it.

        Raises:
            _Unusable: it has not the block's form.
        """
        if isinstance(block, blocks.StreamBlock):
            return list(self._stream(block, told))
        if isinstance(block, blocks.StructBlock):
            return self._struct(block, told)
        if isinstance(block, blocks.ListBlock):
            return list(self._list(block, told))
        if isinstance(block, TypedTableBlock):
            return self._table(block, told)
        if isinstance(block, blocks.RichTextBlock):
            return self.html(_text(told), block.features or ())
        if isinstance(block, ChooserBlock):
            return self._chosen(block.model_class, told)
        return _plain(block, told)

    def _stream(self, block: blocks.StreamBlock, told: Any) -> Iterator[dict[str, Any]]:
        for child in _sequence(told):
            kind = child.get("type") if isinstance(child, dict) else None
            if kind not in block.child_blocks:
                self._report.loss(self._place, f"There is nothing named “{str(kind)[:60]}” here.")
                continue
            value = self.value(block.child_blocks[kind], child.get("value"))
            yield {"type": kind, "value": value}

    def _struct(self, block: blocks.StructBlock, told: Any) -> dict[str, Any]:
        if not isinstance(told, dict):
            raise _Unusable("its parts have no names.")
        for name in told.keys() - block.child_blocks.keys():
            self._report.loss(self._place, f"There is no field named “{str(name)[:60]}” here.")
        return {
            name: self.value(child, told[name])
            if name in told
            else child.get_prep_value(child.get_default())
            for name, child in block.child_blocks.items()
        }

    def _list(self, block: blocks.ListBlock, told: Any) -> Iterator[dict[str, Any]]:
        child = block.child_block
        for item in _sequence(told):
            value = self.value(child, item)
            lost = value is None and isinstance(child, ChooserBlock)
            # A figure of an idea that is not here says nothing.
            lost = lost or (isinstance(value, dict) and "idea" in value and not value["idea"])
            if not lost:
                yield {"type": "item", "value": value, "id": self._next_id()}

    def _next_id(self) -> str:
        """Return an id for an item, the same whenever the same file is read."""
        self._items += 1
        content = json.dumps([self._place.file, self._marked.value, self._items], sort_keys=True)
        return str(uuid.uuid5(uuid.NAMESPACE_URL, content))

    def _table(self, block: TypedTableBlock, told: Any) -> dict[str, Any]:
        try:
            columns = [
                {"type": str(each["type"]), "heading": _text(each["heading"])}
                for each in _sequence(told["columns"])
            ]
            kinds = [block.child_blocks[each["type"]] for each in columns]
            rows = [
                [self.value(kind, cell) for kind, cell in zip(kinds, _sequence(row), strict=True)]
                for row in _sequence(told["rows"])
            ]
        except (KeyError, TypeError, ValueError) as error:
            raise _Unusable("its rows and columns do not fit together.") from error
        return {"columns": columns, "rows": [{"values": row} for row in rows], "caption": ""}

    def _chosen(self, model: Any, told: Any) -> str | int | None:
        if told in (None, ""):
            return None
        name = _text(told)
        found = self._resolver.chosen(model, name)
        if found is None:
            kind = model._meta.verbose_name
            self._report.loss(self._place, f"The {kind} “{name[:100]}” is not here.")
        return found

    def html(self, told: str, features: Any) -> str:
        """Return a rich text as it may be stored, reporting what does not come along."""
        targets = Targets(
            page=self._resolver.page,
            document=lambda path: self._resolver.chosen(get_document_model(), path),
            footnote=self._footnote,
        )
        text, left_out = safe_html(told, features, targets)
        for words in dict.fromkeys(left_out):
            self._report.loss(self._place, f"Left out of a text: {words}.")
        return text

    def _footnote(self, name: str) -> str | None:
        if name not in self._marked.footnotes:
            return None
        if name not in self._ids:
            # As an import names the footnotes that stand outside of marks: one note in both is one.
            file = self._place.file
            number = self._ids[name] = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{file}#fn:{name}"))
            self.footnotes[number] = self.html(self._marked.footnotes[name], FOOTNOTE_FEATURES)
        return self._ids[name]


def _sequence(told: Any) -> list[Any]:
    if told is None:
        return []
    if not isinstance(told, list):
        raise _Unusable("a list was expected.")
    return told


def _text(told: Any) -> str:
    if told is None:
        return ""
    if not isinstance(told, str):
        raise _Unusable("a text was expected.")
    return told


def _plain(block: blocks.Block, told: Any) -> Any:
    """Return a simple value if it is of the block's kind."""
    if isinstance(block, blocks.BooleanBlock):
        kinds: tuple[type, ...] = (bool,)
    elif isinstance(block, blocks.IntegerBlock):
        kinds = (int,)
    elif isinstance(block, blocks.FloatBlock):
        kinds = (int, float)
    else:
        kinds = (str,)
    wrong = told is not None and not isinstance(told, kinds)
    if wrong or (isinstance(told, bool) and bool not in kinds):
        raise _Unusable("a value is of another kind than expected.")
    if isinstance(block, MeasureBlock) and told:
        try:
            parts = parse_metric(told)
        except ValueError as error:
            raise _Unusable("a figure has no name that can be read.") from error
        if parts is None or not all(isinstance(part, str) for part in parts):
            raise _Unusable("a figure has no name that can be read.")
    return told
