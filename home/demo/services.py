"""The demonstration: a consultation from files, and made-up responses that fill its lists."""

import json
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from consultation.importing.archive.manifest import PAGES
from consultation.importing.sites.services import import_site
from consultation.pages.models import ConsultationPage
from consultation.responses.definitions import Question, QuestionType
from consultation.responses.models import FormVersion, LedgerEntry, Response, Source
from consultation.responses.references import new_reference
from consultation.responses.results.idea_results import CountKey, add_counts, recount
from consultation.responses.services import new_response, record_imported, submission_digest
from home.models import HomePage, PortalSettings
from home.setup.site import ensure_front_page

FOLDER = Path(__file__).parent
# As our own archives are, and read by our own import.
SITE = FOLDER / "site"
TEXTS = json.loads((FOLDER / "texts.json").read_text(encoding="utf-8"))
_BEGINNINGS, _REASONS = TEXTS["comment_beginnings"], TEXTS["comment_reasons"]
SLUG = "centre-of-excellence"
MOST_ANSWERED = "your-view-of-the-whole"
SPAN, OPEN_FOR = timedelta(days=28), timedelta(weeks=12)


def load_demo() -> tuple[ConsultationPage, bool]:
    """Return the demonstration consultation and whether it was made now.

    One that already exists is left as it is.
    """
    home = ensure_front_page()
    existing = ConsultationPage.objects.filter(slug=SLUG).first()
    if existing:
        return existing, False
    with transaction.atomic(), tempfile.TemporaryDirectory() as folder:
        _introduce(home)
        consultation = import_site(_dated_copy(Path(folder)), publish=True).consultation
        pages = consultation.get_descendants().live().specific()
        # Most people come for the page that asks about all ideas.
        load_examples(sorted(pages, key=lambda page: page.slug != MOST_ANSWERED))
    return consultation, True


def _introduce(home: HomePage) -> None:
    """Give the portal a name and the front page an introduction, where they have none."""
    if not home.introduction:
        for name, text in TEXTS["front_page"].items():
            setattr(home, name, text)
        home.save_revision().publish()
    settings = PortalSettings.load()
    if not settings.organisation:
        for name, text in TEXTS["settings"].items():
            setattr(settings, name, text)
        settings.save()


def _dated_copy(folder: Path) -> Path:
    """Return a copy of the demonstration in which the consultation is open as of today."""
    copy = shutil.copytree(SITE, folder / "demo")
    data = json.loads((copy / PAGES).read_text(encoding="utf-8"))
    now = timezone.localtime().replace(second=0, microsecond=0)
    closes_at = (now + OPEN_FOR).replace(hour=17, minute=0)
    data["pages"][0]["settings"] |= {
        "opens_at": (now - SPAN).isoformat(),
        "closes_at": closes_at.isoformat(),
    }
    (copy / PAGES).write_text(json.dumps(data), encoding="utf-8")
    return copy


def _grid(question: Question, chance: random.Random, mood: float) -> dict[str, dict[str, Any]]:
    """Answer some rows of a question about ideas, each idea with a tendency of its own."""
    answers: dict[str, dict[str, Any]] = {}
    scored = question.type == QuestionType.IDEA_SCORING
    for row in question.rows:
        if chance.random() < 0.35:
            continue
        leaning = mood + random.Random(row.key).uniform(-0.25, 0.25)  # noqa: S311
        for scale in question.scales:
            if chance.random() < 0.1:
                continue
            last = len(scale.options) - 1
            place = round(min(max(chance.gauss(leaning, 0.22), 0), 1) * last)
            answer = scale.options[place if scored else last - place]
            answers.setdefault(row.key, {})[scale.key] = int(answer) if scored else answer
    return answers


def _answer(question: Question, chance: random.Random, mood: float) -> Any:
    """Return an answer to a question, or None to leave it open."""
    if question.type in QuestionType.GRIDS:
        return _grid(question, chance, mood) or None
    if question.type == QuestionType.CONSENT:
        # Drawn from a source of its own, so that all other answers stay the same.
        return random.Random(mood).random() < 0.5 or None  # noqa: S311
    if question.type == QuestionType.IDEA_PICKS:
        rows = [row.key for row in question.rows]
        return chance.sample(rows, k=min(len(rows), question.at_most or 3)) or None
    if question.options:
        return chance.choice(question.options) if question.required or mood > 0.4 else None
    if question.type == QuestionType.LONG_TEXT:
        count = chance.choices((0, 1, 3), weights=(5, 3, 1))[0]
        comments = (
            f"{chance.choice(_BEGINNINGS)}, {chance.choice(_REASONS)}." for _ in range(count)
        )
        return " ".join(comments) or None
    if question.type == QuestionType.SHORT_TEXT and not question.personal:
        return chance.choice(_BEGINNINGS)
    return None


@transaction.atomic
def load_examples(pages: Iterable[Any], number: int = 300) -> None:
    """Store made-up responses to public pages, marked as examples.

    The first page that has a form gets most of them.
    """
    newest = FormVersion.objects.order_by("last_used_at", "pk")
    versions = {version.page_pk: version for version in newest}
    asked = [page for page in pages if page.pk in versions]
    weights = [len(asked) * 2 if index == 0 else 1 for index, _ in enumerate(asked)]
    chance, now = random.Random(36), timezone.now()  # noqa: S311
    responses = []
    for index in range(number):
        page = chance.choices(asked, weights=weights)[0]
        version = versions[page.pk]
        mood = chance.betavariate(3, 2)
        every = {each.key: _answer(each, chance, mood) for each in version.definition.questions}
        answers = {key: value for key, value in every.items() if value is not None}
        response = new_response(
            page,
            version,
            answers,
            reference=new_reference(),
            submission_digest=submission_digest(page.pk, f"example-{index}", answers),
            submit_time=now - SPAN * (1 - (index + chance.random()) / number),
            consultation_pk=page.consultation_pk(),
            locale_code=page.locale.language_code,
            page_revision_id=page.live_revision_id,
            source=Source.EXAMPLE,
        )
        responses.append(response)
    counts: Counter[CountKey] = Counter()
    record_imported(responses, counts)
    add_counts(counts)


@transaction.atomic
def remove_examples() -> int:
    """Delete every made-up response without a trace; return how many there were."""
    examples = Response.objects.filter(source=Source.EXAMPLE)
    LedgerEntry.objects.filter(reference__in=examples.values("reference")).delete()
    number = examples.count()
    examples.delete()
    recount()
    return number
