"""Publishing drafts: what a draft still lacks, and many new ones published together."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.log_actions import registry
from wagtail.models import Page, Revision
from wagtail.search.backends import get_search_backends
from wagtail.signals import page_published, published

from consultation.common.text import join_words, semicolon_separated

# What a template leaves for editors to write: square brackets whose words end in an ellipsis.
_GUIDANCE = re.compile(r"\[[^\[\]]*\w[^\[\]]*…\]")
# Why a field is wrong, where its name says enough.
EMPTY = frozenset({"blank", "null", "required"})
# The fields that publication writes.
STATE = (
    "latest_revision",
    "live_revision",
    "first_published_at",
    "last_published_at",
    "live",
    "has_unpublished_changes",
)


def missing_fields(draft: Model) -> list[str]:
    """Return what keeps a draft from being published: names of fields, in the model's order.

    A stream is named with the blocks that are not finished, counted from 1. What is wrong with a
    field that is not empty follows its name. Guidance of a template that was not replaced comes
    last.
    """
    wrong: dict[str, list[ValidationError]] = {}
    messages: list[str] = []
    try:
        draft.full_clean()
    except ValidationError as error:
        wrong, messages = error.error_dict, error.messages
    # What belongs to no field is said as it is.
    named = list(_named(draft, wrong)) or messages
    return [*named, *_to_replace(draft)]


def guidance_left(draft: Model) -> dict[str, list[str]]:
    """Return the guidance of a template that was not replaced in a draft, by its place."""
    found: dict[str, list[str]] = {}
    for field in draft._meta.concrete_fields:
        name, value = capfirst(str(field.verbose_name)), getattr(draft, field.attname)
        if isinstance(field, StreamField):
            for number, child in enumerate(value.raw_data, 1):
                # Guidance may be in any part of a block.
                text = json.dumps(child["value"], ensure_ascii=False, default=str)
                block = field.stream_block.child_blocks.get(child["type"])
                label = block.label if block else child["type"]
                place = _("%(name)s, block %(number)d, %(label)s")
                found[place % {"name": name, "number": number, "label": label}] = _guidance(text)
        elif field.editable and isinstance(value, str):
            found[name] = _guidance(value)
    return {place: words for place, words in found.items() if words}


def _guidance(text: str) -> list[str]:
    return [strip_tags(words)[:100] for words in _GUIDANCE.findall(text)]


def _to_replace(draft: Model) -> list[str]:
    """Return what guidance has to be replaced, a phrase for each place."""
    replace = _("replace “%(words)s”")
    return [
        _with_details(place, semicolon_separated(replace % {"words": each} for each in words))
        for place, words in guidance_left(draft).items()
    ]


class GuidanceFormMixin(forms.Form):
    """An editor's form that publishes or sends nothing in which guidance of a template is left."""

    instance: Any
    is_deferred_validation: bool

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.is_deferred_validation and (left := _to_replace(self.instance)):
            self.add_error(None, to_complete(left))


def _named(draft: Model, wrong: dict[str, list[ValidationError]]) -> Iterator[str]:
    for field in draft._meta.concrete_fields:
        name = capfirst(str(field.verbose_name))
        if field.name in wrong:
            errors = [each for each in wrong[field.name] if each.code not in EMPTY]
            reasons = " ".join(ValidationError(errors).messages).rstrip(".")
            yield _with_details(name, reasons)
        elif isinstance(field, StreamField):
            stream: Any = getattr(draft, field.name)
            try:
                field.stream_block.clean(stream)
            except ValidationError as error:
                places = sorted(getattr(error, "block_errors", None) or {})
                blocks = [
                    _("block %(number)d, %(label)s")
                    % {"number": place + 1, "label": stream[place].block.label}
                    for place in places
                ]
                yield _with_details(name, join_words(blocks))


def _with_details(name: str, details: str) -> str:
    words = {"name": name, "details": details}
    return _("%(name)s (%(details)s)") % words if details else name


def to_complete(missing: list[str]) -> str:
    """Return what to do before something can be published."""
    return _("Complete or correct these first: %(fields)s.") % {
        "fields": semicolon_separated(missing)
    }


def incomplete(title: str, missing: list[str]) -> str:
    """Return that something cannot be published yet, and what to do first."""
    return _("“%(title)s” is not finished. Complete or correct these first: %(fields)s.") % {
        "title": title,
        "fields": semicolon_separated(missing),
    }


def draft_new(
    items: Sequence[Any], actions: Mapping[str, Mapping[str, Any]], *, user: Any = None
) -> list[Revision]:
    """Save the first drafts of new snippets of one model, as in `publish_new`."""
    if not items:
        return []
    revisions = _first_revisions(items, user)
    for item, revision in zip(items, revisions, strict=True):
        item.latest_revision, item.has_unpublished_changes = revision, True
    _store(items)
    _log(items, revisions, actions, user)
    return revisions


def publish_new(
    items: Sequence[Any], actions: Mapping[str, Mapping[str, Any]], *, user: Any = None
) -> list[Revision]:
    """Publish new things of one model, and return their first revisions.

    Does what Wagtail does for a thing without a revision, workflow, alias or schedule, which
    costs sixty queries for each one by one. Call it within the transaction that makes them.

    Args:
        items: pages or snippets that are in the database and have never been public. Pages are
            saved whole, since their children and texts may not be there yet.
        actions: what the history says of each of them, with the data of each action.
        user: who publishes them; None is the server.
    """
    if not items:
        return []
    model, now = type(items[0]), timezone.now()
    revisions = _first_revisions(items, user)
    published_items = list(zip(items, revisions, strict=True))
    for item, revision in published_items:
        item.latest_revision = item.live_revision = revision
        item.first_published_at = item.last_published_at = now
        item.live, item.has_unpublished_changes = True, False
        if isinstance(item, Page):
            item.draft_title, item.latest_revision_created_at = item.title, now
            item.save(clean=False)
    if not issubclass(model, Page):
        _store(items)
    _log(items, revisions, actions, user)
    for item, revision in published_items:
        if isinstance(item, Page):
            page_published.send(sender=model, instance=item, revision=revision)
        published.send(sender=model, instance=item, revision=revision)
    return revisions


def _first_revisions(items: Sequence[Any], user: Any) -> list[Revision]:
    now = timezone.now()
    return Revision.objects.bulk_create(
        Revision(
            content_object=item,
            base_content_type=item.get_base_content_type(),
            user=user,
            created_at=now,
            content=item.serializable_data(),
            object_str=str(item),
        )
        for item in items
    )


def _store(items: Sequence[Any]) -> None:
    model = type(items[0])
    model._default_manager.bulk_update(items, STATE)
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(model, items)


def _log(
    items: Sequence[Any],
    revisions: Sequence[Revision],
    actions: Mapping[str, Mapping[str, Any]],
    user: Any,
) -> None:
    model = type(items[0])
    entry_model: Any = registry.get_log_model_for_model(model)
    content_type = ContentType.objects.get_for_model(model, for_concrete_model=False)
    entry_model.objects.bulk_create(
        entry_model(
            **({"page": item} if isinstance(item, Page) else {"object_id": str(item.pk)}),
            content_type=content_type,
            label=str(item),
            action=action,
            data=data,
            timestamp=timezone.now(),
            user=user,
            revision=revision,
            content_changed=True,
        )
        for item, revision in zip(items, revisions, strict=True)
        for action, data in actions.items()
    )
