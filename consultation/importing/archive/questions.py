"""The questions that were asked: on the pages for people, and every version of them as a table."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from consultation.importing.archive.escaping import escape_inline
from consultation.responses.definitions import FormDefinition, Question, QuestionType
from consultation.responses.models import FormVersion

TYPES = {
    QuestionType.SHORT_TEXT: "one line of text",
    QuestionType.LONG_TEXT: "several lines of text",
    QuestionType.SINGLE_CHOICE: "one of the options",
    QuestionType.SEVERAL_CHOICES: "any of the options",
    QuestionType.RATING: "a step on a scale",
    QuestionType.NUMBER: "a number",
    QuestionType.DATE: "a date",
    QuestionType.EMAIL: "an email address",
    QuestionType.CONSENT: "a box to tick",
    QuestionType.ROLE: "the respondent’s role, one of the options",
    QuestionType.REFLECTION: "the kind of reflection, one of the options",
    QuestionType.IDEA_SCORING: "each idea on scales",
    QuestionType.IDEA_JUDGEMENT: "a judgement of each idea",
    QuestionType.IDEA_PICKS: "any of the ideas",
}
HEADINGS = (
    "Page",
    "Page number",
    "Version",
    "First used",
    "Last used",
    "Responses",
    "Place",
    "Key",
    "Question",
    "Help text",
    "Answered by",
    "Required",
    "Personal data",
    "Options",
    "Limits",
    "Asked about",
    "Judged on",
)


def questions_text(definition: FormDefinition) -> str:
    """Return the questions of a form as a Markdown list."""
    lines = []
    for number, question in enumerate(definition.questions, 1):
        required = ", required" if question.required else ""
        kind = TYPES.get(question.type, question.type)
        text = f"{number}.  **{escape_inline(question.label)}** ({kind}{required})"
        help_text = f"<br>{escape_inline(question.help_text)}" if question.help_text else ""
        lines.append(text + help_text)
        lines += [f"    -   {escape_inline(option)}" for option in question.options]
        lines += [f"    -   {escape_inline(row.label)}" for row in question.rows]
    return "\n".join(lines)


def versions_asked(page_pks: list[int], consultation_pk: int) -> QuerySet[FormVersion]:
    """Return every version of the questions of these pages, and of pages that are gone since."""
    of_consultation = FormVersion.objects.filter(responses__consultation_pk=consultation_pk)
    return (
        FormVersion.objects.filter(
            Q(page_pk__in=page_pks) | Q(pk__in=of_consultation.order_by().values("pk"))
        )
        .annotate(number=Count("responses"))
        .order_by("page_pk", "first_used_at", "pk")
    )


def question_rows(versions: QuerySet[FormVersion], titles: dict[int, str]) -> Iterator[list[Any]]:
    """Yield a row for each question of each version.

    Args:
        versions: page by page, the oldest of each first.
        titles: titles of the pages by id.
    """
    page_pk, number = 0, 0
    for version in versions.iterator(chunk_size=100):
        number = number + 1 if version.page_pk == page_pk else 1
        page_pk = version.page_pk
        head = [
            titles.get(page_pk, "a page that is gone"),
            page_pk,
            number,
            _moment(version.first_used_at),
            _moment(version.last_used_at),
            version.number,  # type: ignore[attr-defined]
        ]
        for place, question in enumerate(version.definition.questions, 1):
            yield [*head, place, *_cells(question)]


def _moment(moment: Any) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _cells(question: Question) -> list[Any]:
    scales = [
        f"{scale.label}: {' / '.join(scale.options)}"
        + (f" ({scale.low_label} – {scale.high_label})" if scale.low_label else "")
        for scale in question.scales
    ]
    options = question.options
    if question.type == QuestionType.RATING:
        options = (
            f"1 ({question.low_label})",
            f"{question.points} ({question.high_label})",
        )
    return [
        question.key,
        question.label,
        question.help_text,
        TYPES.get(question.type, question.type),
        "yes" if question.required else "no",
        "yes" if question.is_personal else "no",
        "\n".join(options),
        ", ".join(_limits(question)),
        "\n".join(f"{row.label} [{row.key}]" for row in question.rows),
        "\n".join(scales),
    ]


def _limits(question: Question) -> Iterator[str]:
    for words, limit in (
        ("at least {} characters", question.minimum_characters),
        ("at most {} characters", question.maximum_characters),
        ("at most {} words", question.maximum_words),
        ("at least {}", question.minimum),
        ("at most {}", question.maximum),
        ("at most {} picked", question.at_most),
    ):
        if limit is not None:
            yield words.format(limit)
