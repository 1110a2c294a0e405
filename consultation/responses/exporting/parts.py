"""What one column takes out of an answer: the whole of it, one option, one idea on one scale."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from consultation.responses.answers import IdeaCell
from consultation.responses.definitions import Question, QuestionType

# Takes a stored answer that is not None; gives what stands in the cell.
Reader = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Whole:
    """The answer as it is stored.

    Args:
        beside_ideas: whether columns of single ideas stand beside it. It then keeps
            only what they cannot: answers from when the question was of another type.
    """

    beside_ideas: bool = False

    def description(self) -> dict[str, str]:
        """Return what tells this part from others of the same answer."""
        return {}

    def reader(self, asked: Question | None) -> Reader | None:
        """Return how to read it; None stands for "as it is"."""
        if self.beside_ideas and (asked is None or asked.type in QuestionType.OF_IDEAS):
            return lambda value: None if isinstance(value, dict | list) else value
        return None


@dataclass(frozen=True, slots=True)
class Option:
    """Whether one of several options was ticked; None where it was not on offer or nobody answered.

    Args:
        option: its wording.
    """

    option: str

    def description(self) -> dict[str, str]:
        """Return what tells this part from others of the same answer."""
        return {"option": self.option}

    def reader(self, asked: Question | None) -> Reader:
        """Return how to read it from answers to a question as it was asked."""
        option = self.option
        otherwise = False if asked is not None and option in asked.options else None

        def read(value: Any) -> bool | None:
            if not isinstance(value, list):
                return None
            return True if option in value else otherwise

        return read


@dataclass(frozen=True, slots=True)
class OfIdea:
    """What was answered about one idea on one scale, or whether it was picked."""

    cell: IdeaCell

    def description(self) -> dict[str, str]:
        """Return what tells this part from others of the same answer."""
        scale = {"scale": self.cell.scale} if self.cell.scale else {}
        return {"row": self.cell.row, **scale}

    def reader(self, asked: Question | None) -> Reader:
        """Return how to read it from answers to a question as it was asked."""
        row, scale = self.cell.row, self.cell.scale
        if not scale:
            offered = asked is not None and any(each.key == row for each in asked.rows)
            otherwise = False if offered else None

            def picked(value: Any) -> bool | None:
                if not isinstance(value, list):
                    return None
                return True if row in value else otherwise

            return picked

        def scored(value: Any) -> Any:
            if not isinstance(value, dict):
                return None
            given = value.get(row)
            return given.get(scale) if isinstance(given, dict) else None

        return scored


Part = Whole | Option | OfIdea
