"""A form as its respondent was shown it, compared with the page's current form.

What editors have changed meanwhile is said in words: an answer without a question is shown
below the notice for copying, a choice that is no longer offered is named at its question.
"""

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultation.common.text import join_words
from consultation.feedback.form_token import FormToken
from consultation.feedback.forms import FormState, ResponseForm, build_field
from consultation.feedback.mixins import FeedbackPageMixin
from consultation.responses.definitions import FormDefinition, Question, QuestionType, readable_text
from consultation.responses.models import FormVersion
from consultation.responses.services import keep_form_version

# What a form sends besides the answers.
_OWN_FIELDS = frozenset({"form_token", "csrfmiddlewaretoken"})

# Why the page no longer takes an answer.
_REMOVED, _CHANGED = "removed", "changed"


def find_displayed(page_id: int, token: FormToken) -> FormDefinition | None:
    """Return the questions that a token names, if a page's earlier form had them."""
    versions = FormVersion.objects.of_page(page_id)
    version = versions.filter(fingerprint__startswith=token.fingerprint).first()
    return version.definition if version else None


def answerable_definition(live: FormDefinition, displayed: FormDefinition) -> FormDefinition:
    """Return the live questions, with ideas as they were when the form was opened."""
    # An idea published, reworded or retired since must not break an answer under way.
    of_ideas = {
        (question.key, question.type): question
        for question in displayed.questions
        if question.type in QuestionType.OF_IDEAS
    }
    return FormDefinition(
        tuple(of_ideas.get((each.key, each.type), each) for each in live.questions)
    )


def control_names(question: Question, data: QueryDict) -> list[str]:
    """Return the names of a question's controls, of which ideas have several."""
    inner = f"{question.key}__"
    return [name for name in data if name == question.key or name.startswith(inner)]


def submitted_value(question: Question, data: QueryDict) -> Any:
    """Return what was sent in answer to a question, unchecked; None if it was left blank."""
    value = build_field(question).widget.value_from_datadict(data, {}, question.key)
    is_blank = isinstance(value, str) and not value.strip()
    return None if is_blank else value or None


def submitted_text(question: Question, data: QueryDict) -> str:
    """Return what was sent in answer to a question, as its author reads it; "" for nothing."""
    value = submitted_value(question, data)
    if value is None:
        return ""
    if question.type == QuestionType.IDEA_PICKS:
        return "\n".join(row.label for row in question.rows if row.key in value)
    if question.type == QuestionType.DATE:
        # As it was typed: it may be no date.
        return str(value)
    return readable_text(question, value)


def submitted_texts(definition: FormDefinition | None, data: QueryDict) -> list[tuple[str, str]]:
    """Return (question, text) of all answers sent; without known questions, they are numbered."""
    questions = definition.questions if definition else ()
    known = {name for question in questions for name in control_names(question, data)}
    texts = [(question.label, submitted_text(question, data)) for question in questions]
    sent = [(name, values) for name, values in data.lists() if name not in _OWN_FIELDS]
    for number, (name, values) in enumerate(sent, start=1):
        if name not in known:
            text = ", ".join(value for value in values if value.strip())
            texts.append((_("Answer %(number)d") % {"number": number}, text))
    return [(label, text) for label, text in texts if text]


class ChangedQuestions:
    """Which answers to questions that were changed meanwhile can be kept.

    Answers of another kind than their question now takes are removed from the POST data.
    """

    def __init__(self, displayed: FormDefinition, now: FormDefinition, data: QueryDict) -> None:
        # (question, text) pairs to copy, which no question takes any more, and why that is.
        self.orphaned_answers: list[tuple[str, str]] = []
        self.reasons: set[str] = set()
        # What to say at a question, by its key, if a choice is no longer offered.
        self.lost: dict[str, str] = {}
        # The same, if the answer may mean something else by now. It stays as it was given
        # if the form can be stored, and has to be checked again if it cannot.
        self.unsure: dict[str, str] = {}
        # Questions whose answer must not be carried over into the current form.
        self.uncarried: list[Question] = []
        self._data = data
        asked = now.by_key()
        for old in displayed.questions:
            new = asked.get(old.key)
            if new != old and (text := submitted_text(old, data)):
                self._compare(old, new, text)

    @property
    def notice(self) -> str:
        """What to say above the form, or ""."""
        if not self.orphaned_answers:
            return ""
        if self.reasons == {_REMOVED}:
            notice = ngettext(
                "A question was removed while you were writing. Your answer to it is below for "
                "you to copy. Check the rest and send it again.",
                "Questions were removed while you were writing. Your answers to them are below "
                "for you to copy. Check the rest and send it again.",
                len(self.orphaned_answers),
            )
        elif self.reasons == {_CHANGED}:
            notice = ngettext(
                "A question was changed while you were writing. Your answer to it is below for "
                "you to copy. Check the rest and send it again.",
                "Questions were changed while you were writing. Your answers to them are below "
                "for you to copy. Check the rest and send it again.",
                len(self.orphaned_answers),
            )
        else:
            notice = _(
                "Questions were removed or changed while you were writing. Your answers to them "
                "are below for you to copy. Check the rest and send it again."
            )
        return notice

    def forget(self, question: Question) -> None:
        """Remove what was sent in answer to a question from the data."""
        for name in control_names(question, self._data):
            del self._data[name]

    def _compare(self, old: Question, new: Question | None, text: str) -> None:
        if new is None:
            self._orphan(_REMOVED, old, text)
        elif _kind(old) != _kind(new):
            self._orphan(_CHANGED, old, text)
            self.forget(old)
        elif "\n" in text and old.type == QuestionType.LONG_TEXT != new.type:
            # Only one line is left to show it in.
            self._orphan(_CHANGED, old, text)
        elif old.type in QuestionType.CHOICES:
            self._compare_choice(old, new)
        elif old.type == QuestionType.RATING:
            self._compare_rating(old, new, text)
        elif old.type == QuestionType.CONSENT and old.label != new.label:
            # A tick agrees only to the words that were shown.
            self.uncarried.append(new)
            message = _(
                "You had ticked “%(statement)s”, which has been reworded. Read it again and tick "
                "it if you agree."
            )
            self.unsure[new.key] = message % {"statement": old.label}

    def _orphan(self, reason: str, question: Question, text: str) -> None:
        self.orphaned_answers.append((question.label, text))
        self.reasons.add(reason)

    def _compare_choice(self, old: Question, new: Question) -> None:
        value = submitted_value(old, self._data)
        chosen = list(dict.fromkeys(value if isinstance(value, list) else [value]))
        gone = [each for each in chosen if each in old.options and each not in new.options]
        if gone:
            # New options may be other words for the old ones; there is no way to be certain.
            if set(new.options) <= set(old.options):
                message = ngettext(
                    "You had chosen %(options)s, which is no longer offered.",
                    "You had chosen %(options)s, which are no longer offered.",
                    len(gone),
                )
            else:
                message = ngettext(
                    "You had chosen %(options)s, which has been reworded or is no longer offered.",
                    "You had chosen %(options)s, which have been reworded or are no longer "
                    "offered.",
                    len(gone),
                )
            self.lost[new.key] = _with_next_step(message % {"options": _quoted(gone)}, new)
        elif new.type != QuestionType.SEVERAL_CHOICES and len(chosen) > 1:
            self.uncarried.append(new)
            message = _("You had chosen %(options)s. Only one answer can be chosen now.")
            self.lost[new.key] = _with_next_step(message % {"options": _quoted(chosen)}, new)
        elif old.label != new.label:
            message = _(
                "You had chosen %(options)s when the question was “%(question)s”. It has been "
                "reworded: check your answer."
            )
            self.unsure[new.key] = message % {"options": _quoted(chosen), "question": old.label}

    def _compare_rating(self, old: Question, new: Question, text: str) -> None:
        named = [(1, old.low_label), (old.points, old.high_label)]
        ends = ", ".join(f"{step}: {meaning}" for step, meaning in named if meaning)
        step = f"{text} ({ends})" if ends else text
        if named != [(1, new.low_label), (new.points, new.high_label)]:
            self.uncarried.append(new)
            if new.required:
                message = _(
                    "You had chosen %(step)s for “%(question)s”. The scale has changed: choose "
                    "again."
                )
            else:
                message = _(
                    "You had chosen %(step)s for “%(question)s”. The scale has changed: choose "
                    "again, or leave it blank."
                )
        elif old.label != new.label:
            message = _(
                "You had chosen %(step)s for “%(question)s”. The question has been reworded: "
                "check your answer."
            )
        else:
            return
        self.unsure[new.key] = message % {"step": step, "question": old.label}


def _kind(question: Question) -> str:
    """Return what can hold an answer of one question and of another."""
    if question.type in QuestionType.TEXTS:
        return "text"
    return "choice" if question.type in QuestionType.CHOICES else question.type


def _quoted(options: list[str]) -> str:
    return join_words(_("“%(words)s”") % {"words": option} for option in options)


def _with_next_step(message: str, question: Question) -> str:
    """Return a message with what to do about the question, as a sentence after it."""
    if question.required:
        next_step = _("Select an answer to “%(question)s”.")
    else:
        next_step = _("Check your answer to “%(question)s”.")
    return f"{message} {next_step % {'question': question.label}}"


class SubmittedForm:
    """What was sent to a live page's form."""

    def __init__(self, page: FeedbackPageMixin, live: FormDefinition, post: QueryDict) -> None:
        self.page, self.live = page, live
        # None if it is missing or not ours.
        self.token = FormToken.read(post.get("form_token", ""), page.pk)
        self.displayed = live
        if self.token and not self.token.shows(live):
            self.displayed = find_displayed(page.pk, self.token) or live
        definition = answerable_definition(live, self.displayed)
        data = post.copy()
        # Shown again, the form carries a valid token and the questions that it then shows.
        token = self.token or page.new_form_token(live)
        data["form_token"] = token.renewed(page.live_revision_id, definition).sign()
        self.changes = ChangedQuestions(self.displayed, definition, data)
        self.form = ResponseForm(definition, data=data)

    def is_valid(self) -> bool:
        """Say whether it can be stored as it is, without losing anything that was sent."""
        changed = self.changes.orphaned_answers or self.changes.lost
        return self.form.is_valid() and not changed

    def display_again(self) -> FormState | None:
        """Return the form with everything that was typed, and notes of what has changed."""
        for key, message in (self.changes.unsure | self.changes.lost).items():
            self.form.errors.pop(key, None)
            self.form.add_error(key, message)
        for question in self.changes.uncarried:
            self.changes.forget(question)
        if self.form.definition.fingerprint != self.live.fingerprint:
            # A mixture that no page has. Its token names it by its fingerprint: the next time it
            # is sent it must be found again, even if the page has changed meanwhile.
            keep_form_version(self.page, self.form.definition, self.displayed)
        return self.page.form_state(
            self.form, notice=self.changes.notice, orphaned_answers=self.changes.orphaned_answers
        )
