"""The scores, ratings and choices of ideas, by their `row_key`: counts and results."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext, gettext_noop

from consultation.common.text import join_words
from consultation.responses.definitions import (
    AGREEMENT,
    COMMENT,
    DONT_KNOW,
    JUDGEMENTS,
    VERDICTS,
    Question,
    QuestionType,
)
from consultation.responses.models import FormVersion, IdeaCount, Response, Status

# Counts how many answered about an idea at all, on any scale.
ANY = "any"
# Stored, and published as open data; `label_of` says them in the active language.
PICKED_ANSWER, NOT_PICKED_ANSWER = gettext_noop("Chosen"), gettext_noop("Not chosen")

# Eight values each: well below the limit of either database for one statement.
ROWS_PER_STATEMENT = 1000

OTHER_ROLES = gettext_noop("Other roles")
NO_ROLE = gettext_noop("No role given")

# In a metric's name, replaces the answer: the mean of all scores.
MEAN = ""

# In the order of the forms, current options first.
_OFFERED: dict[str, tuple[tuple[str, ...], ...]] = {
    QuestionType.IDEA_JUDGEMENT: (VERDICTS, AGREEMENT),
    QuestionType.IDEA_PICKS: ((PICKED_ANSWER, NOT_PICKED_ANSWER),),
}
_ANSWERS = (*VERDICTS[:-1], *AGREEMENT, PICKED_ANSWER, NOT_PICKED_ANSWER)
_KINDS = (QuestionType.IDEA_SCORING, QuestionType.IDEA_JUDGEMENT, QuestionType.IDEA_PICKS)
_JUDGED = [scale.key for scale in JUDGEMENTS]
_OURS = frozenset(
    (*_ANSWERS, DONT_KNOW, OTHER_ROLES, NO_ROLE, *(each.label for each in JUDGEMENTS))
)

_COUNTED = ("idea", "kind", "scale", "scale_label", "answer", "role")


class CountKey(NamedTuple):
    """What is counted; sorted, so that parallel writers lock rows in one order."""

    consultation_pk: int
    idea: str
    kind: str
    scale: str
    scale_label: str
    answer: str
    role: str


# Idea, type of question, scale, label of scale, answer: one respondent's answer about an idea.
Opinion = tuple[str, str, str, str, str]


def label_of(text: str) -> str:
    """Return an answer, a role or a scale's label as readers see it: translated if it is ours."""
    return gettext(text) if text in _OURS else text


def iter_opinions(question: Question, answer: Any) -> Iterator[Opinion]:
    """Yield the parts of the answer to one question about ideas."""
    if question.type == QuestionType.IDEA_PICKS:
        # The ideas that were not chosen count as well.
        for row in question.rows if answer else ():
            picked = PICKED_ANSWER if row.key in answer else NOT_PICKED_ANSWER
            yield row.key, question.type, "picked", question.label[:150], picked
        return
    labels = {scale.key: scale.label[:150] for scale in question.scales}
    for key, answers in (answer or {}).items():
        for scale, value in answers.items():
            if scale != COMMENT:
                yield key, question.type, scale, labels.get(scale, scale), str(value)


def add_counts(counts: Counter[CountKey]) -> None:
    """Add to the counts in the database; once in a transaction, since one call locks in order."""
    table = connection.ops.quote_name(IdeaCount._meta.db_table)
    names = CountKey._fields
    columns = ", ".join(connection.ops.quote_name(name) for name in (*names, "number"))
    target = ", ".join(connection.ops.quote_name(name) for name in names)
    changes = sorted((key, change) for key, change in counts.items() if change)
    for start in range(0, len(changes), ROWS_PER_STATEMENT):
        rows = changes[start : start + ROWS_PER_STATEMENT]
        places = ", ".join(["(" + ", ".join(["%s"] * (len(names) + 1)) + ")"] * len(rows))
        # Django's upsert can set a value but not add to it. Names are our own; values are bound.
        statement = (
            f"INSERT INTO {table} ({columns}) VALUES {places} "  # noqa: S608
            f"ON CONFLICT ({target}) DO UPDATE SET number = {table}.number + excluded.number"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [value for key, change in rows for value in (*key, change)])


def tally(counts: Counter[CountKey], response: Response, change: int = 1) -> None:
    """Add a response to the changes, or with -1 remove it; `add_counts` writes them."""
    said = [
        opinion
        for question in response.form_version.definition.questions
        if question.type in QuestionType.OF_IDEAS
        for opinion in iter_opinions(question, response.form_data.get(question.key))
    ]
    # Two questions may ask about the same idea; a respondent to both counts once.
    about: set[Opinion] = {(*opinion[:2], ANY, "", "") for opinion in said}
    for opinion in (*said, *about):
        counts[CountKey(response.consultation_pk or 0, *opinion, response.role)] += change


def recount() -> int:
    """Recount everything from the responses; return how many were counted."""
    versions = {each.pk: each for each in FormVersion.objects.mentioning(*QuestionType.OF_IDEAS)}
    counts: Counter[CountKey] = Counter()
    counted = 0
    with transaction.atomic():
        if connection.vendor == "postgresql":
            # Responses that arrive meanwhile wait, or they could be counted twice or not at all.
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {IdeaCount._meta.db_table} IN EXCLUSIVE MODE")
        IdeaCount.objects.all().delete()
        responses = Response.objects.filter(status=Status.COUNTED, form_version__in=list(versions))
        fields = ("form_version_id", "consultation_pk", "role", "form_data")
        for response in responses.only(*fields).iterator(chunk_size=2000):
            response.form_version = versions[response.form_version_id]
            tally(counts, response)
            counted += 1
        add_counts(counts)
    return counted


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer, with how often it was given and the total."""

    answer: str
    number: int
    total: int

    @property
    def label(self) -> str:
        return label_of(self.answer)

    @property
    def percent(self) -> float:
        return round(100 * self.number / self.total, 1)

    @property
    def share(self) -> str:
        """The share in words: a whole percentage, where "0%" means no one."""
        if 0 < 100 * self.number < self.total:
            return gettext("less than 1%")
        if 99 * self.total < 100 * self.number < 100 * self.total:
            return gettext("more than 99%")
        percent = (200 * self.number + self.total) // (2 * self.total)
        return gettext("%(percent)d%%") % {"percent": percent}


@dataclass(slots=True)
class ScaleResult:
    """The distribution of answers about one idea on one scale."""

    kind: str  # type of the question
    label: str
    key: str = ""
    counts: dict[str, int] = field(default_factory=Counter)
    # By role; None if a number is not shown in public.
    roles: dict[str, dict[str, int | None]] = field(default_factory=dict)
    role_totals: dict[str, int] = field(default_factory=Counter)
    # The lowest and highest steps with what they mean, if that is known.
    ends: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        return label_of(self.label)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def answers(self) -> list[str]:
        """The answers in order, with those that no one gave, but no score above the highest."""
        if not self.counts:
            return []
        given = set(self.counts)
        if all(answer.isdecimal() for answer in given):
            steps = given.union(step for step, _ in self.ends)
            given |= {str(step) for step in range(1, max(map(int, steps)) + 1)}
        else:
            offered = _OFFERED.get(self.kind, ())
            known = [each for each in offered if given.intersection(each) - {DONT_KNOW}]
            given |= {answer for each in known or offered[:1] for answer in each}
        return sorted(given, key=_answer_order)

    @property
    def bars(self) -> list[Bar]:
        total = self.total or 1
        return [Bar(answer, self.counts.get(answer, 0), total) for answer in self.answers]

    @property
    def mean(self) -> float | None:
        """The mean of scores; None if answers are not numbers."""
        if not self.counts or not all(answer.isdecimal() for answer in self.counts):
            return None
        score = sum(int(answer) * number for answer, number in self.counts.items())
        return round(score / self.total, 1)

    @property
    def role_rows(self) -> list[tuple[str, list[int | None], int]]:
        """Role, numbers in the order of `answers`, and their sum; the largest group first."""
        answers, sizes = self.answers, self.role_totals
        roles = sorted(self.roles, key=lambda role: (role == OTHER_ROLES, -sizes[role], role))
        return [
            (label_of(role), [self.roles[role].get(answer, 0) for answer in answers], sizes[role])
            for role in roles
        ]

    def add(self, answer: str, role: str, number: int) -> None:
        self.counts[answer] += number
        self.role_totals[role] += number
        of_role = self.roles.setdefault(role, {})
        of_role[answer] = (of_role.get(answer) or 0) + number


def _answer_order(answer: str) -> tuple[int, int, str]:
    if answer.isdecimal():
        return 0, int(answer), answer
    return 1, _ANSWERS.index(answer) if answer in _ANSWERS else len(_ANSWERS), answer


def scale_order(scale: ScaleResult) -> tuple[int, int, str, str]:
    """Return a key to sort distributions: scores, then ratings, then choices."""
    place = _JUDGED.index(scale.key) if scale.key in _JUDGED else 0
    return _KINDS.index(scale.kind), place, scale.key, scale.label


@dataclass(slots=True)
class IdeaResult:
    """All answers about one idea; `answered` is by type of question."""

    answered: dict[str, int] = field(default_factory=Counter)
    scales: list[ScaleResult] = field(default_factory=list)

    @property
    def number(self) -> int:
        """The number of responses to the question about the idea that has the most."""
        return max(self.answered.values(), default=0)


def counted_consultations() -> list[int]:
    """Return the ids of the consultations in which ideas were answered about.

    0 is for pages outside any consultation.
    """
    counts = IdeaCount.objects.filter(scale=ANY, number__gt=0).order_by()
    return list(counts.values_list("consultation_pk", flat=True).distinct())


def consultations_about(ideas: Iterable[str]) -> list[int]:
    """Return the same for responses that score, rate, pick or only comment on these ideas."""
    about = Response.objects.filter(idea_links__key__in=list(ideas), status=Status.COUNTED)
    found = about.order_by().values_list("consultation_pk", flat=True).distinct()
    return [pk or 0 for pk in found]


def read_results(ideas: Iterable[str], consultation_pk: int | None = None) -> dict[str, IdeaResult]:
    """Return the results of ideas in one or all consultations, private too, by one query."""
    return _results(_totals(ideas, *_COUNTED, **_of(consultation_pk)))


def _of(consultation_pk: int | None) -> dict[str, int]:
    return {} if consultation_pk is None else {"consultation_pk": consultation_pk}


def read_results_apart(
    ideas: Iterable[str], consultation_pks: Collection[int]
) -> list[dict[str, IdeaResult]]:
    """Return the results of ideas for each of these consultations, by one query."""
    fields, keys = ("consultation_pk", *_COUNTED), list(consultation_pks)
    apart: dict[int, list[Sequence[Any]]] = defaultdict(list)
    for consultation_pk, *row in _totals(ideas, *fields, consultation_pk__in=keys):
        apart[consultation_pk].append(row)
    return [_results(apart[key]) for key in sorted(apart)]


def read_numbers(ideas: Iterable[str], consultation_pk: int | None = None) -> dict[str, int]:
    """Return the number of responses about each idea, by one small query."""
    numbers: Counter[str] = Counter()
    for idea, _, total in _totals(ideas, "idea", "kind", scale=ANY, **_of(consultation_pk)):
        numbers[idea] = max(numbers[idea], total)
    return numbers


def _totals(ideas: Iterable[str], *fields: str, **conditions: Any) -> QuerySet:
    counts = IdeaCount.objects.filter(idea__in=list(ideas), **conditions)
    totals = counts.values_list(*fields).annotate(total=Sum("number"))
    return totals.filter(total__gt=0).order_by()


def _results(rows: Iterable[Sequence[Any]]) -> dict[str, IdeaResult]:
    results: dict[str, IdeaResult] = {}
    scales: dict[tuple[str, str, str, str], ScaleResult] = {}
    for idea, kind, key, label, answer, role, total in rows:
        result = results.setdefault(idea, IdeaResult())
        if key == ANY:
            result.answered[kind] += total
            continue
        if (idea, kind, key, label) not in scales:
            scales[idea, kind, key, label] = ScaleResult(kind, label, key)
            result.scales.append(scales[idea, kind, key, label])
        scales[idea, kind, key, label].add(answer, role or NO_ROLE, total)
    for result in results.values():
        result.scales.sort(key=scale_order)
    return results


def add_scale_ends(
    results: Iterable[IdeaResult], consultation_pks: Collection[int] | None = None
) -> None:
    """Add to scores what the ends of their scales mean, in these consultations or (None) all."""
    scored = [
        scale
        for result in results
        for scale in result.scales
        if scale.kind == QuestionType.IDEA_SCORING and scale.counts
    ]
    if not scored:
        return
    # One response is enough to find the consultation: a version may have a million.
    responses = Response.objects.filter(form_version=OuterRef("pk")).order_by()
    versions = FormVersion.objects.mentioning(QuestionType.IDEA_SCORING).annotate(
        consultation_pk=Subquery(responses.values("consultation_pk")[:1])
    )
    if consultation_pks is not None:
        versions = versions.filter(consultation_pk__in=list(consultation_pks))
    asked = [
        ((scale.key, scale.label), *end)
        for version in versions
        for question in version.definition.questions
        if question.type == QuestionType.IDEA_SCORING
        for scale in question.scales
        for end in scale.ends
    ]
    # By step. If an end was reworded between two forms, both meanings are shown, each once.
    meanings: dict[tuple[str, str], dict[str, dict[str, None]]] = defaultdict(dict)
    for which, step, meaning in asked:
        meanings[which].setdefault(step, {})[meaning] = None
    for scale in scored:
        known = meanings[scale.key, scale.label]
        scale.ends = tuple(
            (step, join_words(known[step], alternatives=True)) for step in sorted(known, key=int)
        )


def metric_name(kind: str, scale: str, label: str, answer: str) -> str:
    """Return the name under which a page stores one figure: the share of an answer, or `MEAN`."""
    return json.dumps([kind, scale, label, answer], ensure_ascii=False)


def parse_metric(name: str) -> tuple[str, str, str, str] | None:
    """Return kind, scale, label and answer of a figure; None for the number of responses."""
    if not name:
        return None
    kind, scale, label, answer = json.loads(name)
    return kind, scale, label, answer


def scales_answered() -> list[ScaleResult]:
    """Return every scale with the answers given on it; the numbers mean nothing."""
    counts = IdeaCount.objects.exclude(scale=ANY).order_by().distinct()
    scales: dict[tuple[str, str, str], ScaleResult] = {}
    for kind, key, label, answer in counts.values_list("kind", "scale", "scale_label", "answer"):
        scale = scales.setdefault((kind, key, label), ScaleResult(kind, label, key))
        scale.counts[answer] += 1
    return sorted(scales.values(), key=scale_order)
