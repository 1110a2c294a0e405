from collections.abc import Iterable
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from consultation.feedback.answer_options import AnswerOptions
from consultation.feedback.blocks.ideas import IdeaJudgementBlock, IdeaPicksBlock, IdeaScoringBlock
from consultation.feedback.blocks.questions import (
    KEY_PATTERN,
    RESERVED_KEYS,
    ConsentBlock,
    LongTextBlock,
    NumberBlock,
    OptionsBlock,
    QuestionBlock,
    RatingBlock,
    ShortTextBlock,
    SingleChoiceBlock,
)
from consultation.feedback.forms import PREVIEW, FormState, ResponseForm
from consultation.responses.definitions import FormDefinition

# Shown where the address is asked for: a receipt is always sent to it.
EMAIL_HELP = _("We will email you a receipt. We may also contact you about your response.")


def _question(kind: str, key: str, label: Any, **value: Any) -> dict[str, Any]:
    return {"type": kind, "value": {"key": key, "label": label, "required": False} | value}


# What a new form starts with: nothing personal is required.
NEW_FORM_QUESTIONS: list[dict[str, Any]] = [
    _question("reflection", "reflection", _("What do you think of this page?")),
    _question(
        "long_text",
        "comments",
        _("Your comments"),
        help_text=_("Do not include personal information, such as your name or address."),
        required=True,
    ),
    _question("role", "role", _("Your role")),
]
# The page feedback form of the question library.
PAGE_FEEDBACK_QUESTIONS: list[dict[str, Any]] = [
    _question("reflection", "reflection", _("What do you think of this page?")),
    _question(
        "short_text",
        "summary",
        _("Brief summary"),
        help_text=_("At least 5 characters."),
        required=True,
        minimum_characters=5,
    ),
    _question("long_text", "details", _("Details")),
    _question("role", "role", _("Your role"), required=True),
    _question(
        "short_text",
        "organisation",
        _("Your organisation"),
        personal=True,
        autocomplete="organization",
    ),
    _question("email", "email", _("Your email"), help_text=EMAIL_HELP),
]


def key_from_label(label: str, taken: Iterable[str]) -> str:
    """Return an unused key made from the question's wording."""
    base = slugify(label).replace("-", "_").strip("_")[:40].rstrip("_")
    if not KEY_PATTERN.fullmatch(base):
        base = f"question_{base}".rstrip("_")[:40]
    used = set(taken) | RESERVED_KEYS
    key, number = base, 2
    while key in used:
        key, number = f"{base}_{number}", number + 1
    return key


def give_ids(questions: Any) -> Any:
    """Give questions that a program made ids as the editor does, so that versions compare.

    Made from the key, they are the same in every version.
    """
    for question in questions if isinstance(questions, list) else ():
        key = question["value"].get("key") if isinstance(question, dict) else None
        if key and not question.get("id"):
            question["id"] = str(uuid5(NAMESPACE_OID, key))
    return questions


def _ensure_keys(questions: Any, *, with_label_only: bool = False) -> None:
    """Give questions without a key one from their wording, perhaps once they have a wording."""
    values = [child.value for child in questions]
    taken = {value.get("key") or "" for value in values}
    for value in values:
        label = value.get("label") or ""
        if not value.get("key") and (label or not with_label_only):
            value["key"] = key_from_label(label, taken)
            taken.add(value["key"])


def _error(name: str, message: str) -> StructBlockValidationError:
    return StructBlockValidationError(block_errors={name: ValidationError(message)})


class QuestionsBlock(blocks.StreamBlock):
    """The questions of a form, in the order they are asked; each is one of these types."""

    short_text = ShortTextBlock()
    long_text = LongTextBlock()
    single_choice = SingleChoiceBlock()
    several_choices = OptionsBlock(
        icon="tasks",
        label=_("Several choices"),
        description=_("People tick as many of the options as they want."),
        preview_value={
            "label": _("Which of these would help you?"),
            "options": [_("More buses"), _("Later buses"), _("Cheaper tickets")],
        },
    )
    rating = RatingBlock()
    number = NumberBlock()
    date = QuestionBlock(
        icon="date",
        label=_("Date"),
        description=_("A day, month and year."),
        preview_value={"label": _("When did you last take the bus?")},
    )
    email = QuestionBlock(
        icon="mail",
        label=_("Email address"),
        description=_("An email address. We send a receipt to it, so say this in the help text."),
        preview_value={"label": _("Your email"), "help_text": EMAIL_HELP},
        always={"personal": True},
    )
    consent = ConsentBlock()
    role = QuestionBlock(
        icon="group",
        label=_("Role"),
        description=_("The respondent’s role. Its options are on the consultation’s page."),
        preview_value={"label": _("Your role"), "required": True},
        answer_list="roles",
    )
    reflection = QuestionBlock(
        icon="comment",
        label=_("Reflection"),
        description=_("The kind of reflection. Its options are on the consultation’s page."),
        preview_value={"label": _("What do you think of this page?")},
        answer_list="reflections",
    )
    idea_scoring = IdeaScoringBlock(group=_("About ideas"))
    idea_judgement = IdeaJudgementBlock(group=_("About ideas"))
    idea_picks = IdeaPicksBlock(group=_("About ideas"))

    def to_python(self, value: Any) -> Any:
        return super().to_python(give_ids(value))

    def bulk_to_python(self, values: Any) -> Any:
        return super().bulk_to_python([give_ids(value) for value in values])

    def clean(self, value: Any, **kwargs: Any) -> Any:
        """Give each question its key; refuse a key used twice, and a second consent to publish."""
        cleaned = super().clean(value, **kwargs)
        keys = [child.value.get("key") for child in cleaned]
        consents = [index for index, each in enumerate(cleaned) if each.value.get("quoting")]
        message = gettext("This form already has a question for consent to publish.")
        errors = {index: _error("quoting", message) for index in consents[1:]}
        for index, key in enumerate(keys):
            if key and key in keys[:index]:
                message = gettext(
                    "Another question of this form already has the key “%(key)s”. "
                    "Enter a different key, or leave it blank."
                )
                errors[index] = _error("key", message % {"key": key})
        if errors:
            raise StreamBlockValidationError(block_errors=errors)
        _ensure_keys(cleaned, with_label_only=True)
        return cleaned

    class Meta:
        block_counts = {"role": {"max_num": 1}, "reflection": {"max_num": 1}}


class FeedbackFormBlock(blocks.StructBlock):
    """The form with which readers respond on a page."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=150, default=_("Page feedback"))
    introduction = blocks.RichTextBlock(
        label=_("Introduction"),
        required=False,
        features=["bold", "italic", "link", "ol", "ul"],
        help_text=_("What you want to know, and how you will use it."),
    )
    questions = QuestionsBlock(label=_("Questions"), default=NEW_FORM_QUESTIONS)
    button_text = blocks.CharBlock(
        label=_("Button text"), max_length=60, default=_("Send response")
    )
    thank_you = blocks.RichTextBlock(
        label=_("Thank-you text"),
        features=["bold", "italic", "link", "ol", "ul"],
        default=_("<p>Thank you for your response.</p>"),
        help_text=_("Shown on the receipt, below the reference."),
    )

    def definition(self, value: Any, options: AnswerOptions) -> FormDefinition:
        """Return the form's questions as data, each with a key, also in a program's draft."""
        _ensure_keys(value["questions"])
        named = (child.value.get("idea_set") for child in value["questions"])
        if others := {each.pk for each in named if each}:
            options.fetch_ideas(others)
        return FormDefinition(
            tuple(child.block.as_question(child.value, options) for child in value["questions"])
        )

    def get_preview_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_preview_context(value, parent_context)
        form = ResponseForm(self.definition(value, AnswerOptions()))
        context["form_state"] = FormState(PREVIEW, form, reverse("respond:preview"))
        return context

    class Meta:
        icon = "form"
        label = _("Feedback form")
        label_format = "{heading}"
        description = _("Questions that people answer on this page. One form for each page.")
        template = "components/blocks/feedback_form.html"
