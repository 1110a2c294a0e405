"""The colours of areas: readable, and the same in the style sheet as in the code."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

from ideas.colours import COLOURS, Colour

BY_TOKEN = {colour.token: colour for colour in COLOURS}
ENOUGH = 4.5


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb, as WCAG defines it."""
    parts = [int(colour[start:end], 16) / 255 for start, end in pairwise((1, 3, 5, 7))]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_reckoned_rightly() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("colour", COLOURS, ids=list(BY_TOKEN))
def test_text_in_every_colour_can_be_read(colour: Colour) -> None:
    assert contrast(colour.strong, "#ffffff") >= ENOUGH
    assert contrast(colour.strong, colour.soft) >= ENOUGH
    assert contrast("#000000", colour.soft) >= ENOUGH


def test_there_are_enough_colours_for_six_areas() -> None:
    assert len({colour.strong for colour in COLOURS}) == len(BY_TOKEN) == len(COLOURS) >= 6


def test_the_style_sheet_has_the_same_colours() -> None:
    sheet = (Path(settings.BASE_DIR) / "static/css/portal.css").read_text()
    rule = re.compile(r"\.area--(\w+)\{--area-strong:\s*(#\w{6});--area-soft:\s*(#\w{6})\}")
    found = {token: (strong, soft) for token, strong, soft in rule.findall(sheet)}
    assert found == {token: (each.strong, each.soft) for token, each in BY_TOKEN.items()}
