"""The values of what has no drafts: read, compared, put back, and shown."""

import json
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, Model
from django.utils.text import capfirst
from wagtail.blocks import StreamValue, StructValue
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from consultation.workflow.models import PendingChange
from consultation.workflow.review.fingerprints import BLOCK_KEY, EMPTY_TEXT

Values = dict[str, Any]


def read_values(item: Any) -> Values:
    """Return what people can change of something, as it is kept in JSON."""
    values = {field.name: _plain(field, item) for field in _fields(item)}
    return dict(json.loads(json.dumps(values, cls=DjangoJSONEncoder)))


def fill(item: Any, values: Values) -> None:
    """Put kept values into something, which is not saved by that."""
    for field in _fields(item):
        if field.name in values:
            value = values[field.name]
            target = field.target_field if field.is_relation else field
            setattr(item, field.attname, target.to_python(value))


def differences(change: PendingChange) -> list[dict[str, str]]:
    """Return the fields that a change is about: label, old and new value in words."""
    model = change.model
    if model is None:
        return []
    old, new = model(), model()
    fill(old, change.based_on)
    fill(new, change.values)
    found = []
    for field in _fields(model):
        before, after = change.based_on.get(field.name), change.values.get(field.name)
        if before == after:
            continue
        words = [
            "\n".join(_words(field, item)) if field.name in values else ""
            for item, values in ((old, change.based_on), (new, change.values))
        ]
        # Such as bold type: what cannot be told apart in words is shown as it is kept.
        if words[0] == words[1]:
            words = [str(before), str(after)]
        if any(words):
            label = str(capfirst(field.verbose_name))
            found.append({"label": label, "old": words[0], "new": words[1]})
    return found


def _fields(item: Any) -> list[Any]:
    return [
        field for field in item._meta.concrete_fields if field.editable and not field.primary_key
    ]


def _plain(field: Field, item: Any) -> Any:
    value = field.value_from_object(item)
    if isinstance(field, StreamField):
        # Reads every block, so that what is in the database and what a form made are alike.
        list(value)
        return field.stream_block.get_prep_value(value)
    if isinstance(field, RichTextField):
        # The editor gives paragraphs new keys, and leaves one where there is no text.
        value = BLOCK_KEY.sub("", value)
        return "" if value == EMPTY_TEXT else value
    return value


def _words(field: Any, item: Any) -> list[str]:
    """Return a value as lines of text, with the addresses of links."""
    if field.is_relation:
        pk = getattr(item, field.attname)
        other = field.related_model._base_manager.filter(pk=pk).first() if pk else None
        return [_name(other)] if other else [f"(no longer there: {pk})" if pk else ""]
    value = getattr(item, field.attname)
    if isinstance(value, StreamValue):
        return [", ".join(_block_words(child.value)) for child in value]
    if isinstance(field, RichTextField):
        return _text(value)
    if isinstance(value, bool):
        return ["Yes" if value else "No"]
    return [str(value)]


def _block_words(value: Any) -> Iterator[str]:
    if isinstance(value, StructValue):
        for name, part in value.items():
            words = ", ".join(_block_words(part))
            if words:
                yield f"{value.block.child_blocks[name].label}: {words}"
    elif isinstance(value, Model):
        yield _name(value)
    elif value:
        yield str(value)


def _text(html: str) -> list[str]:
    drawn = BeautifulSoup(html, "html.parser")
    for link in drawn.find_all("a"):
        where = link.get("href") or f"{link.get('linktype')} {link.get('id')}"
        link.append(f" ({where})")
    return [each.get_text() for each in drawn.find_all(["p", "li"])] or [drawn.get_text()]


def _name(item: Any) -> str:
    """Name a thing by its number as well: two may have the same title."""
    kind = "page" if isinstance(item, Page) else item._meta.verbose_name
    return f"{item}, {kind} {item.pk}"
