"""Timing of two or more things in turn, so that a busy machine slows all of them."""

import statistics
import time
from collections.abc import Callable, Mapping


def side_by_side(subjects: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return each subject's median seconds over interleaved rounds, after one to warm up."""
    for run in subjects.values():
        run()
    seconds: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(rounds):
        for name, run in subjects.items():
            begin = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - begin)
    return {name: statistics.median(values) for name, values in seconds.items()}


def report(title: str, medians: Mapping[str, float]) -> None:
    """Print the medians and each one's ratio to the first."""
    print(f"\n{title}")
    first = next(iter(medians.values()))
    for name, seconds in medians.items():
        print(f"  {name:<44} {seconds * 1000:10.1f} ms   {seconds / first:6.2f} x")
