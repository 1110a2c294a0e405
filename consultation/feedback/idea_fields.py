"""The fields and controls of questions about ideas."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from consultation.feedback.texts import readable_lines
from consultation.responses.definitions import COMMENT, Question, QuestionType, Row, Scale

# What stands for no answer.
SKIP = "Skip"

# With more groups than this, links above them lead to each.
MOST_GROUPS_WITHOUT_WAYS = 3


def control_name(name: str, row: str, scale: str) -> str:
    """Return the name of the control for one row on one scale."""
    return f"{name}__{row}__{scale}"


class GridWidget(forms.Widget):
    """Radio buttons for each row and scale of a question, drawn by one template."""

    template_name = "respond/widgets/grid.html"

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question

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
        groups = list(self._groups(name, value or {}))
        context["widget"].update(
            groups=groups,
            # A group that is the only one is what the whole question is about.
            show_groups=len(groups) > 1,
            show_ways=len(groups) > MOST_GROUPS_WITHOUT_WAYS,
            kind="scores" if self.question.type == QuestionType.IDEA_SCORING else "judgements",
        )
        return context

    def _groups(self, name: str, value: dict[str, Any]) -> Iterator[dict[str, Any]]:
        numbered = enumerate(self.question.rows, start=1)
        for group, rows in groupby(numbered, key=lambda each: each[1].group):
            members = [
                self._row(name, number, row, value.get(row.key) or {}) for number, row in rows
            ]
            yield {"label": group, "id": f"{members[0]['id']}-group", "rows": members}

    def _row(self, name: str, number: int, row: Row, answers: dict[str, Any]) -> dict[str, Any]:
        # A hyphen, which no question's key has: no other control can have this id.
        id_ = f"id_{name}-{number}"
        context: dict[str, Any] = {
            "id": id_,
            "label": row.label,
            "scales": [
                self._scale(name, row, scale, answers, f"{id_}-{place}")
                for place, scale in enumerate(self.question.scales, start=1)
            ],
        }
        if self.question.with_comment:
            context["comment_name"] = control_name(name, row.key, COMMENT)
            context["comment"] = answers.get(COMMENT, "")
        return context

    def _scale(
        self, name: str, row: Row, scale: Scale, answers: dict[str, Any], id_: str
    ) -> dict[str, Any]:
        chosen = str(answers.get(scale.key, ""))
        return {
            "name": control_name(name, row.key, scale.key),
            "id": id_,
            "label": scale.label,
            "ends": scale.ends,
            # Last, the way out of an answer: a radio button cannot be taken back without a script.
            "options": [
                {"value": option, "label": option, "chosen": option == chosen}
                for option in scale.options
            ]
            + [{"value": "", "label": SKIP, "chosen": not chosen}],
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
