"""Which questions of which page are personal, by every form there ever was."""

from collections.abc import Iterable

from consultation.responses.exporting.columns import Asked


def personal_keys(asked: Iterable[Asked]) -> frozenset[tuple[int, str]]:
    """Return (page, key) of the questions that were ever marked as personal."""
    return frozenset(
        (each.page_key, key)
        for each in asked
        for key, question in each.questions.items()
        if question.is_personal
    )
