"""The questions that an editor can add to a form, except those about ideas."""

import re
from dataclasses import fields, replace
from math import floor
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import BlockGroup, StructBlockValidationError

from consultation.feedback.answer_options import AnswerOptions
from consultation.feedback.forms import ResponseForm
from consultation.responses.definitions import SEPARATOR, FormDefinition, Question

KEY_PATTERN = re.compile(r"[a-z][a-z0-9_]{0,49}")

# Names that the form itself uses, besides its questions.
RESERVED_KEYS = frozenset({"form_token", "further_notes", "csrfmiddlewaretoken"})

PERSONAL_HELP = (
    "Tick if the answer could identify someone, such as a name or an organisation. "
    "Only analysts see it."
)

# WCAG 2.2 asks for these wherever a form asks for the respondent's own details (1.3.5).
AUTOCOMPLETE_CHOICES = [
    ("name", "Full name"),
    ("given-name", "First name"),
    ("family-name", "Last name"),
    ("organization", "Organisation"),
    ("organization-title", "Job title"),
    ("tel", "Telephone number"),
    ("street-address", "Address"),
    ("address-line1", "Address, first line"),
    ("address-line2", "Address, second line"),
    ("address-level2", "Town or city"),
    ("postal-code", "Postcode"),
]

_QUESTION_FIELDS = frozenset(each.name for each in fields(Question))


class QuestionBlock(blocks.StructBlock):
    """A question; the name of its block in `QuestionsBlock` is its type.

    Values go into the `Question` unchanged, where that has a field of the same name.
    """

    label = blocks.CharBlock(label="Question", max_length=250)
    help_text = blocks.CharBlock(
        label="Help text",
        required=False,
        max_length=500,
        help_text="A sentence below the question that helps people to answer it.",
    )
    required = blocks.BooleanBlock(
        label="Required",
        required=False,
        help_text="Only if you need it: each required question means fewer responses.",
    )
    key = blocks.CharBlock(
        label="Key",
        required=False,
        max_length=50,
        help_text=(
            "The question’s name in exports. Leave blank to have it made from the question. "
            "Do not change it later: answers are kept under it, even if the question is "
            "reworded or moved."
        ),
    )

    def deconstruct_with_lookup(self, lookup: Any) -> tuple[str, list, dict[str, Any]]:
        # Labels, icons and previews are not a matter of the database: migrations leave them out.
        path, args, options = super().deconstruct_with_lookup(lookup)
        return path, args, {name: each for name, each in options.items() if name == "group"}

    def get_form_layout(self) -> BlockGroup:
        # Few editors need the key, so it is hidden; a field that the layout leaves out would come
        # back empty with every save.
        return BlockGroup([name for name in self.child_blocks if name != "key"], settings=["key"])

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        errors = self.question_errors(cleaned)
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    def question_errors(self, value: Any) -> dict[str, ValidationError]:
        """Return what is wrong with a question, by the field to show it on."""
        errors: dict[str, ValidationError] = {}
        key = value.get("key") or ""
        if key in RESERVED_KEYS:
            errors["key"] = ValidationError("The form itself uses this key. Enter a different one.")
        elif key and not KEY_PATTERN.fullmatch(key):
            errors["key"] = ValidationError(
                "Use only small letters, digits and underscores, starting with a letter, "
                "such as “summary”."
            )
        least, most = (value.get(name) for name in self.meta.limits)
        if least is not None and most is not None and least > most:
            label = str(self.child_blocks[self.meta.limits[0]].label).lower()
            errors[self.meta.limits[1]] = ValidationError(
                f"This is less than the {label}, so no answer would be possible."
            )
        return errors

    def as_question(self, value: Any, options: AnswerOptions) -> Question:
        """Return the question as data."""
        given = {
            name: value[name]
            for name in _QUESTION_FIELDS.intersection(self.child_blocks)
            if value.get(name) not in (None, "")
        }
        known: dict[str, Any] = {"key": "", "type": self.name, "label": value["label"]} | given
        if self.meta.answer_list:
            answers = getattr(options, self.meta.answer_list)
            known |= {"options": answers, "display": "select"}
        return Question(**known | self.meta.always | self.details(value, options))

    def details(self, value: Any, options: AnswerOptions) -> dict[str, Any]:
        """Return the fields of the question that differ from the block's."""
        return {}

    def in_preview(self, question: Question) -> Question:
        """Return the question as the preview of this kind of question shows it."""
        return question

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        # Only previews show a question by itself; a page shows its field as part of a form.
        context = super().get_context(value, parent_context)
        question = self.in_preview(self.as_question(value, AnswerOptions()))
        question = replace(question, key=question.key or "question")
        context["field"] = ResponseForm(FormDefinition((question,)))[question.key]
        return context

    class Meta:
        icon = "help"
        label_format = "{label}"
        template = "components/blocks/question.html"
        form_classname = "struct-block question-block"
        # The fields with the minimum and the maximum, where a question has these.
        limits = ("", "")
        # The list of the consultation that the options come from.
        answer_list = ""
        # What is true of every such question.
        always: dict[str, Any] = {}


def autocomplete_block() -> blocks.ChoiceBlock:
    """Return the field for the personal detail that a text question asks for."""
    return blocks.ChoiceBlock(
        label="Respondent’s detail",
        choices=AUTOCOMPLETE_CHOICES,
        required=False,
        help_text=(
            "Choose one if this question asks for it. Browsers can then offer to fill it in, "
            "which helps people who find typing hard."
        ),
    )


class ShortTextBlock(QuestionBlock):
    """One line of text."""

    minimum_characters = blocks.IntegerBlock(
        label="Minimum characters", required=False, min_value=1, max_value=1000
    )
    maximum_characters = blocks.IntegerBlock(
        label="Maximum characters", required=False, min_value=1, max_value=1000
    )
    personal = blocks.BooleanBlock(label="Personal data", required=False, help_text=PERSONAL_HELP)
    autocomplete = autocomplete_block()

    class Meta:
        icon = "edit"
        label = "Short text"
        description = "One line, such as a summary, a name or an organisation."
        preview_value = {"label": "Brief summary", "required": True, "minimum_characters": 5}
        limits = ("minimum_characters", "maximum_characters")


class LongTextBlock(QuestionBlock):
    """Several lines of text, with a limit if wanted."""

    limit = blocks.IntegerBlock(
        label="Limit",
        required=False,
        min_value=1,
        max_value=100_000,
        help_text="Leave blank to let people write as much as they want.",
    )
    limit_unit = blocks.ChoiceBlock(
        label="The limit counts",
        choices=[("words", "words"), ("characters", "characters")],
        default="words",
        required=False,
    )
    personal = blocks.BooleanBlock(label="Personal data", required=False, help_text=PERSONAL_HELP)
    autocomplete = autocomplete_block()

    def details(self, value: Any, options: AnswerOptions) -> dict[str, Any]:
        in_characters = value.get("limit_unit") == "characters"
        return {"maximum_characters" if in_characters else "maximum_words": value.get("limit")}

    class Meta:
        icon = "pilcrow"
        label = "Long text"
        description = "Several lines, with a word or character limit if you want one."
        preview_value = {"label": "What would make this useful to you?", "limit": 200}


def option_errors(
    options: list[str], *, unfinished: bool = False
) -> ListBlockValidationError | None:
    """Return what is wrong with a list of options, which may be incomplete in a draft."""
    if not unfinished and not any(option and option.strip() for option in options):
        return ListBlockValidationError(
            non_block_errors=[ValidationError("Add at least one option.")]
        )
    seen: set[str] = set()
    errors: dict[int, ValidationError] = {}
    for index, option in enumerate(options):
        normal = (option or "").strip().casefold()
        if normal and normal in seen:
            errors[index] = ValidationError("This option is already in the list.")
        elif SEPARATOR.strip() in normal:
            errors[index] = ValidationError(
                "Remove the semicolon: it separates the options in exports."
            )
        seen.add(normal)
    return ListBlockValidationError(block_errors=errors) if errors else None


class OptionsBlock(QuestionBlock):
    """A question that is answered by choosing."""

    options = blocks.ListBlock(
        blocks.CharBlock(label="Option", max_length=250), label="Options", default=[], min_num=0
    )

    def question_errors(self, value: Any) -> dict[str, ValidationError]:
        errors = super().question_errors(value)
        options = list(value.get("options") or [])
        if error := option_errors(options, unfinished=self.is_deferred_validation):
            errors["options"] = error
        return errors

    def details(self, value: Any, options: AnswerOptions) -> dict[str, Any]:
        written = (option.strip() for option in value["options"])
        return {"options": tuple(option for option in written if option)}

    class Meta:
        # Two to begin with, both empty.
        default = {"options": ["", ""]}


class SingleChoiceBlock(OptionsBlock):
    """One option out of several."""

    display = blocks.ChoiceBlock(
        label="Shown as",
        choices=[("radios", "Radio buttons"), ("select", "Drop-down list")],
        default="radios",
        help_text="Use radio buttons unless there are more than about seven options.",
    )

    class Meta:
        icon = "radio-full"
        label = "Single choice"
        description = "People choose one of the options that you give."
        preview_value = {
            "label": "Have you used a shared data tool?",
            "options": ["Yes, often", "Yes, once or twice", "No"],
        }


class RatingBlock(QuestionBlock):
    """A step on a labelled scale."""

    points = blocks.IntegerBlock(
        label="Steps",
        default=5,
        min_value=2,
        max_value=10,
        help_text="How many steps there are, counted from 1.",
    )
    low_label = blocks.CharBlock(label="Lowest step means", max_length=100)
    high_label = blocks.CharBlock(label="Highest step means", max_length=100)

    class Meta:
        icon = "order"
        label = "Rating"
        description = "A step on a scale whose two ends you name."
        preview_value = {
            "label": "How useful would this be to the sector?",
            "low_label": "Not useful",
            "high_label": "Very useful",
        }


class NumberBlock(QuestionBlock):
    """A number, with limits if wanted."""

    minimum = blocks.FloatBlock(label="Minimum", required=False)
    maximum = blocks.FloatBlock(label="Maximum", required=False)
    whole = blocks.BooleanBlock(label="Whole numbers only", required=False, default=True)

    def question_errors(self, value: Any) -> dict[str, ValidationError]:
        errors = super().question_errors(value)
        least, most = value.get("minimum"), value.get("maximum")
        if value.get("whole") and None not in (least, most) and floor(most) < least <= most:
            errors["maximum"] = ValidationError(
                "There is no whole number between these limits, so no answer would be possible."
            )
        return errors

    class Meta:
        icon = "decimal"
        label = "Number"
        description = "A number, with a minimum and maximum if you want them."
        preview_value = {"label": "How many people are in your team?", "minimum": 1, "whole": True}
        limits = ("minimum", "maximum")


class ConsentBlock(QuestionBlock):
    """One box to tick under a statement."""

    quoting = blocks.BooleanBlock(
        required=False,
        label="Consent to publish answers",
        help_text=(
            "Tick if the statement allows you to publish what people wrote, with anything that "
            "could identify them removed. Only answers with this consent can be published. A form "
            "can have one such question."
        ),
    )

    class Meta:
        icon = "check"
        label = "Consent"
        description = "One box to tick. If it is required, people must tick it to send the form."
        preview_value = {"label": "You may publish my answers without my name"}
