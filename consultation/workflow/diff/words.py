"""What changes in the words of pages, areas, themes and ideas, side by side, for reviewers.

Read from stored versions as they are, so that a whole consultation takes a fixed number of
queries. Unlike Wagtail's comparison, it also shows the addresses of links.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, NamedTuple

from bs4 import BeautifulSoup
from django.db.models import Field, Model
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext
from wagtail import blocks
from wagtail.admin.compare import diff_text
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, Revision

from consultation.workflow.items import Key, key_of
from consultation.workflow.review.fingerprints import NOT_READ

# A label, and a text or what it refers to: a model and an id.
Line = tuple[str, Any]


class Row(NamedTuple):
    """A line that changes: its label, and its words before and after with the changes marked."""

    label: str
    old: SafeString
    new: SafeString


@dataclass(frozen=True, slots=True)
class WordChanges:
    """What changes in the words of one item."""

    is_new: bool  # readers see nothing of it yet
    rows: tuple[Row, ...]


def changes_in_words(items: Iterable[Any]) -> dict[Key, WordChanges]:
    """Return what the newest versions of items change for readers, by three queries and one for
    each kind of thing that they refer to."""
    items = list(items)
    numbers = {pk for item in items for pk in (item.latest_revision_id, item.live_revision_id)}
    versions = Revision.objects.select_related("content_type").in_bulk(numbers - {None})
    lines: dict[Key, tuple[list[Line], list[Line]]] = {}
    for item in items:
        old = _lines_of(versions.get(item.live_revision_id)) if item.live else []
        if item.live and item.live_revision_id not in versions:
            # Published by a program, or its version is gone.
            public = item.specific if isinstance(item, Page) else item
            old = list(_read_fields(public.serializable_data(), type(public)))
        lines[key_of(item)] = (old, _lines_of(versions.get(item.latest_revision_id)))
    names = _names(line for pair in lines.values() for each in pair for line in each)
    return {
        key_of(item): WordChanges(not item.live, tuple(_rows(*lines[key_of(item)], names)))
        for item in items
    }


def _lines_of(version: Revision | None) -> list[Line]:
    model = version.content_type.model_class() if version else None
    return list(_read_fields(version.content, model)) if version and model else []


def _read_fields(content: Mapping[str, Any], model: type[Model]) -> Iterator[Line]:
    for field in model._meta.get_fields():
        value = content.get(field.name)
        if field.name in NOT_READ or value in (None, "", [], False):
            continue
        if not isinstance(field, Field):
            # Such as the footnotes of a page, each with the relation to its page.
            for row in value if isinstance(value, list) else ():
                own = {name: each for name, each in row.items() if name != field.field.name}
                yield from _read_fields(own, field.related_model)
        else:
            label = str(capfirst(field.verbose_name))
            yield from ((part or label, each) for part, each in _read(field, value))


def _read(field: Field, value: Any) -> Iterator[Line]:
    """Yield the parts of a field's value, with the label of each within the field or ""."""
    if isinstance(field, StreamField):
        stream = json.loads(value) if isinstance(value, str) else value
        yield from _read_block(field.stream_block, stream)
    elif isinstance(field, RichTextField):
        yield from (("", line) for line in _rich_text(value))
    elif field.is_relation:
        for pk in value if isinstance(value, list) else [value]:
            yield "", (field.related_model, pk)
    elif field.flatchoices:
        yield "", str(dict(field.flatchoices).get(value, value))
    else:
        yield "", gettext("Yes") if value is True else str(value)


def _read_block(block: blocks.Block, value: Any) -> Iterator[Line]:
    label = str(block.label or "")
    if value in (None, "", [], False):
        return
    if isinstance(block, blocks.StreamBlock | blocks.StructBlock | blocks.ListBlock):
        for child, each in _parts(block, value):
            yield from _read_block(child, each)
    elif isinstance(block, blocks.RichTextBlock):
        yield from ((label, line) for line in _rich_text(value))
    elif isinstance(block, blocks.ChooserBlock):
        yield label, (block.model_class, value)
    elif isinstance(block, blocks.ChoiceBlock):
        choices = dict(block.field.choices)
        yield label, str(choices.get(value, value))
    else:
        yield from ((label, text) for text in _texts(value))


def _parts(block: Any, value: Any) -> Iterator[tuple[blocks.Block, Any]]:
    """Yield the blocks within a block with their values."""
    if isinstance(block, blocks.StructBlock):
        yield from ((child, value.get(name)) for name, child in block.child_blocks.items())
        return
    for item in value:
        is_wrapped = isinstance(item, dict) and {"type", "value"} <= item.keys()
        each = item["value"] if is_wrapped else item
        if isinstance(block, blocks.ListBlock):
            yield block.child_block, each
        elif child := block.child_blocks.get(item["type"]):
            yield child, each


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts in a value of another kind, such as a table."""
    if isinstance(value, dict):
        value = [each for name, each in value.items() if name not in ("id", "type")]
    if isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif value is True:
        yield gettext("Yes")
    elif value not in (None, "", False):
        yield (
            "\n".join(_rich_text(value)) if isinstance(value, str) and "<" in value else f"{value}"
        )


def _rich_text(html: str) -> list[str]:
    """Return the paragraphs of a rich text, with the addresses of its links and pictures."""
    soup = BeautifulSoup(html, "html.parser")
    for link in soup.find_all("a"):
        where = link.get("href") or f"{link.get('linktype')} {link.get('id')}"
        link.append(f" ({where})")
    for embed in soup.find_all("embed"):
        shown = (embed.get(name) for name in ("embedtype", "id", "url", "alt"))
        embed.append(f"[{' '.join(str(each) for each in shown if each)}]")
    parts = soup.find_all(["p", "li", "h2", "h3", "h4", "h5", "h6", "embed"])
    return [text for each in parts or [soup] if (text := each.get_text(" ", strip=True))]


def _names(lines: Iterable[Line]) -> dict[tuple[type[Model], Any], str]:
    """Return the names of all that versions refer to, by one query for each model."""
    wanted: dict[type[Model], set[Any]] = defaultdict(set)
    for _, value in lines:
        if isinstance(value, tuple):
            wanted[value[0]].add(value[1])
    return {
        (model, pk): str(thing)
        for model, ids in wanted.items()
        for pk, thing in model._base_manager.in_bulk(ids).items()
    }


def _rows(old: list[Line], new: list[Line], names: Mapping[Any, str]) -> Iterator[Row]:
    before, after = _named(old, names), _named(new, names)
    matcher = SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            pairs = zip_longest(before[start:end], after[new_start:new_end], fillvalue=("", ""))
            for (old_label, then), (label, now) in pairs:
                pieces = diff_text(then, now).changes
                yield Row(label or old_label, _mark(pieces, "deletion"), _mark(pieces, "addition"))


def _named(lines: list[Line], names: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [
        (label, _name(value, names) if isinstance(value, tuple) else value)
        for label, value in lines
    ]


def _name(reference: tuple[type[Model], Any], names: Mapping[Any, str]) -> str:
    """Return a title with its number: two may have the same title."""
    deleted = gettext("(deleted: %(id)s)") % {"id": reference[1]}
    if reference not in names:
        return deleted
    kind = reference[0]._meta.verbose_name
    return gettext("%(title)s, %(kind)s %(id)s") % {
        "title": names[reference],
        "kind": kind,
        "id": reference[1],
    }


def _mark(pieces: list[tuple[str, str]], side: str) -> SafeString:
    """Return one side of a line, with what is only there marked."""
    tag = "del" if side == "deletion" else "ins"
    shown = [(kind, text) for kind, text in pieces if kind in ("equal", side) and text]
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<{0}>{1}</{0}>", tag, text) if kind == side else text,)
            for kind, text in shown
        ),
    )
