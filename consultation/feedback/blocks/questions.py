"""The questions that an editor can add to a form, except those about ideas."""

import re
from dataclasses import fields, replace
from math import floor
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import BlockGroup, StructBlockValidationError

from consultation.feedback.answer_options import AnswerOptions
from consultation.feedback.forms import ResponseForm
from consultation.responses.definitions import SEPARATOR, FormDefinition, Question

KEY_PATTERN = re.compile(r"[a-z][a-z0-9_]{0,49}")

# Names that the form itself uses, besides its questions.
RESERVED_KEYS = frozenset({"form_token", "further_notes", "csrfmiddlewaretoken"})

PERSONAL_HELP = _(
    "Tick if the answer could identify someone, such as a name or an organisation. "
    "Only analysts see it."
)

# WCAG 2.2 asks for these wherever a form asks for the respondent's own details (1.3.5).
AUTOCOMPLETE_CHOICES = [
    ("name", _("Full name")),
    ("given-name", _("First name")),
    ("family-name", _("Last name")),
    ("organization", _("Organisation")),
    ("organization-title", _("Job title")),
    ("tel", _("Telephone number")),
    ("street-address", _("Address")),
    ("address-line1", _("Address, first line")),
    ("address-line2", _("Address, second line")),
    ("address-level2", _("Town or city")),
    ("postal-code", _("Postcode")),
]

_QUESTION_FIELDS = frozenset(each.name for each in fields(Question))


class QuestionBlock(blocks.StructBlock):
    """A question; the name of its block in `QuestionsBlock` is its type.

    Values go into the `Question` unchanged, where that has a field of the same name.
    """

    label = blocks.CharBlock(label=_("Question"), max_length=250)
    help_text = blocks.CharBlock(
        label=_("Help text"),
        required=False,
        max_length=500,
        help_text=_("A sentence below the question that helps people to answer it."),
    )
    required = blocks.BooleanBlock(
        label=_("Required"),
        required=False,
        help_text=_("Only if you need it: each required question means fewer responses."),
    )
    key = blocks.CharBlock(
        label=_("Key"),
        required=False,
        max_length=50,
        help_text=_(
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
            errors["key"] = ValidationError(
                _("The form itself uses this key. Enter a different one.")
            )
        elif key and not KEY_PATTERN.fullmatch(key):
            errors["key"] = ValidationError(
                _(
                    "Use only small letters, digits and underscores, starting with a letter, "
                    "such as “summary”."
                )
            )
        least, most = (value.get(name) for name in self.meta.limits)
        if least is not None and most is not None and least > most:
            errors[self.meta.limits[1]] = ValidationError(
                _("This is less than the minimum, so no answer would be possible.")
            )
        return errors

    def as_question(self, value: Any, options: AnswerOptions) -> Question:
        """Return the question as data."""
        given = {
            # Our own default texts are lazy until they are part of a form.
            name: str(value[name]) if isinstance(value[name], Promise) else value[name]
            for name in _QUESTION_FIELDS.intersection(self.child_blocks)
            if value.get(name) not in (None, "")
        }
        known: dict[str, Any] = {"key": "", "type": self.name, "label": ""} | given
        if self.meta.answer_list:
            answers = getattr(options, self.meta.answer_list)
            known |= {"options": tuple(map(str, answers)), "display": "select"}
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
        label=_("Respondent’s detail"),
        choices=AUTOCOMPLETE_CHOICES,
        required=False,
        help_text=_(
            "Choose one if this question asks for it. Browsers can then offer to fill it in, "
            "which helps people who find typing hard."
        ),
    )


class ShortTextBlock(QuestionBlock):
    """One line of text."""

    minimum_characters = blocks.IntegerBlock(
        label=_("Minimum characters"), required=False, min_value=1, max_value=1000
    )
    maximum_characters = blocks.IntegerBlock(
        label=_("Maximum characters"), required=False, min_value=1, max_value=1000
    )
    personal = blocks.BooleanBlock(
        label=_("Personal data"), required=False, help_text=PERSONAL_HELP
    )
    autocomplete = autocomplete_block()

    class Meta:
        icon = "edit"
        label = _("Short text")
        description = _("One line, such as a summary, a name or an organisation.")
        preview_value = {"label": _("Brief summary"), "required": True, "minimum_characters": 5}
        limits = ("minimum_characters", "maximum_characters")


class LongTextBlock(QuestionBlock):
    """Several lines of text, with a limit if wanted."""

    limit = blocks.IntegerBlock(
        label=_("Limit"),
        required=False,
        min_value=1,
        max_value=100_000,
        help_text=_("Leave blank to let people write as much as they want."),
    )
    limit_unit = blocks.ChoiceBlock(
        label=_("The limit counts"),
        choices=[
            ("words", pgettext_lazy("the limit counts", "words")),
            ("characters", pgettext_lazy("the limit counts", "characters")),
        ],
        default="words",
        required=False,
    )
    personal = blocks.BooleanBlock(
        label=_("Personal data"), required=False, help_text=PERSONAL_HELP
    )
    autocomplete = autocomplete_block()

    def details(self, value: Any, options: AnswerOptions) -> dict[str, Any]:
        in_characters = value.get("limit_unit") == "characters"
        return {"maximum_characters" if in_characters else "maximum_words": value.get("limit")}

    class Meta:
        icon = "pilcrow"
        label = _("Long text")
        description = _("Several lines, with a word or character limit if you want one.")
        preview_value = {"label": _("What would make this useful to you?"), "limit": 200}


def option_errors(
    options: list[str], *, unfinished: bool = False
) -> ListBlockValidationError | None:
    """Return what is wrong with a list of options, which may be incomplete in a draft."""
    if not unfinished and not any(option and option.strip() for option in options):
        return ListBlockValidationError(
            non_block_errors=[ValidationError(_("Add at least one option."))]
        )
    seen: set[str] = set()
    errors: dict[int, ValidationError] = {}
    for index, option in enumerate(options):
        normal = (option or "").strip().casefold()
        if normal and normal in seen:
            errors[index] = ValidationError(_("This option is already in the list."))
        elif SEPARATOR.strip() in normal:
            errors[index] = ValidationError(
                _("Remove the semicolon: it separates the options in exports.")
            )
        seen.add(normal)
    return ListBlockValidationError(block_errors=errors) if errors else None


class OptionsBlock(QuestionBlock):
    """A question that is answered by choosing."""

    options = blocks.ListBlock(
        blocks.CharBlock(label=_("Option"), max_length=250),
        label=_("Options"),
        default=[],
        min_num=0,
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
        label=_("Shown as"),
        choices=[("radios", _("Radio buttons")), ("select", _("Drop-down list"))],
        default="radios",
        help_text=_("Use radio buttons unless there are more than about seven options."),
    )

    class Meta:
        icon = "radio-full"
        label = _("Single choice")
        description = _("People choose one of the options that you give.")
        preview_value = {
            "label": _("Do you use the library?"),
            "options": [_("Yes, often"), _("Yes, sometimes"), _("No")],
        }


class RatingBlock(QuestionBlock):
    """A step on a labelled scale."""

    points = blocks.IntegerBlock(
        label=_("Steps"),
        default=5,
        min_value=2,
        max_value=10,
        help_text=_("How many steps there are, counted from 1."),
    )
    low_label = blocks.CharBlock(label=_("Lowest step means"), max_length=100)
    high_label = blocks.CharBlock(label=_("Highest step means"), max_length=100)

    class Meta:
        icon = "order"
        label = _("Rating")
        description = _("A step on a scale whose two ends you name.")
        preview_value = {
            "label": _("How useful would a new park be to you?"),
            "low_label": _("Not useful"),
            "high_label": _("Very useful"),
        }


class NumberBlock(QuestionBlock):
    """A number, with limits if wanted."""

    minimum = blocks.FloatBlock(label=_("Minimum"), required=False)
    maximum = blocks.FloatBlock(label=_("Maximum"), required=False)
    whole = blocks.BooleanBlock(label=_("Whole numbers only"), required=False, default=True)

    def question_errors(self, value: Any) -> dict[str, ValidationError]:
        errors = super().question_errors(value)
        least, most = value.get("minimum"), value.get("maximum")
        if value.get("whole") and None not in (least, most) and floor(most) < least <= most:
            errors["maximum"] = ValidationError(
                _("There is no whole number between these limits, so no answer would be possible.")
            )
        return errors

    class Meta:
        icon = "decimal"
        label = _("Number")
        description = _("A number, with a minimum and maximum if you want them.")
        preview_value = {
            "label": _("How many people live in your home?"),
            "minimum": 1,
            "whole": True,
        }
        limits = ("minimum", "maximum")


class ConsentBlock(QuestionBlock):
    """One box to tick under a statement."""

    quoting = blocks.BooleanBlock(
        required=False,
        label=_("Consent to publish answers"),
        help_text=_(
            "Tick if the statement allows you to publish what people wrote, with anything that "
            "could identify them removed. Only answers with this consent can be published. A form "
            "can have one such question."
        ),
    )

    class Meta:
        icon = "check"
        label = _("Consent")
        description = _("One box to tick. If it is required, people must tick it to send the form.")
        preview_value = {"label": _("You may publish my answers without my name")}
