"""What a draft still lacks. An editor saves drafts that are unfinished; these do not go out."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.text import capfirst, get_text_list
from wagtail.fields import StreamField

# Why a field is wrong, where its name says enough.
EMPTY = frozenset({"blank", "null", "required"})


def missing_fields(draft: Model) -> list[str]:
    """Return what keeps a draft from being published: names of fields, in the model's order.

    A stream is named with the blocks that are not finished, counted from 1. What is wrong
    with a field that is not empty stands behind its name.
    """
    wrong: dict[str, list[ValidationError]] = {}
    messages: list[str] = []
    try:
        draft.full_clean()
    except ValidationError as error:
        wrong, messages = error.error_dict, error.messages
    # What belongs to no field is told as it is.
    return list(_named(draft, wrong)) or messages


def _named(draft: Model, wrong: dict[str, list[ValidationError]]) -> Iterator[str]:
    for field in draft._meta.concrete_fields:
        if field.name in wrong:
            errors = [each for each in wrong[field.name] if each.code not in EMPTY]
            reasons = " ".join(ValidationError(errors).messages).rstrip(".")
            name = capfirst(str(field.verbose_name))
            yield f"{name} ({reasons})" if reasons else name
        elif isinstance(field, StreamField) and (blocks := _unfinished(draft, field)) is not None:
            yield f"{capfirst(str(field.verbose_name))}{blocks}"


def _unfinished(draft: Model, field: StreamField) -> str | None:
    """Return which blocks of a stream are not finished; None where all of it is."""
    stream: Any = getattr(draft, field.name)
    try:
        field.stream_block.clean(stream)
    except ValidationError as error:
        places = sorted(getattr(error, "block_errors", None) or {})
        names = [f"block {place + 1}, {stream[place].block.label}" for place in places]
        return f" ({get_text_list(names, 'and')})" if names else ""
    return None


def to_complete(missing: list[str]) -> str:
    """Say what to do before something can go out."""
    return f"Complete or correct this first: {'; '.join(missing)}."


def incomplete(title: str, missing: list[str]) -> str:
    """Say that something cannot go out, and what to do first."""
    return f"“{title}” is not finished. {to_complete(missing)}"
