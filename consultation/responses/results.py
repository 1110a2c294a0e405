"""What was said about ideas: numbers, distributions, and both by role."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Sum

from consultation.responses.counting import ANY, NOT_PICKED_ANSWER, PICKED_ANSWER
from consultation.responses.definitions import AGREEMENT, JUDGEMENTS, QuestionType
from consultation.responses.models import IdeaCount

# Smaller groups are not broken down in public: somebody could recognise somebody.
SMALLEST_GROUP = 5
OTHER_ROLES = "Other roles"
NO_ROLE = "No role given"


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer with how often it was given, and its share of all in percent."""

    answer: str
    number: int
    percent: float


@dataclass(slots=True)
class ScaleResult:
    """The distribution of answers about one idea on one scale.

    Args:
        kind: type of the question, as in definitions.
        label: what was asked.
        counts: number of answers, by answer.
        roles: the same by role.
    """

    kind: str
    label: str
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    roles: dict[str, dict[str, int]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )

    @property
    def total(self) -> int:
        """How many answered on this scale."""
        return sum(self.counts.values())

    @property
    def answers(self) -> list[str]:
        """The answers that were given, scores by size, others by their usual order."""
        return sorted(self.counts, key=_answer_order)

    @property
    def bars(self) -> list[Bar]:
        """The distribution, answer by answer."""
        total = self.total or 1
        return [
            Bar(answer, self.counts[answer], round(100 * self.counts[answer] / total, 1))
            for answer in self.answers
        ]

    @property
    def mean(self) -> float | None:
        """The mean of scores; None where answers are no numbers."""
        if not self.counts or not all(answer.isdecimal() for answer in self.counts):
            return None
        score = sum(int(answer) * number for answer, number in self.counts.items())
        return round(score / self.total, 1)

    @property
    def role_rows(self) -> list[tuple[str, list[int], int]]:
        """Role, numbers in the order of `answers`, and their sum; the largest group first."""
        rows = [
            (role, [counts.get(answer, 0) for answer in self.answers], sum(counts.values()))
            for role, counts in self.roles.items()
        ]
        return sorted(rows, key=lambda row: (row[0] == OTHER_ROLES, -row[2], row[0]))


@dataclass(slots=True)
class IdeaResult:
    """Everything that was answered about one idea.

    Args:
        idea: its code.
        answered: by how many responses, by type of question.
        scales: the distributions.
    """

    idea: str
    answered: dict[str, int] = field(default_factory=dict)
    scales: list[ScaleResult] = field(default_factory=list)

    @property
    def number(self) -> int:
        """How many responses there are to that question about the idea which got the most."""
        return max(self.answered.values(), default=0)


# In the order in which people were offered them.
_ANSWERS = (*AGREEMENT, PICKED_ANSWER, NOT_PICKED_ANSWER)
_KINDS = (QuestionType.IDEA_SCORING, QuestionType.IDEA_JUDGEMENT, QuestionType.IDEA_PICKS)
_JUDGED = tuple(scale.key for scale in JUDGEMENTS)


def _scale_order(name: tuple[str, str, str, str]) -> tuple[int, int, str, str]:
    _, kind, scale, label = name
    place = _JUDGED.index(scale) if scale in _JUDGED else 0
    return _KINDS.index(kind), place, scale, label


def _answer_order(answer: str) -> tuple[int, int, str]:
    if answer.isdecimal():
        return 0, int(answer), answer
    return 1, _ANSWERS.index(answer) if answer in _ANSWERS else len(_ANSWERS), answer


def read_results(
    ideas: Iterable[str], consultation_key: int | None = None
) -> dict[str, IdeaResult]:
    """Return the results of ideas by their codes, by one query.

    Args:
        ideas: codes of ideas or, with "theme-" in front, of themes.
        consultation_key: count the answers to one consultation; None counts all.
    """
    counts = IdeaCount.objects.filter(idea__in=list(ideas))
    if consultation_key is not None:
        counts = counts.filter(consultation_key=consultation_key)
    rows = (
        counts.values("idea", "kind", "scale", "scale_label", "answer", "role")
        .annotate(total=Sum("number"))
        .filter(total__gt=0)
        .order_by()
    )
    results: dict[str, IdeaResult] = {}
    scales: dict[tuple[str, str, str, str], ScaleResult] = {}
    for row in rows:
        result = results.setdefault(row["idea"], IdeaResult(row["idea"]))
        if row["scale"] == ANY:
            before = result.answered.get(row["kind"], 0)
            result.answered[row["kind"]] = before + row["total"]
            continue
        name = (row["idea"], row["kind"], row["scale"], row["scale_label"])
        if name not in scales:
            scales[name] = ScaleResult(row["kind"], row["scale_label"])
        scale, role = scales[name], row["role"] or NO_ROLE
        scale.counts[row["answer"]] += row["total"]
        scale.roles[role][row["answer"]] += row["total"]
    for name in sorted(scales, key=_scale_order):
        results[name[0]].scales.append(scales[name])
    return results


def _merged(roles: Sequence[Mapping[str, int]]) -> dict[str, int]:
    merged: dict[str, int] = defaultdict(int)
    for counts in roles:
        for answer, number in counts.items():
            merged[answer] += number
    return dict(merged)


def public_scale(scale: ScaleResult) -> ScaleResult:
    """Return a distribution as the public may see it.

    Small roles are put together. If together they are still a small group, the
    next larger role joins them: what is left out could else be reckoned back
    from the whole.
    """
    if scale.total < SMALLEST_GROUP:
        return replace(scale, counts={}, roles={})
    by_size = sorted(scale.roles.items(), key=lambda item: (sum(item[1].values()), item[0]))
    small: list[dict[str, int]] = []
    shown: dict[str, dict[str, int]] = {}
    gathered = 0
    for role, counts in by_size:
        size = sum(counts.values())
        if size < SMALLEST_GROUP or 0 < gathered < SMALLEST_GROUP:
            small.append(counts)
            gathered += size
        else:
            shown[role] = counts
    if small:
        shown[OTHER_ROLES] = _merged(small)
    return replace(scale, roles=shown)


def public_result(result: IdeaResult) -> IdeaResult:
    """Return the results of an idea as the public may see them."""
    return replace(result, scales=[public_scale(scale) for scale in result.scales])
