"""Forms of old pages, read and shown as readers of the new page see them."""

from html import unescape
from typing import Any

from bs4 import BeautifulSoup, Tag

from consultation.feedback.answer_options import AnswerOptions
from consultation.feedback.blocks.form import FeedbackFormBlock
from consultation.feedback.forms import ResponseForm
from consultation.importing.report import Place, Report
from consultation.importing.sites.forms.html_form import FormDraft, read_form, settle_lists
from consultation.responses.definitions import FormDefinition, Question, QuestionType


def first_form(html: str) -> Tag:
    """Return the first form of a page, parsed as the import parses it."""
    form = BeautifulSoup(html, "html5lib").find("form")
    assert isinstance(form, Tag)
    return form


def try_reading(html: str) -> tuple[FormDraft | None, Report]:
    """Read the first form of a page, which begins in line 5 of its file."""
    report = Report()
    return read_form(first_form(html), Place("page.md", 5), report), report


def read(html: str) -> tuple[FormDraft, Report]:
    """Read a form that can be read."""
    found, report = try_reading(html)
    assert found is not None, report.remarks
    return found, report


def definition_of(found: FormDraft, lists: AnswerOptions) -> FormDefinition:
    """Return the questions that the block would ask, checked as an editor's are."""
    block = FeedbackFormBlock()
    value = block.clean(block.to_python(found.block))
    definition = block.definition(value, lists)
    assert len(definition.by_key()) == len(found.block["questions"])
    return definition


def settled(found: FormDraft) -> FormDefinition:
    """Return the questions of the only form of a site."""
    return definition_of(found, settle_lists([found], Report()))


def asked(found: FormDraft) -> dict[str, dict[str, Any]]:
    """Return the questions by their keys, each with its type among its fields."""
    return {
        each["value"]["key"]: {"type": each["type"], **each["value"]}
        for each in found.block["questions"]
    }


def shown(found: FormDraft, form: Tag) -> str:
    """Return all texts that a reader can see: of the form, and of the page around it."""
    page = BeautifulSoup(str(ResponseForm(settled(found))), "html5lib").get_text(" ")
    *_, around = form.parents
    block = found.block
    return " ".join(
        [block.get("heading", ""), page, block.get("button_text", ""), around.get_text(" ")]
    )


def said(report: Report) -> str:
    """Return everything that a report says."""
    return "\n".join(unescape(remark.text) for remark in report.remarks)


def full_answers(definition: FormDefinition) -> dict[str, Any]:
    """Return an answer to every question, as a browser sends it."""
    return {question.key: _answer(question) for question in definition.questions}


def _answer(question: Question) -> Any:
    match question.type:
        case QuestionType.SHORT_TEXT | QuestionType.LONG_TEXT:
            return "a" * (question.minimum_characters or 1)
        case QuestionType.EMAIL:
            return "ada@example.org"
        case QuestionType.DATE:
            return "2026-11-25"
        case QuestionType.CONSENT:
            return "on"
        case QuestionType.RATING:
            return str(question.points)
        case QuestionType.SEVERAL_CHOICES:
            return list(question.options)
        case QuestionType.NUMBER:
            limits = [each for each in (question.minimum, question.maximum) if each is not None]
            number = limits[0] if limits else 1
            return str(int(number)) if number % 1 == 0 else str(number)
        case _:
            return question.options[-1]
