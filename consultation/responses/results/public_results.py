"""What the public may see of the feedback on ideas, in every way out: never a small group.

docs/adr/0027-small-numbers.md tells what is hidden, and what is not.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from consultation.responses.results.cell_suppression import hidden_cells
from consultation.responses.results.distributions import (
    OTHER_ROLES,
    IdeaResult,
    ScaleResult,
    add_scale_ends,
    read_results_apart,
    scale_order,
)

# Smaller groups are not broken down in public: a respondent could be recognised.
SMALLEST_GROUP = 5

# Numbers by role and answer; None is one that is not shown.
Cells = dict[str, dict[str, int | None]]


def public_results(
    ideas: Iterable[str], consultation_pks: Collection[int], *, by_role: bool = False
) -> dict[str, IdeaResult]:
    """Return the results of ideas in some consultations as the public may see them.

    Each consultation is cut by itself before what it shows is added up: otherwise the small
    group of one could be worked out from the results of all and those of the others.
    """
    parts: dict[str, list[IdeaResult]] = {}
    for results in read_results_apart(ideas, consultation_pks):
        for key, result in results.items():
            scales = [public_scale(scale, by_role=by_role) for scale in result.scales]
            parts.setdefault(key, []).append(replace(result, scales=scales))
    shown = {key: _together(each) for key, each in parts.items()}
    add_scale_ends(shown.values(), consultation_pks)
    return shown


def public_scale(scale: ScaleResult, *, by_role: bool = True) -> ScaleResult:
    """Return a distribution in one consultation as the public may see it.

    Fewer than `SMALLEST_GROUP` answers are not broken down. By role, small groups are put
    together, and small numbers are left out with those that would give them away.
    """
    if scale.total < SMALLEST_GROUP:
        return replace(scale, counts={}, roles={}, role_totals={})
    whole = _without_small_roles(scale)
    if not by_role or len(whole.roles) < 2:
        return replace(scale, roles={}, role_totals={})
    return replace(whole, roles=_without_small_numbers(whole))


def _without_small_roles(scale: ScaleResult) -> ScaleResult:
    """Put small roles together, and the next larger one with them if they are still small.

    Otherwise what is left out could be worked out from the whole.
    """
    # A consultation may itself offer a role of that name.
    by_size = sorted(
        scale.role_totals, key=lambda role: (role != OTHER_ROLES, scale.role_totals[role], role)
    )
    roles: Cells = {}
    sizes: dict[str, int] = {}
    for role in by_size:
        size, others = scale.role_totals[role], sizes.get(OTHER_ROLES, 0)
        if role == OTHER_ROLES or size < SMALLEST_GROUP or 0 < others < SMALLEST_GROUP:
            roles[OTHER_ROLES] = _sum(roles.get(OTHER_ROLES, {}), scale.roles[role])
            sizes[OTHER_ROLES] = others + size
        else:
            roles[role], sizes[role] = scale.roles[role], size
    return replace(scale, roles=roles, role_totals=sizes)


def _without_small_numbers(scale: ScaleResult) -> Cells:
    """Return the numbers by role, but for the small ones and those that would tell them."""
    answers = list(scale.counts)
    table = [[counts.get(answer) or 0 for answer in answers] for counts in scale.roles.values()]
    hidden = hidden_cells(table, SMALLEST_GROUP)
    shown: Cells = {role: {} for role in scale.roles}
    for i, numbers in enumerate(shown.values()):
        for j, answer in enumerate(answers):
            numbers[answer] = None if (i, j) in hidden else table[i][j]
    return shown


def _together(parts: Sequence[IdeaResult]) -> IdeaResult:
    """Add up what some consultations said about one idea, each cut already."""
    answered: Counter[str] = Counter()
    scales: dict[tuple[str, str, str], list[ScaleResult]] = {}
    for part in parts:
        answered.update(part.answered)
        for scale in part.scales:
            scales.setdefault((scale.kind, scale.key, scale.label), []).append(scale)
    sums = [_sum_scales(each) for each in scales.values()]
    return IdeaResult(answered, sorted(sums, key=scale_order))


def _sum_scales(parts: Sequence[ScaleResult]) -> ScaleResult:
    """Add up distributions; what one of them does not show, the sum does not either."""
    counts: Counter[str] = Counter()
    roles: Cells = {}
    sizes: Counter[str] = Counter()
    for scale in parts:
        counts.update(scale.counts)
        # Roles that one consultation does not show apart are other roles of all.
        apart: Mapping[str, Mapping[str, int | None]] = scale.roles or {OTHER_ROLES: scale.counts}
        for role, numbers in apart.items():
            roles[role] = _sum(roles.get(role, {}), numbers)
        sizes.update(scale.role_totals or {OTHER_ROLES: scale.total})
    if not any(scale.roles for scale in parts):
        roles, sizes = {}, Counter()
    return replace(parts[0], counts=counts, roles=roles, role_totals=sizes)


def _sum(one: Mapping[str, int | None], other: Mapping[str, int | None]) -> dict[str, int | None]:
    total: dict[str, int | None] = dict(one)
    for name, number in other.items():
        before = total.get(name, 0)
        total[name] = None if before is None or number is None else before + number
    return total
