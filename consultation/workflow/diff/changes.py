"""What changed in the questions, in words, and whether it parts old answers from new ones.

Which changes do is said in docs/handbook/compare-versions.md.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import get_text_list

# So many things are named one by one; of the rest only the number.
MOST_NAMED = 6


@dataclass(slots=True)
class Change:
    """One change, as a reviewer reads it.

    Args:
        breaks: whether earlier answers can no longer be compared with later ones.
        removes: whether it breaks because something is no longer asked.
        rows: codes of the ideas or themes concerned, where it concerns some of them only.
        key: the question's key as it was; "" for the form as a whole or an answer list.
        answered: how many responses hold an answer that it parts from later ones.
    """

    sentence: str
    breaks: bool = False
    removes: bool = False
    rows: tuple[str, ...] = ()
    key: str = ""
    answered: int = 0

    def __post_init__(self) -> None:
        # A quoted wording that ends its own sentence ends ours.
        self.sentence = re.sub(r"(?<=[.?!…]”)\.$", "", self.sentence)


@dataclass(frozen=True, slots=True)
class QuestionChanges:
    """Everything that changed in the questions between two versions, in the order of the form.

    Args:
        answered: how many responses hold an answer that a change parts from later ones.
        notes: further sentences, as which forms use a list of answers.
    """

    changes: tuple[Change, ...] = ()
    answered: int = 0
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes)

    @property
    def warning(self) -> str:
        """What the changes mean for the answers there are, or ""."""
        if not self.answered:
            return ""
        one = self.answered == 1
        number = "1 response" if one else f"{self.answered:,} responses"
        its = "Its" if one else "Their"
        if all(change.removes for change in self.changes if change.answered):
            return (
                f"{number} answered what is no longer asked. {its} answers stay with the analysts."
            )
        return (
            f"{number} {'was' if one else 'were'} given to the earlier wording. "
            f"{its} answers will no longer be comparable."
        )

    @property
    def reassurance(self) -> str:
        """What the changes mean where they part no answers."""
        if any(change.breaks for change in self.changes):
            return "Nobody has answered what changes."
        return "Answers given so far stay comparable with later ones."


def named(texts: Iterable[str]) -> str:
    """Return texts in quotation marks as a sentence lists them, the first few of many."""
    quoted = [f"“{text}”" for text in texts]
    if len(quoted) > MOST_NAMED + 1:
        quoted[MOST_NAMED:] = [f"{len(quoted) - MOST_NAMED} more"]
    return str(get_text_list(quoted, "and"))
