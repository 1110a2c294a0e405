"""The colours of areas: each in the stylesheet, and readable."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

from ideas.models import AreaColour

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


def test_contrast_is_calculated_correctly() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def colours() -> dict[str, tuple[str, str]]:
    """Return the dark and the light tone of each colour, as #rrggbb."""
    sheet = (Path(settings.BASE_DIR) / "static/css/portal.css").read_text()
    rule = re.compile(r"\.area--(\w+)\{--area-strong:\s*(#\w{6});--area-soft:\s*(#\w{6})\}")
    return {token: (strong, soft) for token, strong, soft in rule.findall(sheet)}


@pytest.mark.parametrize("colour", AreaColour.values)
def test_text_in_every_colour_can_be_read(colour: str) -> None:
    strong, soft = colours()[colour]
    assert contrast(strong, "#ffffff") >= ENOUGH
    assert contrast(strong, soft) >= ENOUGH
    assert contrast("#000000", soft) >= ENOUGH


def test_six_areas_can_have_colours_of_their_own() -> None:
    assert colours().keys() == set(AreaColour.values)
    assert len({strong for strong, _ in colours().values()}) == len(AreaColour) >= 6
