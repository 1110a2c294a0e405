"""What changed in the questions, in words, and whether it parts old answers from new ones.

Answers can no longer be compared when people were asked something else, or could
answer something else: a question, an option, an idea or a scale with another wording;
options added or removed; another type; other steps, ends or limits of a number. A
question, an idea or a form that is no longer asked parts them as well.

They stay comparable when an answer still means the same: another help text, another
order, an answer that becomes required or optional, the length of a text, the marking
as personal data, another way to show the options, one more question, one more idea to
judge beside the others. Wordings that differ in capitals, spaces and punctuation
alone are the same, except those of options, under which the answers are counted.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

# So many things are named one by one; of the rest only the number.
MOST_NAMED = 6


class Kind(StrEnum):
    """What kind of change it is."""

    FORM_ADDED = "form_added"
    FORM_REMOVED = "form_removed"
    ADDED = "added"
    REMOVED = "removed"
    REKEYED = "rekeyed"
    REWORDED = "reworded"
    CORRECTED = "corrected"
    HELP_TEXT = "help_text"
    REQUIRED = "required"
    PERSONAL = "personal"
    QUOTING = "quoting"
    TYPE = "type"
    DISPLAY = "display"
    OPTIONS = "options"
    OPTION_ORDER = "option_order"
    SCALE = "scale"
    LIMITS = "limits"
    LENGTH = "length"
    ROWS_ADDED = "rows_added"
    ROWS_REMOVED = "rows_removed"
    ROW_REWORDED = "row_reworded"
    ROW_ORDER = "row_order"
    COMMENTS = "comments"
    ORDER = "order"


# What is no longer asked: its answers stay, and none will be added.
REMOVING = frozenset({Kind.FORM_REMOVED, Kind.REMOVED, Kind.ROWS_REMOVED})


@dataclass(frozen=True, slots=True)
class Change:
    """One change in words.

    Args:
        kind: what kind of change it is.
        sentence: the change as a reviewer reads it.
        key: the question's key as it was; "" for the form as a whole or an answer list.
        rows: codes of the ideas or themes concerned, where it concerns some of them only.
        breaks: whether earlier answers can no longer be compared with later ones.
        answered: how many responses hold an answer to what was asked before; counted
            where the change breaks, else 0.
    """

    kind: Kind
    sentence: str
    key: str = ""
    rows: tuple[str, ...] = ()
    breaks: bool = False
    answered: int = 0

    def __post_init__(self) -> None:
        # A quoted wording that ends its own sentence ends ours.
        sentence = re.sub(r"(?<=[.?!…]”)\.$", "", self.sentence)
        object.__setattr__(self, "sentence", sentence)

    @property
    def consequence(self) -> str:
        """What it means for the answers there are, or ""."""
        return _consequence(self.answered, self.kind in REMOVING) if self.breaks else ""


@dataclass(frozen=True, slots=True)
class QuestionChanges:
    """Everything that changed in the questions between two versions.

    Args:
        changes: the changes, in the order of the form.
        answered: how many responses hold an answer that a change parts from later ones.
        notes: further sentences, as which forms use a list of answers.
    """

    changes: tuple[Change, ...] = ()
    answered: int = 0
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    @property
    def warning(self) -> str:
        """What the changes mean for the answers there are, or ""."""
        breaking = [change for change in self.changes if change.breaks and change.answered]
        return _consequence(self.answered, all(change.kind in REMOVING for change in breaking))

    @property
    def reassurance(self) -> str:
        """What the changes mean where they part no answers."""
        if any(change.breaks for change in self.changes):
            return "Nobody has answered what changes."
        return "Answers given so far stay comparable with later ones."

    @property
    def sentences(self) -> list[str]:
        """The changes alone, for mails and lists."""
        return [change.sentence for change in self.changes]


def _consequence(answered: int, removed: bool) -> str:
    """Return what a change means for so many responses."""
    if not answered:
        return ""
    number = f"{answered:,} response{'' if answered == 1 else 's'}"
    its = "Its" if answered == 1 else "Their"
    if removed:
        return f"{number} answered what is no longer asked. {its} answers stay with the analysts."
    was = "was" if answered == 1 else "were"
    return (
        f"{number} {was} given to the earlier wording. {its} answers will no longer be comparable."
    )


def named(texts: Iterable[str]) -> str:
    """Return texts in quotation marks as a sentence lists them, the first few of many."""
    quoted = [f"“{text}”" for text in texts]
    if len(quoted) > MOST_NAMED + 1:
        quoted = [*quoted[:MOST_NAMED], f"{len(quoted) - MOST_NAMED} more"]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def begin_sentence(text: str) -> str:
    """Return a text with a capital letter at its beginning, the rest as it is."""
    return f"{text[:1].upper()}{text[1:]}"
