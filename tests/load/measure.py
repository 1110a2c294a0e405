"""Timing of two or more things in turn, so that a busy moment of the machine hits all."""

import statistics
import time
from collections.abc import Callable, Mapping


def seconds(run: Callable[[], object]) -> float:
    """Return how long something takes that can be done once only."""
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def side_by_side(subjects: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return each subject's median seconds over interleaved rounds, after one to warm up."""
    for run in subjects.values():
        run()
    taken: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(rounds):
        for name, run in subjects.items():
            taken[name].append(seconds(run))
    return {name: statistics.median(values) for name, values in taken.items()}


def report(title: str, medians: Mapping[str, float]) -> None:
    """Print the medians and each one's ratio to the first."""
    print(f"\n{title}")
    first = next(iter(medians.values()))
    for name, median in medians.items():
        print(f"  {name:<44} {median * 1000:10.1f} ms   {median / first:6.2f} x")
