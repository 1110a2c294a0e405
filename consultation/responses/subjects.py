"""What responses are about: the ideas and themes that they say something of."""

from collections.abc import Iterable

from consultation.responses.definitions import COMMENT, FormDefinition, QuestionType
from consultation.responses.models import Response, Subject
from ideas.models import THEME_KEY, Idea

_AT_ONCE = 500


def answered_keys(definition: FormDefinition, answers: dict) -> set[str]:
    """Return the keys of the ideas and themes that somebody answered about."""
    keys: set[str] = set()
    for question in definition.questions:
        # Picked ideas are a list; scored and judged ones have their answers below their keys.
        if question.type in QuestionType.OF_IDEAS:
            keys.update(answers.get(question.key) or ())
    return keys


def has_free_text(definition: FormDefinition, answers: dict) -> bool:
    """Say whether somebody wrote something in their own words, personal data left aside."""
    for question in definition.questions:
        answer = answers.get(question.key)
        if question.type in (QuestionType.SHORT_TEXT, QuestionType.LONG_TEXT):
            if answer and not question.personal:
                return True
        elif question.type in QuestionType.GRIDS and any(
            row.get(COMMENT) for row in (answer or {}).values()
        ):
            return True
    return False


def _themes(ideas: set[str]) -> dict[str, str]:
    """Return the keys of the themes that ideas belong to, by the ideas' codes."""
    themes: dict[str, str] = {}
    codes = sorted(ideas)
    for start in range(0, len(codes), _AT_ONCE):
        some = Idea.objects.filter(code__in=codes[start : start + _AT_ONCE])
        themes |= {
            code: THEME_KEY + theme for code, theme in some.values_list("code", "theme__code")
        }
    return themes


def note_subjects(responses: Iterable[tuple[Response, FormDefinition]]) -> None:
    """Store what responses are about.

    Call this within the transaction that stores them.

    Args:
        responses: new responses, each with the questions it answers.
    """
    about = [
        (response, answered_keys(definition, response.form_data))
        for response, definition in responses
    ]
    every = set().union(*(own for _, own in about))
    if not every:
        return
    themes = _themes(every)
    Subject.objects.bulk_create(
        [
            Subject(response_id=response.pk, page_key=response.page_key, key=key)
            for response, own in about
            for key in sorted(own | {themes[idea] for idea in own if idea in themes})
        ],
        batch_size=1000,
        ignore_conflicts=True,
    )
