"""The single answers within a question about ideas: one for each row and scale."""

from dataclasses import dataclass
from typing import Any

from consultation.responses.definitions import COMMENT, Question, QuestionType

PICKED = "Yes"


@dataclass(frozen=True, slots=True)
class IdeaCell:
    """One row on one scale; a pick has no scale.

    Args:
        row: code of the idea or theme.
        scale: key of the scale, the comment's key, or "" for a pick.
        label: what it is, in the wording of its time.
    """

    row: str
    scale: str
    label: str

    def value(self, answer: Any) -> Any:
        """Return this cell's part of the whole question's answer; None if it was left open."""
        if not self.scale:
            return PICKED if isinstance(answer, list) and self.row in answer else None
        if not isinstance(answer, dict):
            return None
        return (answer.get(self.row) or {}).get(self.scale)

    def text(self, answer: Any) -> str:
        """Return this cell's part as text, "" if it was left open."""
        value = self.value(answer)
        return "" if value is None else str(value)


def idea_cells(question: Question) -> list[IdeaCell]:
    """Return the cells of a question about ideas, row by row; of any other question none."""
    if question.type == QuestionType.IDEA_PICKS:
        return [IdeaCell(row.key, "", row.label) for row in question.rows]
    if question.type not in QuestionType.GRIDS:
        return []
    scales = [(scale.key, scale.label) for scale in question.scales]
    if question.with_comment:
        scales.append((COMMENT, "Comment"))
    return [
        IdeaCell(row.key, key, f"{row.label}: {label}")
        for row in question.rows
        for key, label in scales
    ]
