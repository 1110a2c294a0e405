from typing import Any


def is_number(value: Any) -> bool:
    """Say whether an answer is written as a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)
