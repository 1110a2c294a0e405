"""Days as bars, for an SVG whose numbers stand in a table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from home.panels.figures import DayCount

STEP, BAR, HEIGHT = 12, 10, 40


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, in units of the drawing, as whole numbers."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """Bars and the size of what they stand in."""

    width: int
    height: int
    bars: list[Bar]


def draw_days(days: Sequence[DayCount]) -> Drawing:
    """Return a bar for each day, the highest for the busiest; a day with any has some height."""
    most = max((day.number for day in days), default=0) or 1
    heights = [-(-day.number * HEIGHT // most) for day in days]
    bars = [
        Bar(x=place * STEP, y=HEIGHT - height, width=BAR, height=height)
        for place, height in enumerate(heights)
    ]
    return Drawing(width=len(days) * STEP, height=HEIGHT, bars=bars)
