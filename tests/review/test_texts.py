"""Every sentence that the code names is there, and none that nothing names."""

import re
from pathlib import Path

from consultation.workflow.review import texts

TEXTS = Path(texts.__file__)
SOURCE = "\n".join(
    path.read_text(encoding="utf-8") for path in TEXTS.parent.rglob("*.py") if path != TEXTS
)


def test_every_sentence_that_is_said_is_there() -> None:
    assert set(re.findall(r'\bsay\(\s*"(\w+)"', SOURCE)) <= texts.TEXTS.keys()


def test_every_sentence_is_said_somewhere() -> None:
    assert texts.TEXTS.keys() <= set(re.findall(r"""["'](\w+)["']""", SOURCE))
