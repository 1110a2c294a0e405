"""What the public may see of what was said about ideas: never a small group."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from consultation.responses.results import (
    OTHER_ROLES,
    IdeaResult,
    ScaleResult,
    read_results_apart,
    scale_order,
)
from consultation.responses.scale_ends import add_scale_ends

# Smaller groups are not broken down in public: somebody could recognise somebody.
SMALLEST_GROUP = 5


def public_results(
    ideas: Iterable[str], consultation_keys: Collection[int]
) -> dict[str, IdeaResult]:
    """Return the results of ideas in some consultations as the public may see them.

    Each consultation is cut by itself and the rest is added up. Cut only after
    adding, the small group of one consultation could be reckoned from the
    results of all and those of the others.

    Args:
        ideas: keys of ideas and themes, as `row_key` gives them.
        consultation_keys: ids of the consultation pages that count.
    """
    shown: dict[str, IdeaResult] = {}
    for results in read_results_apart(ideas, consultation_keys):
        for key, result in results.items():
            part = public_result(result)
            shown[key] = _together(shown[key], part) if key in shown else part
    add_scale_ends(shown.values(), consultation_keys)
    return shown


def public_result(result: IdeaResult) -> IdeaResult:
    """Return the results of an idea in one consultation as the public may see them."""
    return replace(result, scales=[public_scale(scale) for scale in result.scales])


def public_scale(scale: ScaleResult) -> ScaleResult:
    """Return a distribution in one consultation as the public may see it.

    Small roles are put together. If together they are still a small group, the
    next larger role joins them: what is left out could else be reckoned back
    from the whole.
    """
    if scale.total < SMALLEST_GROUP:
        return replace(scale, counts={}, roles={})
    # A consultation may itself offer a role of that name.
    by_size = sorted(
        scale.roles.items(),
        key=lambda item: (item[0] != OTHER_ROLES, sum(item[1].values()), item[0]),
    )
    small: list[Mapping[str, int]] = []
    shown: dict[str, dict[str, int]] = {}
    gathered = 0
    for role, counts in by_size:
        size = sum(counts.values())
        if role == OTHER_ROLES or size < SMALLEST_GROUP or 0 < gathered < SMALLEST_GROUP:
            small.append(counts)
            gathered += size
        else:
            shown[role] = counts
    if small:
        shown[OTHER_ROLES] = _sum(small)
    return replace(scale, roles=shown)


def _together(one: IdeaResult, other: IdeaResult) -> IdeaResult:
    """Add up what two consultations said about one idea, each cut already."""
    scales = {(scale.kind, scale.key, scale.label): scale for scale in one.scales}
    for scale in other.scales:
        name = (scale.kind, scale.key, scale.label)
        before = scales.get(name)
        if before is None:
            scales[name] = scale
            continue
        roles = {
            role: _sum([before.roles.get(role, {}), scale.roles.get(role, {})])
            for role in (*before.roles, *scale.roles)
        }
        scales[name] = replace(scale, counts=_sum([before.counts, scale.counts]), roles=roles)
    return IdeaResult(
        one.idea,
        _sum([one.answered, other.answered]),
        sorted(scales.values(), key=scale_order),
    )


def _sum(parts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = defaultdict(int)
    for counts in parts:
        for name, number in counts.items():
            total[name] += number
    return dict(total)
