"""A page as data that mean the same in every portal: written, read and checked.

Blocks and settings are as a page stores them, with names in place of ids: a page is the path of its
file, a picture or document its own path, an area, theme or idea its code. Nothing that is read is
believed.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

from bs4 import Tag
from bs4.formatter import EntitySubstitution, HTMLFormatter
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.html import escape
from django.utils.timezone import is_aware, make_aware
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.whitelist import check_url

from consultation.common.text import elements_left_out, elements_of, sanitise
from consultation.pages.blocks import ContentBlock
from consultation.pages.blocks.formats import FormatBlock
from consultation.pages.models import ConsultationPage, OutcomePage, SectionPage, ThemePage
from consultation.responses.results.idea_results import parse_metric

TYPES: dict[str, type[Page]] = {
    "consultation": ConsultationPage,
    "section": SectionPage,
    "theme": ThemePage,
    "outcome": OutcomePage,
}
_FIELDS = (
    "summary", "organisation", "opens_at", "closes_at", "contact", "privacy", "retention_months",
    "roles", "reflections", "idea_set", "told", "theme", "formats", "seo_title",
    "search_description", "show_in_menus",
)  # fmt: skip
FOOTNOTE_FEATURES = ("bold", "italic", "link")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Deeper than any editor goes.
DEEPEST = 100
_TAG = re.compile(r"<(/?)(?!br|hr)[a-zA-Z]")


class _InOrder(HTMLFormatter):
    """Leaves attributes in their order, as the editor stores them."""

    def attributes(self, tag: Tag) -> Any:
        return tag.attrs.items()


_FORMATTER = _InOrder(entity_substitution=EntitySubstitution.substitute_xml)


@dataclass(slots=True)
class Translator:
    """Takes blocks from one way of naming things to another, and leaves nothing else in them."""

    # The new name of a page by its old one and a place on it; "" if it is gone.
    page: Callable[[str, str], str]
    # The new name of what a chooser holds, by its model and old name.
    chosen: Callable[[Any, Any], Any]
    # Is told in a sentence what does not come along.
    remark: Callable[[str], None]
    # The ids of the footnotes there are.
    footnotes: Collection[str] = ()

    def body(self, told: list[Any]) -> Iterator[dict[str, Any]]:
        """Yield the blocks of a page; one that has not its form is told and left out."""
        for child in told:
            try:
                yield from self._stream(ContentBlock(), [child])
            # What parts are of another kind than their block says.
            except (AttributeError, KeyError, TypeError, ValueError):
                self.remark(_("A block (%(kind)s) could not be read.") % {"kind": _kind(child)})

    def value(self, block: blocks.Block, told: Any) -> Any:
        """Return a value as its block stores it; many errors if it has not the block's form."""
        match block:
            case blocks.StreamBlock():
                return list(self._stream(block, told))
            case blocks.StructBlock():
                return self._struct(block, told)
            case blocks.ListBlock():
                return list(self._items(block, told))
            case TypedTableBlock():
                return self._table(block, told)
            case blocks.RichTextBlock():
                return self.html(_simple(told, str), block.features or ())
            case blocks.ChooserBlock():
                return self.choice(block.model_class, told)
            case blocks.BooleanBlock():
                return _simple(told, bool)
            case blocks.IntegerBlock() | blocks.FloatBlock():
                return _simple(told, int, float)
        return _simple(told, str)

    def _stream(self, block: blocks.StreamBlock, told: Any) -> Iterator[dict[str, Any]]:
        for child in _list(told):
            kind = _kind(child)
            if kind not in block.child_blocks:
                self.remark(_("There is no kind of block named “%(kind)s”.") % {"kind": kind})
                continue
            value = self.value(block.child_blocks[kind], child.get("value"))
            yield {"type": kind, "value": value} | _id(child)

    def _struct(self, block: blocks.StructBlock, told: Any) -> dict[str, Any]:
        fields = block.child_blocks
        for name in told.keys() - fields.keys():
            self.remark(_("There is no field named “%(name)s”.") % {"name": name[:60]})
        return {name: self.value(fields[name], told[name]) for name in fields if name in told}

    def _items(self, block: blocks.ListBlock, told: Any) -> Iterator[Any]:
        child = block.child_block
        for item in _list(told):
            # Items are stored with an id, or as their values alone.
            key = _id(item) if isinstance(item, dict) and item.get("type") == "item" else None
            value = self.value(child, item if key is None else item.get("value"))
            # A figure of an idea that is not here says nothing.
            is_gone = value is None and isinstance(child, blocks.ChooserBlock)
            if not is_gone and not (isinstance(value, dict) and value.get("idea", True) is None):
                yield {"type": "item", "value": value} | key if key else value

    def _table(self, block: TypedTableBlock, told: Any) -> dict[str, Any]:
        columns = [
            {"type": each["type"], "heading": _simple(each["heading"], str)}
            for each in told["columns"]
        ]
        kinds = [block.child_blocks[each["type"]] for each in columns]
        rows = [
            {"values": [self.value(*cell) for cell in zip(kinds, row["values"], strict=True)]}
            for row in told["rows"]
        ]
        return {"columns": columns, "rows": rows, "caption": ""}

    def choice(self, model: Any, told: Any) -> Any:
        """Return the new name of something chosen; None, with a remark, if it is gone."""
        if told in (None, ""):
            return None
        found = self.chosen(model, told) if isinstance(told, str | int) else None
        if found in (None, ""):
            what = {"kind": model._meta.verbose_name, "name": str(told)[:100]}
            # Translators: kind is “image”, “idea” and the like.
            self.remark(_("“%(name)s” (%(kind)s) is not here.") % what)
            return None
        return found

    def html(self, told: str | None, features: Collection[str]) -> str:
        """Return a rich text with new names in its links, and nothing that its editor lacks."""
        soup = sanitise(told or "", elements_of(features), self._attributes)
        for name in elements_left_out(told or "", features):
            self.remark(_("Left out of a text: %(what)s.") % {"what": f"<{name[:60]}>"})
        text = str(soup.decode(formatter=_FORMATTER))
        if _depth(text) > DEEPEST:
            self.remark(_("A text is nested too deeply. Only its words were kept."))
            return f"<p>{escape(soup.get_text())}</p>"
        return text

    def _attributes(self, tag: Tag) -> dict[str, str] | None:
        """Return the attributes that an element keeps; None for one that only leaves its text."""
        kind, name = tag.get("linktype"), str(tag.get("id") or "")
        anchor, href = str(tag.get("anchor") or ""), str(tag.get("href") or "")
        if tag.name == "footnote":
            tag.string = f"[{name[:6]}]" if name in self.footnotes else ""
            kept = {"id": name} if name in self.footnotes else {}
        elif tag.name != "a":
            return {}
        elif kind == "page":
            target = self.page(name, anchor)
            kept = {"linktype": "page", "id": target} | ({"anchor": anchor} if anchor else {})
            if "://" in target:
                kept = {"href": target + (f"#{anchor}" if anchor else "")}
            kept = kept if target else {}
        elif kind == "document":
            target = self.chosen(get_document_model(), name)
            kept = {"linktype": "document", "id": target} if target else {}
        else:
            kept = {"href": href} if href and (href.startswith("#") or check_url(href)) else {}
        if not kept:
            target = (name or href or _("an address that is not allowed"))[:100]
            what = {"words": tag.get_text()[:60], "target": target}
            self.remark(_("Left out of a text: “%(words)s”, which leads to %(target)s.") % what)
        return kept or None


def _list(told: Any) -> list[Any]:
    if not isinstance(told, list | None):
        raise TypeError("A list was expected.")
    return told or []


def _kind(told: Any) -> str:
    """Return the kind that a block says it is of."""
    kind = told.get("type") if isinstance(told, dict) else None
    return kind[:60] if isinstance(kind, str) else ""


def _id(told: dict[str, Any]) -> dict[str, str]:
    """Return the id of a block or item, so that versions compare; nothing for one of no use."""
    key = told.get("id")
    return {"id": key} if isinstance(key, str) and UUID.fullmatch(key) else {}


def _simple(told: Any, *kinds: type) -> Any:
    # To Python, true and false are whole numbers.
    is_kind = isinstance(told, kinds) and isinstance(told, bool) == (bool in kinds)
    if told is not None and not (is_kind and (isinstance(told, str) or isfinite(told))):
        raise TypeError("A value is of another kind than expected.")
    return told


def _depth(html: str) -> int:
    """Return how deeply elements stand in each other."""
    deepest = depth = 0
    for tag in _TAG.finditer(html):
        depth += -1 if tag[1] else 1
        deepest = max(deepest, depth)
    return deepest


def valid_blocks(
    body: Collection[dict[str, Any]], remark: Callable[[str], None]
) -> Iterator[dict[str, Any]]:
    """Yield those blocks of a page that their own kinds take, with ids in them; tell the others."""
    for raw in body:
        block = ContentBlock().child_blocks[raw["type"]]
        value = block.to_python(raw["value"])
        try:
            # Figures without any results here yet are kept, though none can be chosen.
            for figure in value["figures"] if raw["type"] == "outcome" else ():
                if not all(isinstance(each, str) for each in parse_metric(figure["measure"]) or ()):
                    raise TypeError
                figure["measure"] = ""
            block.clean(value)
        except (RecursionError, TypeError, ValidationError, ValueError):
            text = _("A block (%(kind)s) cannot be kept: a part is missing or not allowed.")
            remark(text % {"kind": raw["type"]})
        else:
            yield raw


def _fields(model: type[Page]) -> Iterator[Any]:
    return (field for field in model._meta.concrete_fields if field.name in _FIELDS)


def page_settings(page: Page, translator: Translator) -> dict[str, Any]:
    """Return the settings of a page by their names."""
    found: dict[str, Any] = {}
    for field in _fields(type(page)):
        value = field.value_from_object(page)
        if isinstance(field, StreamField):
            value = value.get_prep_value()
        elif isinstance(value, datetime):
            value = value.isoformat()
        if value or field.blank or value is False:
            found[field.name] = _translated(field, value, translator)
    return found


def read_settings(
    model: type[Page], told: dict[str, Any], translator: Translator
) -> dict[str, Any]:
    """Return the settings of an archive's page that this type of page takes; tell the others."""
    found: dict[str, Any] = {}
    fields = {field.name: field for field in _fields(model)}
    for name, value in told.items():
        try:
            found[fields[name].attname] = _checked(fields[name], value, translator)
        except (AttributeError, KeyError, TypeError, ValueError, ValidationError):
            what = {"name": name[:60], "value": str(value)[:60]}
            translator.remark(_("The setting “%(name)s” (%(value)s) could not be read.") % what)
    opens, closes = (parse_datetime(found.get(name) or "") for name in ("opens_at", "closes_at"))
    if opens and closes and closes <= opens:
        translator.remark(_("The consultation would close before it opens: no dates."))
        found |= {"opens_at": None, "closes_at": None}
    return found


def _translated(field: Any, value: Any, translator: Translator) -> Any:
    if isinstance(field, RichTextField):
        return translator.html(value, field.features)
    if isinstance(field, StreamField):
        return translator.value(field.stream_block, value)
    if isinstance(field, models.ForeignKey):
        return translator.choice(field.related_model, value)
    return value


def _checked(field: Any, told: Any, translator: Translator) -> Any:
    value = _translated(field, told, translator)
    if field.name == "formats":
        _check_formats(value)
    elif isinstance(field, StreamField):
        field.stream_block.clean(field.to_python(value))
    elif not isinstance(value, str | int | None):
        raise TypeError("A value is of another kind than expected.")
    elif not isinstance(field, models.ForeignKey):
        value = field.clean(value[: field.max_length] if isinstance(value, str) else value, None)
    if isinstance(value, datetime):
        value = (value if is_aware(value) else make_aware(value)).isoformat()
    return value


def _check_formats(told: list[dict[str, Any]]) -> None:
    """Check all but what is chosen: pages and files have no ids yet."""
    for name, part in FormatBlock().child_blocks.items():
        for child in told if not isinstance(part, blocks.ChooserBlock) else ():
            part.clean(part.to_python(child["value"].get(name, part.get_default())))


def fill_settings(page: Any, settings: Mapping[str, Any]) -> None:
    """Give a page what an archive says of it, as far as its type has a place for it."""
    for field in _fields(type(page)):
        if field.attname in settings:
            setattr(page, field.attname, field.to_python(settings[field.attname]))
    if isinstance(page, ConsultationPage):
        page.organisation = page.organisation or page.title[:200]
