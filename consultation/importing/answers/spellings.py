"""Every way in which a heading can name a question, or a part of one."""

from collections.abc import Iterator
from dataclasses import replace

from consultation.importing.answers.mapping import Column, Use
from consultation.importing.answers.target import Target
from consultation.importing.answers.wording import without_prefix, words
from consultation.responses.definitions import Question, QuestionType, idea_cells

# What hand-written forms call the questions that every consultation has.
_OTHER_NAMES = {
    "nature": QuestionType.REFLECTION,
    "reflection": QuestionType.REFLECTION,
    "kind of reflection": QuestionType.REFLECTION,
    "type of feedback": QuestionType.REFLECTION,
    "nature of feedback": QuestionType.REFLECTION,
    "role": QuestionType.ROLE,
    "your role": QuestionType.ROLE,
    "job role": QuestionType.ROLE,
    "respondent role": QuestionType.ROLE,
    "email": QuestionType.EMAIL,
    "e mail": QuestionType.EMAIL,
    "mail": QuestionType.EMAIL,
    "email address": QuestionType.EMAIL,
    "your email": QuestionType.EMAIL,
    "your email address": QuestionType.EMAIL,
}
_KEYS_ALIKE = {
    "org": "organisation",
    "organization": "organisation",
    "your org": "organisation",
    "comments": "details",
    "comment": "details",
    "detail": "details",
}
_ASKING = ("rate", "rating", "score", "scoring", "how useful is", "please rate")


def _cells(question: Question) -> Iterator[tuple[Column, list[str]]]:
    """Yield the parts of a question that may have a column, with their spellings."""
    label, use = question.label, Use.QUESTION
    if question.type == QuestionType.SEVERAL_CHOICES:
        for option in question.options:
            column = Column("", use, question.key, option=option)
            yield column, [f"{label} {option}", f"{question.key} {option}"]
    scales = {scale.key: scale.label for scale in question.scales}
    one_scale = len(scales) == 1
    places = {row.key: place for place, row in enumerate(question.rows, start=1)}
    for cell in idea_cells(question):
        row = next(row.label for row in question.rows if row.key == cell.row)
        column = Column("", use, question.key, row=cell.row, scale=cell.scale)
        scale = scales.get(cell.scale, "Comment" if cell.scale else "")
        names = [row, cell.row]
        spelled = [f"{question.key} {cell.row} {cell.scale}", f"{label} {cell.label} {cell.row}"]
        for name in names:
            spelled += [f"{label} {name} {scale}", f"{name} {scale}", f"{scale} {name}"]
            if cell.scale:
                spelled += [f"{name} {cell.scale}", f"{cell.scale} {name}"]
            # The name alone is enough where it is all that can be asked of it.
            if not cell.scale or (one_scale and cell.scale in scales):
                spelled += [name, f"{label} {name}", f"{question.key} {name}"]
                spelled += [f"{asking} {name}" for asking in _ASKING]
        yield column, spelled
        place = f"idea {places[cell.row]}"
        column = replace(
            column,
            doubt=f"“{place.capitalize()}” was taken for the one that the form asks first "
            "if its number is 1, and so on.",
        )
        spelled = [f"{place} {scale}", f"{label} {place} {scale}", f"{scale} {place}"]
        if not cell.scale or (one_scale and cell.scale in scales):
            spelled += [place, f"{label} {place}", *(f"{asking} {place}" for asking in _ASKING)]
        yield column, spelled


class Spellings:
    """Finds what a heading names.

    Args:
        target: what is imported to.
    """

    def __init__(self, target: Target) -> None:
        forms = list(target.forms.values())
        self.live = [question for form in forms for question in form.live]
        self.before = [question for form in forms for question in form.before]
        self._known: dict[str, Column | None] = {}
        self.labels: dict[str, str] = {}
        every = (*self.live, *self.before)
        # What comes first wins: keys before wordings, and what is asked now before what was.
        for question in every:
            self._add(words(question.key), Column("", Use.QUESTION, question.key))
        for question in every:
            column = Column("", Use.QUESTION, question.key)
            self._add(words(question.label), column)
            self._add(words(f"{question.label} {question.key}"), column)
            self.labels.setdefault(words(question.label), question.key)
        for name, kind in _OTHER_NAMES.items():
            keys = dict.fromkeys(question.key for question in every if question.type == kind)
            if len(keys) == 1:
                self._add(name, Column("", Use.QUESTION, next(iter(keys))))
        keys = dict.fromkeys(question.key for question in every)
        for name, key in _KEYS_ALIKE.items():
            if key in keys:
                doubt = f"“{name.capitalize()}” was taken for the question with the key “{key}”."
                column = Column("", Use.QUESTION, key, doubt="" if "org" in name else doubt)
                self._add(name, column)
        for question in every:
            for column, spelled in _cells(question):
                for spelling in spelled:
                    self._add(words(spelling), column, ambiguous=True)

    def _add(self, spelling: str, column: Column, *, ambiguous: bool = False) -> None:
        known = self._known.setdefault(spelling, column)
        if ambiguous and known is not None and known.place != column.place:
            # Two parts of questions are spelled alike: neither is meant for certain.
            whole = not (known.option or known.row)
            self._known[spelling] = known if whole else None

    def find(self, *headings: str) -> Column | None:
        """Return what the first of some spellings of a heading names."""
        for heading in headings:
            for spelling in (words(heading), without_prefix(heading)):
                column = self._known.get(spelling)
                if column is not None:
                    return column
        return None
