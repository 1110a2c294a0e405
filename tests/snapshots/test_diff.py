"""What changed between two forms, in words, and whether it parts old answers from new ones."""

from dataclasses import replace
from typing import Any

import pytest

from consultation.common.text import same_wording
from consultation.responses.definitions import (
    JUDGEMENTS,
    FormDefinition,
    Question,
    QuestionType,
    Row,
    Scale,
)
from consultation.workflow.diff.questions import Change, QuestionChanges, compare_forms
from consultation.workflow.review.texts import quoted

TEXT = Question("what", QuestionType.SHORT_TEXT, "What is missing?")
CHOICE = Question("used", QuestionType.SINGLE_CHOICE, "Used it?", options=("Yes", "No"))
RATING = Question(
    "useful", QuestionType.RATING, "How useful?", low_label="Not at all", high_label="Very"
)
NUMBER = Question("team", QuestionType.NUMBER, "How many people?", minimum=1, whole=True)
ROWS = (Row("share", "Share tools", "Tools"), Row("train", "Train people", "People"))
SCALE = Scale("usefulness", "Usefulness", ("1", "2", "3"), "Low", "High")
SCORES = Question("scores", QuestionType.IDEA_SCORING, "Score them", rows=ROWS, scales=(SCALE,))
JUDGED = Question("judged", QuestionType.IDEA_JUDGEMENT, "Judge them", rows=ROWS, scales=JUDGEMENTS)
PICKS = Question("picks", QuestionType.IDEA_PICKS, "Pick some", rows=ROWS, at_most=3)


def form(*questions: Question) -> FormDefinition:
    return FormDefinition(questions)


def changed(question: Question, **fields: Any) -> list[Change]:
    return compare_forms(form(question), form(replace(question, **fields)))


def only(changes: list[Change]) -> Change:
    (change,) = changes
    return change


def test_equal_forms_differ_in_nothing() -> None:
    everything = form(TEXT, CHOICE, RATING, NUMBER, SCORES, JUDGED, PICKS)
    assert compare_forms(everything, everything) == []
    assert compare_forms(None, None) == []


@pytest.mark.parametrize(
    ("question", "fields", "words", "breaks"),
    [
        (TEXT, {"label": "What did we forget?"}, "“What is missing?” now reads “What did", True),
        (TEXT, {"label": "What is  missing"}, "now reads “What is  missing”", False),
        (TEXT, {"help_text": "In short."}, "now has the help text “In short.”", False),
        (TEXT, {"required": True}, "is now required; it was optional", False),
        (TEXT, {"personal": True}, "now count as personal data", False),
        (TEXT, {"type": "long_text"}, "now asks for a longer text", False),
        (TEXT, {"type": "date"}, "now asks for a date; it asked for a line of text", True),
        (
            TEXT,
            {"maximum_words": 200},
            "Maximum number of words for “What is missing?”: now 200",
            False,
        ),
        (CHOICE, {"options": ("Yes", "No", "A bit")}, "“Used it?” also offers “A bit”", True),
        (CHOICE, {"options": ("Yes",)}, "“Used it?” no longer offers “No”", True),
        (
            CHOICE,
            {"options": ("Yes, often", "Yes", "No")},
            "“Used it?” also offers “Yes, often”",
            True,
        ),
        (CHOICE, {"options": ("No", "Yes")}, "changes: “No” and “Yes”", False),
        (CHOICE, {"display": "select"}, "are now a drop-down list", False),
        (CHOICE, {"type": "several_choices"}, "now asks for several choices", True),
        (RATING, {"points": 7}, "“How useful?” now has 7 steps; it had 5", True),
        (RATING, {"high_label": "Extremely"}, "now means “Extremely”; it meant “Very”", True),
        (
            NUMBER,
            {"minimum": None},
            "Minimum for “How many people?”: no longer set; it was 1",
            True,
        ),
        (NUMBER, {"maximum": 1500}, ": now 1,500; there was none", True),
        (NUMBER, {"whole": False}, "now takes decimals too", True),
        (SCORES, {"scales": (replace(SCALE, options=("1", "2")),)}, "are now “1” and “2”", True),
        (
            SCORES,
            {"scales": (replace(SCALE, low_label="No"),)},
            "(scale “Usefulness”) now means",
            True,
        ),
        (
            SCORES,
            {"scales": (SCALE, replace(SCALE, key="value", label="Value"))},
            "has one more scale, “Value”",
            False,
        ),
        (SCORES, {"scales": ()}, "no longer has the scale “Usefulness”", True),
        (SCORES, {"rows": ROWS[:1]}, "no longer asks about the idea “Train people”", True),
        (SCORES, {"rows": (*ROWS, Row("buy", "Buy"))}, "also asks about the idea “Buy”", False),
        (
            SCORES,
            {"rows": (ROWS[0], Row("train", "Teach people", "People"))},
            "In “Score them”: “Train people” now reads “Teach people”",
            True,
        ),
        (SCORES, {"rows": ROWS[::-1]}, "in another order or under other headings", False),
        (JUDGED, {"with_comment": True}, "now has a comment box for each idea", False),
        (PICKS, {"rows": (*ROWS, Row("buy", "Buy"))}, "also asks about the idea “Buy”", True),
        (PICKS, {"at_most": None}, "now takes any number of ideas; it was up to 3", True),
    ],
)
def test_a_change_in_words(
    question: Question, fields: dict[str, Any], words: str, breaks: bool
) -> None:
    change = only(changed(question, **fields))
    assert words in change.sentence
    assert change.breaks is breaks
    assert change.key == question.key


def test_a_reworded_option_is_another_one() -> None:
    question = replace(CHOICE, options=("A local authority", "A supplier"))
    come, gone = changed(question, options=("A local council authority", "A supplier"))
    assert "also offers “A local council authority”" in come.sentence
    assert "no longer offers “A local authority”" in gone.sentence
    assert come.breaks
    assert gone.breaks


def test_a_reworded_scale_is_another_one() -> None:
    gone, come = changed(SCORES, scales=(replace(SCALE, key="value", label="Value"),))
    assert "no longer has the scale “Usefulness”" in gone.sentence
    assert gone.breaks
    assert "has one more scale, “Value”" in come.sentence


def test_questions_added_removed_and_moved() -> None:
    changes = compare_forms(form(TEXT, CHOICE, RATING), form(RATING, NUMBER, TEXT))
    assert [change.sentence for change in changes] == [
        "Added: “How many people?” (a number).",
        "Removed: “Used it?” (a single choice).",
        "The order of the questions changes: “How useful?”, “How many people?” and "
        "“What is missing?”",
    ]
    assert [change.breaks for change in changes] == [False, True, False]


def test_a_question_under_another_key_is_another_question_to_analysts() -> None:
    come, gone = compare_forms(form(TEXT), form(replace(TEXT, key="gap")))
    assert come.sentence == "Added: “What is missing?” (a line of text)."
    assert gone.sentence == "Removed: “What is missing?” (a line of text)."
    assert gone.breaks
    assert gone.key == "what"


def test_a_form_added_and_a_form_removed() -> None:
    added = only(compare_forms(None, form(TEXT, CHOICE)))
    assert added.sentence == "A form is added. Its questions: “What is missing?” and “Used it?”"
    assert not added.breaks
    removed = only(compare_forms(form(TEXT), None))
    assert removed.sentence == "The form is removed. Its questions: “What is missing?”"
    assert removed.breaks


def test_several_changes_of_one_question_are_reported_one_by_one() -> None:
    changes = changed(
        replace(CHOICE, help_text="Think of last year."),
        label="Have you used it?",
        help_text="",
        required=True,
        options=("No", "Yes", "Sometimes"),
    )
    assert len(changes) == 5
    assert len({change.sentence for change in changes}) == 5


def test_many_ideas_are_counted_and_the_first_few_named() -> None:
    rows = tuple(Row(f"idea-{n}", f"Idea {n}") for n in range(9))
    change = only(changed(replace(SCORES, rows=rows[:1]), rows=rows))
    assert change.sentence == (
        "“Score them” also asks about 8 more ideas: “Idea 1”, “Idea 2”, “Idea 3”, “Idea 4”, "
        "“Idea 5”, “Idea 6” and 2 more."
    )


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("Whats new?", "What’s new", True),
        ("Do you agree?", "do you  Agree", True),
        ("About 1.5 people", "About 15 people", False),
        ("5 of them", "5% of them", False),
        ("Is it?", "Isn’t it?", False),
        ("+", "-", False),
        ("कि", "का", False),
    ],
)
def test_wordings_that_are_the_same(old: str, new: str, same: bool) -> None:
    assert same_wording(old, new) is same


def test_texts_are_named_as_a_sentence_does() -> None:
    assert quoted([]) == ""
    assert quoted(["a"]) == "“a”"
    assert quoted("abc") == "“a”, “b” and “c”"
    assert quoted("abcdefg").endswith("“f” and “g”")


def test_the_warning_says_how_many_and_what_happens_to_them() -> None:
    reworded = replace(only(changed(TEXT, label="Why?")), answered=12)
    removed = replace(compare_forms(form(TEXT, CHOICE), form(TEXT))[0], answered=3)
    assert QuestionChanges((reworded,), 12).warning == (
        "12 responses were given to the earlier wording. Their answers will no longer be "
        "comparable."
    )
    assert QuestionChanges((replace(reworded, answered=1),), 1).warning == (
        "1 response was given to the earlier wording. Its answers will no longer be comparable."
    )
    assert QuestionChanges((removed,), 3).warning == (
        "3 responses answered a question that is removed. Analysts keep the answers."
    )
    assert "earlier wording" in QuestionChanges((reworded, removed), 14).warning
    assert QuestionChanges((replace(reworded, answered=0),), 0).warning == ""
