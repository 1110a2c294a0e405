"""Two forms compared question by question, and which old answers remain comparable.

The handbook's page compare-versions.md says which changes matter.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from consultation.common.text import same_wording
from consultation.responses.definitions import FormDefinition, Question, QuestionType, Row, Scale
from consultation.workflow.review.texts import quoted

TYPES = {
    # Translators: the kinds of answers stand in brackets, as in "Added: “Your role” (a line of
    # text).", and in sentences such as "“Your role” now asks for a line of text."
    QuestionType.SHORT_TEXT: _("a line of text"),
    QuestionType.LONG_TEXT: _("a longer text"),
    QuestionType.SINGLE_CHOICE: _("a single choice"),
    QuestionType.SEVERAL_CHOICES: _("several choices"),
    QuestionType.RATING: _("a rating"),
    QuestionType.NUMBER: _("a number"),
    QuestionType.DATE: _("a date"),
    QuestionType.EMAIL: _("an email address"),
    QuestionType.CONSENT: _("a box to tick"),
    QuestionType.ROLE: _("the respondent’s role"),
    QuestionType.REFLECTION: _("the kind of reflection"),
    QuestionType.IDEA_SCORING: _("scores of ideas"),
    QuestionType.IDEA_JUDGEMENT: _("ratings of ideas"),
    QuestionType.IDEA_PICKS: _("a choice of ideas"),
}
# By field: the sentences for when it is switched on and off.
SWITCHES = {
    "required": (
        _("“%(question)s” is now required; it was optional."),
        _("“%(question)s” is now optional; it was required."),
    ),
    "personal": (
        _("Answers to “%(question)s” now count as personal data."),
        _("Answers to “%(question)s” no longer count as personal data."),
    ),
    "quoting": (
        _("A tick for “%(question)s” now allows the answers to be published."),
        _("A tick for “%(question)s” no longer allows the answers to be published."),
    ),
    "whole": (
        _("“%(question)s” now takes only whole numbers."),
        _("“%(question)s” now takes decimals too."),
    ),
    "with_comment": (
        _("“%(question)s” now has a comment box for each idea."),
        _("“%(question)s” no longer has a comment box for each idea."),
    ),
}
LIMITS = {
    # Translators: the limits begin a sentence such as "Minimum for “How many people?”: now 5."
    "minimum_characters": _("Minimum number of characters"),
    "maximum_characters": _("Maximum number of characters"),
    "maximum_words": _("Maximum number of words"),
    "minimum": _("Minimum"),
    "maximum": _("Maximum"),
}
LIMITS_OF_NUMBERS = ("minimum", "maximum", "whole")
# By field: the sentences for when an end of a scale has another label, a label, and none.
ENDS = {
    "low_label": (
        # Translators: %(name)s is a question in quotation marks, or one with its scale in brackets.
        _("The lowest step of %(name)s now means “%(now)s”; it meant “%(then)s”."),
        _("The lowest step of %(name)s now means “%(now)s”."),
        _("The lowest step of %(name)s no longer has a label; it meant “%(then)s”."),
    ),
    "high_label": (
        _("The highest step of %(name)s now means “%(now)s”; it meant “%(then)s”."),
        _("The highest step of %(name)s now means “%(now)s”."),
        _("The highest step of %(name)s no longer has a label; it meant “%(then)s”."),
    ),
}


class OptionTexts(NamedTuple):
    """The sentences about the options of a question or an answer list."""

    added: Any
    removed: Any
    order: Any


QUESTION_OPTIONS = OptionTexts(
    _("“%(question)s” also offers %(options)s."),
    _("“%(question)s” no longer offers %(options)s."),
    _("The order of the options of “%(question)s” changes: %(options)s."),
)


@dataclass(slots=True)
class Change:
    """One change, for a reviewer."""

    sentence: str
    breaks: bool = False  # earlier answers can no longer be compared with later ones
    removes: bool = False  # it breaks because something is no longer asked
    rows: tuple[str, ...] = ()  # codes of the ideas or themes, where it concerns some only
    key: str = ""  # the question's; "" for the form as a whole or an answer list
    given_in: Sequence[int] = ()  # ids of the form versions whose answers it affects
    condition: Q = field(default_factory=Q)  # a further condition on these answers
    answered: int = 0  # how many responses hold an answer that it makes incomparable

    def __post_init__(self) -> None:
        # A quoted wording that ends its own sentence ends ours.
        self.sentence = re.sub(r"(?<=[.?!…]”)\.$", "", self.sentence)


@dataclass(frozen=True, slots=True)
class QuestionChanges:
    """Everything that changed in the questions between two versions, in the order of the form."""

    changes: tuple[Change, ...] = ()
    answered: int = 0  # how many responses hold an answer that a change makes incomparable

    def __bool__(self) -> bool:
        return bool(self.changes)

    @property
    def warning(self) -> str:
        """What the changes mean for earlier answers, or ""."""
        if not self.answered:
            return ""
        if all(change.removes for change in self.changes if change.answered):
            sentences = ngettext(
                "%(number)s response answered a question that is removed. Analysts keep the "
                "answers.",
                "%(number)s responses answered a question that is removed. Analysts keep the "
                "answers.",
                self.answered,
            )
        else:
            sentences = ngettext(
                "%(number)s response was given to the earlier wording. Its answers will no longer "
                "be comparable.",
                "%(number)s responses were given to the earlier wording. Their answers will no "
                "longer be comparable.",
                self.answered,
            )
        return sentences % {"number": number_format(self.answered, force_grouping=True)}

    @property
    def reassurance(self) -> str:
        """What the changes mean if they affect no answers."""
        if any(change.breaks for change in self.changes):
            return gettext("There are no answers to what changes.")
        return gettext("Earlier answers stay comparable with later ones.")


def compare_forms(old: FormDefinition | None, new: FormDefinition | None) -> list[Change]:
    """Return what changed from one form to another, in the order of the newer; None is no form."""
    if old == new:
        return []
    if new is None:
        return [_form_removed(old)] if old else []
    if old is None:
        return [_form_added(new)]
    before, after = old.by_key(), new.by_key()
    changes: list[Change] = []
    for key, question in after.items():
        if key not in before:
            changes.append(_added(question))
            continue
        for change in _compare_questions(before[key], question):
            change.key = key
            changes.append(change)
    changes += [_removed(question) for key, question in before.items() if key not in after]
    if [key for key in before if key in after] != [key for key in after if key in before]:
        sentence = gettext("The order of the questions changes: %(questions)s.")
        changes.append(Change(sentence % {"questions": _labels(new)}))
    return changes


def _form_added(form: FormDefinition) -> Change:
    if not form.questions:
        return Change(gettext("A form is added. It has no questions yet."))
    sentences = gettext("A form is added. Its questions: %(questions)s.")
    return Change(sentences % {"questions": _labels(form)})


def _form_removed(form: FormDefinition) -> Change:
    if form.questions:
        sentences = gettext("The form is removed. Its questions: %(questions)s.")
    else:
        sentences = gettext("The form is removed. It had no questions.")
    return Change(sentences % {"questions": _labels(form)}, breaks=True, removes=True)


def _labels(form: FormDefinition) -> str:
    return quoted(question.label for question in form.questions)


def _added(question: Question) -> Change:
    if question.required:
        sentence = gettext("Added: “%(question)s” (%(type)s, required).")
    else:
        sentence = gettext("Added: “%(question)s” (%(type)s).")
    return Change(sentence % {"question": question.label, "type": TYPES[question.type]})


def _removed(question: Question) -> Change:
    if question.required:
        sentence = gettext("Removed: “%(question)s” (%(type)s, required).")
    else:
        sentence = gettext("Removed: “%(question)s” (%(type)s).")
    sentence %= {"question": question.label, "type": TYPES[question.type]}
    return Change(sentence, breaks=True, removes=True, key=question.key)


def _compare_questions(old: Question, new: Question) -> Iterator[Change]:
    label = {"question": new.label}
    if old.label != new.label:
        sentence = gettext("“%(then)s” now reads “%(now)s”.")
        sentence %= {"then": old.label, "now": new.label}
        yield Change(sentence, breaks=not same_wording(old.label, new.label))
    if old.help_text != new.help_text:
        yield _help_text(old, new)
    if old.type != new.type:
        sentence = gettext("“%(question)s” now asks for %(now)s; it asked for %(then)s.")
        values = {"now": TYPES[new.type], "then": TYPES[old.type]}
        # Short and long texts are both read, not counted.
        breaks = not {old.type, new.type} <= {QuestionType.SHORT_TEXT, QuestionType.LONG_TEXT}
        yield Change(sentence % (label | values), breaks)
    yield from _switches(old, new, "required", "personal", "quoting")
    if old.type == new.type or {old.type, new.type} <= QuestionType.TEXTS:
        yield from _limits(old, new)
    if old.type != new.type:
        return
    if old.display != new.display:
        if new.display == "select":
            sentence = gettext("The options of “%(question)s” are now a drop-down list.")
        else:
            sentence = gettext("The options of “%(question)s” are now radio buttons.")
        yield Change(sentence % label)
    yield from compare_options(QUESTION_OPTIONS, old.options, new.options, question=new.label)
    if old.points != new.points:
        sentence = ngettext(
            "“%(question)s” now has %(now)d step; it had %(then)d.",
            "“%(question)s” now has %(now)d steps; it had %(then)d.",
            new.points,
        )
        yield Change(sentence % (label | {"now": new.points, "then": old.points}), breaks=True)
    yield from _ends(quoted([new.label]), old, new)
    yield from _scales(old, new)
    yield from _rows(old, new)
    yield from _switches(old, new, "whole", "with_comment")
    if old.at_most != new.at_most:
        yield _most_choices(new.label, old.at_most, new.at_most)


def _help_text(old: Question, new: Question) -> Change:
    if not new.help_text:
        sentence = gettext("“%(question)s” has no help text now; it was “%(then)s”.")
    elif old.help_text:
        sentence = gettext("“%(question)s” now has the help text “%(now)s”; it was “%(then)s”.")
    else:
        sentence = gettext("“%(question)s” now has the help text “%(now)s”.")
    values = {"question": new.label, "now": new.help_text, "then": old.help_text}
    return Change(sentence % values)


def _most_choices(label: str, old: int | None, new: int | None) -> Change:
    """Return the change of how many ideas may be chosen; None is any number."""
    if not new:
        sentence = gettext("“%(question)s” now takes any number of ideas; it was up to %(then)s.")
    elif old:
        sentence = ngettext(
            "“%(question)s” now takes up to %(now)d idea; it was up to %(then)d.",
            "“%(question)s” now takes up to %(now)d ideas; it was up to %(then)d.",
            new,
        )
    else:
        sentence = ngettext(
            "“%(question)s” now takes up to %(now)d idea; it was without a limit.",
            "“%(question)s” now takes up to %(now)d ideas; it was without a limit.",
            new,
        )
    return Change(sentence % {"question": label, "now": new, "then": old}, breaks=True)


def _switches(old: Question, new: Question, *names: str) -> Iterator[Change]:
    for name in names:
        if getattr(old, name) != getattr(new, name):
            on, off = SWITCHES[name]
            sentence = (on if getattr(new, name) else off) % {"question": new.label}
            yield Change(sentence, breaks=name in LIMITS_OF_NUMBERS)


def _limits(old: Question, new: Question) -> Iterator[Change]:
    for name, limit in LIMITS.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            if after is None:
                sentence = gettext("%(limit)s for “%(question)s”: no longer set; it was %(then)s.")
            elif before is None:
                sentence = gettext("%(limit)s for “%(question)s”: now %(now)s; there was none.")
            else:
                sentence = gettext("%(limit)s for “%(question)s”: now %(now)s; it was %(then)s.")
            numbers = {"now": _number(after), "then": _number(before)}
            values = {"limit": limit, "question": new.label, **numbers}
            yield Change(sentence % values, breaks=name in LIMITS_OF_NUMBERS)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return number_format(int(value) if value == int(value) else value, force_grouping=True)


def compare_options(
    texts: OptionTexts, old: tuple[str, ...], new: tuple[str, ...], question: str = ""
) -> Iterator[Change]:
    """Yield what changed in options, which belong to a question or are an answer list."""
    removed = [text for text in old if text not in new]
    added = [text for text in new if text not in old]
    if added:
        sentence = texts.added % {"question": question, "options": quoted(added)}
        yield Change(sentence, breaks=bool(old))
    if removed:
        sentence = texts.removed % {"question": question, "options": quoted(removed)}
        yield Change(sentence, breaks=True)
    if [text for text in old if text in new] != [text for text in new if text in old]:
        yield Change(texts.order % {"question": question, "options": quoted(new)})


def _ends(name: str, old: Question | Scale, new: Question | Scale) -> Iterator[Change]:
    for field_name, (changed, added, removed) in ENDS.items():
        before, after = getattr(old, field_name), getattr(new, field_name)
        if before != after:
            sentence = removed if not after else changed if before else added
            yield Change(sentence % {"name": name, "now": after, "then": before}, breaks=True)


def _scales(old: Question, new: Question) -> Iterator[Change]:
    # A scale's key is made from its wording: another wording is another scale.
    before = {scale.key: scale for scale in old.scales}
    after = {scale.key: scale for scale in new.scales}
    for key, was in before.items():
        if key not in after:
            sentence = gettext("“%(question)s” no longer has the scale “%(scale)s”.")
            yield Change(sentence % {"question": new.label, "scale": was.label}, breaks=True)
    for key, now in after.items():
        values = {"question": new.label, "scale": now.label}
        if key not in before:
            sentence = gettext("“%(question)s” has one more scale, “%(scale)s”.")
            yield Change(sentence % values)
            continue
        was = before[key]
        if was.label != now.label:
            sentence = gettext("A scale of “%(question)s” is now “%(scale)s”; it was “%(then)s”.")
            yield Change(sentence % (values | {"then": was.label}), breaks=True)
        if was.options != now.options:
            sentence = gettext(
                "The answers on the scale “%(scale)s” of “%(question)s” are now %(now)s; they were "
                "%(then)s."
            )
            answers = {"now": quoted(now.options), "then": quoted(was.options)}
            yield Change(sentence % (values | answers), breaks=True)
        # Translators: a question and one of its scales, as a name inside a sentence.
        yield from _ends(gettext("“%(question)s” (scale “%(scale)s”)") % values, was, now)


def row_reworded(old: str, new: str, row: str, question: str = "") -> Change:
    """Return the change of an idea's or a theme's wording, in one question or everywhere."""
    if question:
        sentence = gettext("In “%(question)s”: “%(then)s” now reads “%(now)s”.")
    else:
        sentence = gettext("“%(then)s” now reads “%(now)s”.")
    sentence %= {"question": question, "then": old, "now": new}
    return Change(sentence, breaks=not same_wording(old, new), rows=(row,))


def _rows(old: Question, new: Question) -> Iterator[Change]:
    # Scores and ratings of one idea do not depend on the others. Choices do: to choose some
    # is to leave out the others.
    before = {row.key: row for row in old.rows}
    after = {row.key: row for row in new.rows}
    picks = new.type == QuestionType.IDEA_PICKS
    come = [row for key, row in after.items() if key not in before]
    gone = [row for key, row in before.items() if key not in after]
    if come:
        yield Change(_rows_come(come) % _named_rows(new, come), picks and bool(before))
    if gone:
        rows = () if picks else tuple(row.key for row in gone)
        sentence = _rows_gone(gone) % _named_rows(new, gone)
        yield Change(sentence, breaks=True, removes=True, rows=rows)
    for key, row in after.items():
        if key in before and before[key].label != row.label:
            yield row_reworded(before[key].label, row.label, key, new.label)
    stayed = before.keys() & after.keys()
    then, now = (
        [(row.key, row.group) for row in each.rows if row.key in stayed] for each in (old, new)
    )
    if then != now:
        sentence = gettext("“%(question)s” has its ideas in another order or under other headings.")
        yield Change(sentence % {"question": new.label})


def _rows_come(rows: list[Row]) -> str:
    if _are_themes(rows):
        return ngettext(
            "“%(question)s” also asks about the theme %(labels)s.",
            "“%(question)s” also asks about %(count)d more themes: %(labels)s.",
            len(rows),
        )
    return ngettext(
        "“%(question)s” also asks about the idea %(labels)s.",
        "“%(question)s” also asks about %(count)d more ideas: %(labels)s.",
        len(rows),
    )


def _rows_gone(rows: list[Row]) -> str:
    if _are_themes(rows):
        return ngettext(
            "“%(question)s” no longer asks about the theme %(labels)s.",
            "“%(question)s” no longer asks about %(count)d themes: %(labels)s.",
            len(rows),
        )
    return ngettext(
        "“%(question)s” no longer asks about the idea %(labels)s.",
        "“%(question)s” no longer asks about %(count)d ideas: %(labels)s.",
        len(rows),
    )


def _are_themes(rows: list[Row]) -> bool:
    return rows[0].key.startswith("theme-")


def _named_rows(question: Question, rows: list[Row]) -> dict[str, Any]:
    labels = quoted(row.label for row in rows)
    return {"question": question.label, "labels": labels, "count": len(rows)}
