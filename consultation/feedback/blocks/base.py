import re
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import BlockGroup, StructBlockValidationError

from consultation.feedback.answer_lists import AnswerLists
from consultation.feedback.forms import ResponseForm
from consultation.responses.definitions import FormDefinition, Question

KEY_PATTERN = re.compile(r"[a-z][a-z0-9_]{0,49}")

# Names that the form itself uses beside the questions.
RESERVED_KEYS = frozenset({"form_key", "further_notes", "csrfmiddlewaretoken"})


class QuestionBlock(blocks.StructBlock):
    """What every question has: wording, help, whether it must be answered, and its key."""

    label = blocks.CharBlock(label="Question", max_length=250)
    help_text = blocks.CharBlock(
        label="Help text",
        required=False,
        max_length=500,
        help_text="A sentence under the question that helps people to answer it.",
    )
    required = blocks.BooleanBlock(
        label="An answer is required",
        required=False,
        help_text="Leave this off wherever you can: each required question costs you responses.",
    )
    key = blocks.CharBlock(
        label="Key",
        required=False,
        max_length=50,
        help_text=(
            "The name this question has in exports. Leave it empty and it is made from the "
            "question. Do not change it afterwards: answers are kept under it, even when "
            "the question is reworded or moved."
        ),
    )

    # Question type as stored in definitions; set by each subclass.
    question_type = ""

    def get_form_layout(self) -> BlockGroup:
        """Keep the key out of sight, for it is an afterthought, but in the form.

        A field that the layout leaves out comes back empty with every save.
        """
        return BlockGroup([name for name in self.child_blocks if name != "key"], settings=["key"])

    def clean(self, value: Any) -> Any:
        """Check the key's form and whatever else the question type asks for."""
        cleaned = super().clean(value)
        errors = self.question_errors(cleaned)
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    def question_errors(self, value: Any) -> dict[str, ValidationError]:
        """Return what is wrong with a question, by the field to show it on."""
        key = value.get("key") or ""
        if key in RESERVED_KEYS:
            return {"key": ValidationError("The form itself uses this key: choose another.")}
        if key and not KEY_PATTERN.fullmatch(key):
            return {
                "key": ValidationError(
                    "Use small letters, digits and underscores only, beginning with a letter, "
                    "for instance “summary”."
                )
            }
        return {}

    def as_question(self, value: Any, lists: AnswerLists) -> Question:
        """Return the question as data."""
        return Question(
            key=value.get("key") or "",
            type=self.question_type,
            label=value["label"],
            help_text=value.get("help_text") or "",
            required=bool(value.get("required")),
            **self.details(value, lists),
        )

    def details(self, value: Any, lists: AnswerLists) -> dict[str, Any]:
        """Return what this type of question has beyond the common fields."""
        return {}

    def in_preview(self, question: Question) -> Question:
        """Return the question as the preview of this kind of question shows it."""
        return question

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Add the field that asks this question; a page draws it as part of its form."""
        context = super().get_context(value, parent_context)
        question = self.in_preview(self.as_question(value, AnswerLists()))
        question = replace(question, key=question.key or "question")
        context["field"] = ResponseForm(FormDefinition((question,)))[question.key]
        return context

    class Meta:
        icon = "help"
        label_format = "{label}"
        template = "components/blocks/question.html"
        form_classname = "struct-block question-block"
