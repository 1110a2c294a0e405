"""The fields and controls of questions about ideas."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from consultation.feedback.texts import readable_lines
from consultation.responses.definitions import COMMENT, Question, QuestionType, Row, Scale


def control_name(name: str, row: str, scale: str) -> str:
    """Return the name of the control for one row on one scale."""
    return f"{name}__{row}__{scale}"


class GridWidget(forms.Widget):
    """A control for each row and scale of a question, drawn by one template.

    Scores are radio buttons; judgements are lists to open, four to a row.
    """

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        kind = "scores" if question.type == QuestionType.IDEA_SCORING else "judgements"
        self.template_name = f"respond/widgets/{kind}.html"

    # A group of controls: its label names all of them.
    use_fieldset = True

    def id_for_label(self, id_: str | None) -> str:
        """Return no id: a legend names the group."""
        return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, dict[str, str]]:
        """Return what was sent for each row and scale; what was left open is left out."""
        sent: dict[str, dict[str, str]] = {}
        keys = [scale.key for scale in self.question.scales]
        if self.question.with_comment:
            keys.append(COMMENT)
        for row in self.question.rows:
            answers = {key: data.get(control_name(name, row.key, key)) or "" for key in keys}
            given = {key: answer for key, answer in answers.items() if answer.strip()}
            if given:
                sent[row.key] = given
        return sent

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Say that nothing is missing: each row may be skipped."""
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the groups of rows with their controls."""
        context = super().get_context(name, value, attrs)
        context["widget"]["groups"] = list(self._groups(name, value or {}))
        return context

    def _groups(self, name: str, value: dict[str, Any]) -> Iterator[dict[str, Any]]:
        for group, rows in groupby(self.question.rows, key=lambda row: row.group):
            yield {
                "label": group,
                "rows": [self._row(name, row, value.get(row.key) or {}) for row in rows],
            }

    def _row(self, name: str, row: Row, answers: dict[str, Any]) -> dict[str, Any]:
        context: dict[str, Any] = {
            "id": f"id_{name}__{row.key}",
            "label": row.label,
            "scales": [self._scale(name, row, scale, answers) for scale in self.question.scales],
        }
        if self.question.with_comment:
            context["comment_name"] = control_name(name, row.key, COMMENT)
            context["comment"] = answers.get(COMMENT, "")
        return context

    def _scale(self, name: str, row: Row, scale: Scale, answers: dict[str, Any]) -> dict[str, Any]:
        chosen = str(answers.get(scale.key, ""))
        return {
            "name": control_name(name, row.key, scale.key),
            "id": f"id_{control_name(name, row.key, scale.key)}",
            "label": scale.label,
            "low_label": scale.low_label,
            "high_label": scale.high_label,
            "options": [{"value": option, "chosen": option == chosen} for option in scale.options],
            "chosen": chosen,
        }


class GridField(forms.Field):
    """Answers row by row: {row key: {scale key: answer}}, scores as numbers."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        super().__init__(widget=GridWidget(question), **kwargs)
        self.grid = question

    def clean(self, value: dict[str, dict[str, str]] | None) -> dict[str, dict[str, Any]]:
        """Return the answers, each one of those offered."""
        options = {scale.key: scale.options for scale in self.grid.scales}
        scored = self.grid.type == QuestionType.IDEA_SCORING
        cleaned: dict[str, dict[str, Any]] = {}
        for row, answers in (value or {}).items():
            for key, answer in answers.items():
                if key == COMMENT:
                    cleaned.setdefault(row, {})[key] = readable_lines(answer)
                    continue
                if answer not in options[key]:
                    raise ValidationError(
                        f"Choose one of the answers offered to “{self.grid.label}”.", "invalid"
                    )
                cleaned.setdefault(row, {})[key] = int(answer) if scored else answer
        if self.required and not cleaned:
            raise ValidationError(self.error_messages["required"], code="required")
        return cleaned


class PicksField(forms.MultipleChoiceField):
    """Ideas picked, perhaps not more than some number."""

    def __init__(self, question: Question, **kwargs: Any) -> None:
        groups = [
            (group, [(row.key, row.label) for row in rows])
            for group, rows in groupby(question.rows, key=lambda row: row.group)
        ]
        super().__init__(choices=groups, **kwargs)
        self.at_most = question.at_most

    def validate(self, value: list[str]) -> None:
        """Refuse more picks than are wanted, saying how many there are."""
        super().validate(value)
        if self.at_most and len(value) > self.at_most:
            raise ValidationError(
                f"You ticked {len(value)} ideas. Tick {self.at_most} at most.", "too_many"
            )
