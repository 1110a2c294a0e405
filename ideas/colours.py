"""The colours an area can have: each a pair that is easy to read, checked by a test."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour token.

    Args:
        token: the name that data and style sheets use.
        label: the name that editors see.
        strong: dark tone for text and borders on white, as #rrggbb.
        soft: light tone for backgrounds under `strong` and black text, as #rrggbb.
    """

    token: str
    label: str
    strong: str
    soft: str


COLOURS: tuple[Colour, ...] = (
    Colour("teal", "Teal", "#0f5a63", "#e2f1f2"),
    Colour("blue", "Blue", "#1d4f91", "#e4edf8"),
    Colour("violet", "Violet", "#5b3a8c", "#eee8f6"),
    Colour("plum", "Plum", "#8a2457", "#f8e6ef"),
    Colour("rust", "Rust", "#8f3d12", "#f9eae1"),
    Colour("olive", "Olive", "#4d5a12", "#eff2df"),
    Colour("slate", "Slate", "#3f4a56", "#e9edf0"),
)
