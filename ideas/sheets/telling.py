"""What a sheet changes, in words and lines for people."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape

from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.text import capfirst
from wagtail.fields import RichTextField

from ideas.models.base import Reviewed
from ideas.sheets.planning import Change, Plan


@dataclass(slots=True)
class Line:
    """One area, theme or idea in a table.

    Args:
        kind: what it is.
        name: what it is called now, or will be if it is new.
        url: its editor; "" for what is new.
        rows: numbers of its rows.
        is_new: whether it is added.
        fields: (field, before, after) in words.
        replaces: whose newer draft it takes the place of, or "".
    """

    kind: str
    name: str
    url: str
    rows: str
    is_new: bool
    fields: list[tuple[str, str, str]] = field(default_factory=list)
    replaces: str = ""


def field_changes(change: Change) -> Iterator[tuple[str, str, str]]:
    """Yield (name of the field, before, after) in the words of the editor."""
    for each in change.fields:
        model_field = change.item._meta.get_field(each.field)
        labels = dict(getattr(model_field, "flatchoices", ()))
        before, after = (
            "" if value is None else str(labels.get(str(value), value))
            for value in (each.before, each.after)
        )
        if isinstance(model_field, RichTextField):
            texts = readable(before), readable(after)
            # Where the words are the same, what changes are links and the like.
            before, after = texts if texts[0] != texts[1] else (before, after)
        yield str(model_field.verbose_name), before, after


def readable(html: str) -> str:
    """Return a description as plain lines."""
    lines = re.sub(r"</p>|</li>|<br/?>|<[uo]l>", "\n", html).replace("<li>", "• ")
    return re.sub(r"\n+", "\n", unescape(strip_tags(lines))).strip()


def lines_of(changes: Iterable[Change]) -> list[Line]:
    """Return a line for each of them."""
    return [
        Line(
            kind=capfirst(change.kind),
            name=change.name,
            url=_editor(change.item),
            rows=_ranges(change.rows),
            is_new=change.is_new,
            fields=[
                (capfirst(name), before, after) for name, before, after in field_changes(change)
            ],
            replaces=change.replaces,
        )
        for change in changes
    ]


def _editor(item: Reviewed) -> str:
    if item.pk is None:
        return ""
    viewset = type(item).snippet_viewset
    return reverse(viewset.get_url_name("edit"), args=[item.pk])


def _ranges(numbers: list[int]) -> str:
    """Return numbers in words, those that follow each other as "2 to 5"."""
    return ", ".join(
        str(first) if first == last else f"{first} to {last}" for first, last in _runs(numbers)
    )


def _runs(numbers: list[int]) -> Iterator[tuple[int, int]]:
    first = last = numbers[0]
    for number in numbers[1:]:
        if number != last + 1:
            yield first, last
            first = number
        last = number
    yield first, last


def written_sentence(plan: Plan) -> str:
    """Return what was done, as a sentence."""
    parts = [
        f"{_counted(changes)} {verb}"
        for changes, verb in ((plan.added, "added"), (plan.changed, "changed"))
        if changes
    ]
    return f"As drafts: {' and '.join(parts)}."


def _counted(changes: list[Change]) -> str:
    numbers = Counter(type(change.item) for change in changes)
    return ", ".join(
        f"{number} {model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural}"
        for model, number in numbers.items()
    )
