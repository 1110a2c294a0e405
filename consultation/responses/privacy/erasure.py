"""Erases personal data in responses and keeps the other answers; and counts it beforehand."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from wagtail.log_actions import log

from consultation.common.text import alphabetical
from consultation.responses.models import FormVersion, Response, ResponseQuerySet, Status
from consultation.responses.services import (
    AnyUser,
    lock_responses,
    purge_published_answers,
    remove_scans,
)

# How many responses are processed in one transaction, and so held in memory.
AT_ONCE = 500
_FIELDS = ("form_data", "search_text", "longest_answer", "has_text", "personal_erased_at")


def personal_parts(response: Response, questions: Mapping[str, str]) -> list[str]:
    """Return the personal questions of a page that a response answers, and its scan."""
    parts = [label for key, label in questions.items() if key in response.form_data]
    return [*parts, gettext("Scan or copy")] if response.scans.all() else parts


@dataclass(slots=True)
class ErasureImpact:
    """How many responses hold which personal data, page by page, without their content."""

    titles: dict[int, str] = field(default_factory=dict)
    responses_of: Counter[int] = field(default_factory=Counter)
    parts_of: dict[int, Counter[str]] = field(default_factory=dict)

    def add(self, response: Response, parts: Iterable[str]) -> None:
        """Count a response with its personal parts, unless it has none."""
        page = response.page_pk
        if held := dict.fromkeys(parts, 1):
            title = gettext("%(title)s (page %(number)d)")
            values = {"title": response.page_title, "number": page}
            self.titles.setdefault(page, title % values)
            self.responses_of[page] += 1
            self.parts_of.setdefault(page, Counter()).update(held)

    @property
    def responses(self) -> int:
        return self.responses_of.total()

    def lines(self) -> list[str]:
        lines = []
        for page, title in sorted(self.titles.items(), key=lambda item: alphabetical(item[1])):
            number = self.responses_of[page]
            line = ngettext(
                "%(title)s: %(number)s response: %(parts)s",
                "%(title)s: %(number)s responses: %(parts)s",
                number,
            )
            parts = ", ".join(
                f"{part} ({_number(held)})" for part, held in self.parts_of[page].items()
            )
            lines.append(line % {"title": title, "number": _number(number), "parts": parts})
        return lines


def _number(number: int) -> str:
    return number_format(number, force_grouping=True)


def erase_personal(
    responses: Iterable[Response],
    reason: str,
    user: AnyUser | None,
    impact: ErasureImpact | None = None,
) -> ErasureImpact:
    """Erase names, addresses, organisations and scans for good; the other answers stay.

    This does not find what people wrote about themselves in free text. The reason must hold no
    personal data. The impact, also added to the one given, is returned.
    """
    personal_questions = cache(FormVersion.objects.personal_questions)
    impact = impact or ErasureImpact()
    gone_through: list[Response] = []
    with transaction.atomic():
        for response in lock_responses(responses).prefetch_related("scans", "published_answers"):
            if response.status == Status.ERASED:
                continue
            questions = personal_questions(response.page_pk)
            parts = personal_parts(response, questions)
            # The date is of the last erasure, not of a later run that found nothing.
            if not parts and response.personal_erased_at:
                continue
            remove_scans(response)
            left = {key: each for key, each in response.form_data.items() if key not in questions}
            response.set_answers(left)
            response.personal_erased_at = timezone.now()
            # An answer may have been published before its question was marked as personal.
            if any(each.answer_key in questions for each in response.published_answers.all()):
                because = gettext("The answer was personal data")
                purge_published_answers(response, because, user, questions)
            gone_through.append(response)
            impact.add(response, parts)
            if parts:
                data = {"questions": parts, "reason": reason}
                log(response, "responses.erase_personal", user=user, data=data)
        Response.objects.bulk_update(gone_through, _FIELDS, batch_size=100)
    return impact


def count_still_held() -> dict[int | None, int]:
    """Return how many responses of each consultation, or (None) of none, are not yet processed."""
    held = _still_held().order_by().values_list("consultation_pk")
    return dict(held.annotate(number=Count("pk")))


def _still_held() -> ResponseQuerySet:
    return Response.objects.unerased().filter(personal_erased_at=None).order_by("pk")


def preview_erasure(consultation_pk: int) -> ErasureImpact:
    """Return what an erasure would remove from a consultation's responses, without changes."""
    personal_questions = cache(FormVersion.objects.personal_questions)
    impact = ErasureImpact()
    held = _still_held().filter(consultation_pk=consultation_pk).prefetch_related("scans")
    for response in held.only("pk", "page_pk", "page_title", "form_data").iterator(AT_ONCE):
        impact.add(response, personal_parts(response, personal_questions(response.page_pk)))
    return impact


def erase_still_held(consultation_pk: int, reason: str) -> ErasureImpact:
    """Erase the personal data in all of a consultation's responses, and return what was erased."""
    impact, last = ErasureImpact(), 0
    held = _still_held().filter(consultation_pk=consultation_pk).only("pk")
    # In batches: if it is stopped, the next run continues from there.
    while some := list(held.filter(pk__gt=last)[:AT_ONCE]):
        erase_personal(some, reason, None, impact)
        last = some[-1].pk
    return impact
