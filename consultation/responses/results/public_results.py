"""What the public may see of the feedback on ideas: never a small group.

Every way out goes through here: the blocks of pages, the figures of outcomes, the
open data. docs/adr/0027-small-numbers.md tells what is hidden, and what is not.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
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
    ideas: Iterable[str], consultation_keys: Collection[int], *, by_role: bool = False
) -> dict[str, IdeaResult]:
    """Return the results of ideas in some consultations as the public may see them.

    Each consultation is cut by itself and what it shows is added up. Cut only
    after adding, the small group of one consultation could be worked out from the
    results of all and those of the others.
    """
    shown: dict[str, IdeaResult] = {}
    for results in read_results_apart(ideas, consultation_keys):
        for key, result in results.items():
            scales = [public_scale(scale, by_role=by_role) for scale in result.scales]
            part = replace(result, scales=scales)
            shown[key] = _together(shown[key], part) if key in shown else part
    add_scale_ends(shown.values(), consultation_keys)
    return shown


def public_scale(scale: ScaleResult, *, by_role: bool = True) -> ScaleResult:
    """Return a distribution in one consultation as the public may see it.

    Fewer than `SMALLEST_GROUP` answers are not broken down at all. By role, small
    groups are put together, and small numbers are left out with those that would
    give them away. Where that leaves one group, there is nothing to compare.
    """
    if scale.total < SMALLEST_GROUP:
        return replace(scale, counts={}, roles={}, role_totals={})
    whole = _without_small_roles(scale)
    if not by_role or len(whole.roles) < 2:
        return replace(scale, roles={}, role_totals={})
    return replace(whole, roles=_without_small_numbers(whole))


def _without_small_roles(scale: ScaleResult) -> ScaleResult:
    """Put small roles together.

    If together they are still a small group, the next larger role joins them:
    what is left out could otherwise be worked out from the whole.
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
    return {
        role: {
            answer: None if (i, j) in hidden else table[i][j] for j, answer in enumerate(answers)
        }
        for i, role in enumerate(scale.roles)
    }


def _together(one: IdeaResult, other: IdeaResult) -> IdeaResult:
    """Add up what two consultations said about one idea, each cut already."""
    scales = {(scale.kind, scale.key, scale.label): scale for scale in one.scales}
    for scale in other.scales:
        name = (scale.kind, scale.key, scale.label)
        scales[name] = _both(scales[name], scale) if name in scales else scale
    answered = Counter(one.answered) + Counter(other.answered)
    return IdeaResult(one.idea, answered, sorted(scales.values(), key=scale_order))


def _both(one: ScaleResult, other: ScaleResult) -> ScaleResult:
    """Add up two distributions; what one of them does not show, the sum does not either."""
    answers = dict.fromkeys((*one.counts, *other.counts))
    counts = {each: one.counts.get(each, 0) + other.counts.get(each, 0) for each in answers}
    if not one.roles and not other.roles:
        return replace(one, counts=counts)
    roles: Cells = {}
    sizes: dict[str, int] = {}
    for scale in (one, other):
        # Roles that one consultation does not show apart are other roles of both.
        apart: Mapping[str, Mapping[str, int | None]] = scale.roles or {OTHER_ROLES: scale.counts}
        totals = scale.role_totals or {OTHER_ROLES: scale.total}
        for role, numbers in apart.items():
            roles[role] = _sum(roles.get(role, {}), numbers)
            sizes[role] = sizes.get(role, 0) + totals[role]
    return replace(one, counts=counts, roles=roles, role_totals=sizes)


def _sum(one: Mapping[str, int | None], other: Mapping[str, int | None]) -> dict[str, int | None]:
    total: dict[str, int | None] = dict(one)
    for name, number in other.items():
        before = total.get(name, 0)
        total[name] = None if before is None or number is None else before + number
    return total
