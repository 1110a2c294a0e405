"""The handbook and the public templates are easy to read."""

from collections.abc import Callable, Iterator
from statistics import mean

import pytest

from tests.wording.reading_ease import LEAST, handbook_pages, public_templates, reading_ease


@pytest.mark.parametrize("texts", [handbook_pages, public_templates])
def test_average_reading_ease_is_at_least_60(
    texts: Callable[[], Iterator[tuple[str, list[str]]]],
) -> None:
    assert mean(reading_ease(sentences) for _, sentences in texts()) >= LEAST


def test_hard_text_has_a_low_figure() -> None:
    easy = ["We read your answers.", "Then we tell you what we did."]
    hard = [
        "Notwithstanding institutional considerations, stakeholder representation is necessary."
    ]
    assert reading_ease(easy) > 80
    assert reading_ease(hard) < 0
