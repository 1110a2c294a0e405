"""Makes drafts of quotes that named a response by its reference: for migrations alone."""

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import F, JSONField
from django.db.models.functions import Cast
from django.utils import timezone

from consultation.responses.definitions import FormDefinition
from consultation.responses.publishing.pieces import written_texts
from consultation.responses.publishing.recognising import find_passage, recognise
from consultation.responses.publishing.redacting import redact
from consultation.responses.references import parse_reference


class _Drafts:
    """The drafts made so far: a page has many versions, and they have the same quotes."""

    def __init__(self, apps: Any) -> None:
        self._responses = apps.get_model("responses", "Response").objects
        self._published = apps.get_model("responses", "PublishedAnswer").objects
        self._made: dict[tuple[str, str], int | None] = {}

    def of(self, reference: str, words: str, who: str) -> int | None:
        """Return the key of the draft of words; None where no answer holds them."""
        key = (parse_reference(reference), " ".join(words.split()))
        if key not in self._made:
            self._made[key] = self._make(*key, who)
        return self._made[key]

    def _make(self, reference: str, words: str, who: str) -> int | None:
        response = (
            self._responses.select_related("form_version").filter(reference=reference).first()
        )
        if response is None:
            return None
        definition = FormDefinition.from_dict(response.form_version.definition_data)
        for piece in written_texts(definition, response.form_data):
            place = next(find_passage(piece.text, words), None)
            if place is None:
                continue
            left_out = recognise(piece.text)
            part = (place.start, place.end)
            draft = self._published.create(
                response=response,
                answer_key=piece.key,
                question=piece.question,
                text=redact(piece.text, left_out, part),
                who=who[:150],
                left_out=[[span.start, span.end, span.kind] for span in left_out],
                part=list(part),
                state="draft",
                drafted_at=timezone.now(),
            )
            return int(draft.pk)
        return None


def _convert(body: list[dict[str, Any]], drafts: _Drafts) -> bool:
    """Change the quotes of a page's raw blocks in place; say whether there were any to change."""
    changed = False
    for block in body:
        if block.get("type") != "outcome":
            continue
        for item in block["value"].get("quotes") or ():
            quote = item["value"] if item.get("type") == "item" else item
            if "reference" not in quote:
                continue
            changed = True
            reference = quote.pop("reference") or ""
            quote["answer"] = None
            if reference:
                quote["answer"] = drafts.of(reference, quote["quote"], quote.get("who") or "")
            if quote["answer"]:
                quote |= {"quote": "", "checked": False}
    return changed


def convert_quotes(apps: Any, app_label: str, model_names: Iterable[str]) -> None:
    """Change the quotes of all pages of some kinds, and of all their versions.

    Args:
        apps: the models as the migration knows them.
        app_label: the pages' app.
        model_names: their models; each has a field `body`.
    """
    drafts = _Drafts(apps)
    revisions = apps.get_model("wagtailcore", "Revision").objects
    content_types = apps.get_model("contenttypes", "ContentType").objects
    for name in model_names:
        model = apps.get_model(app_label, name)
        bodies = model.objects.annotate(raw=Cast(F("body"), JSONField()))
        for pk, body in list(bodies.values_list("pk", "raw")):
            if body and _convert(body, drafts):
                model.objects.filter(pk=pk).update(body=body)
        kinds = content_types.filter(app_label=app_label, model=name.lower())
        for revision in revisions.filter(content_type__in=kinds).iterator(100):
            text = revision.content.get("body") or "[]"
            if '"outcome"' not in text:
                continue
            body = json.loads(text)
            if _convert(body, drafts):
                content = revision.content | {"body": json.dumps(body)}
                revisions.filter(pk=revision.pk).update(content=content)
