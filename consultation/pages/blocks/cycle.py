from typing import Any, NamedTuple

from wagtail import blocks


class CycleStep(NamedTuple):
    """A step with the one it leads to, and its number from 1."""

    step: Any
    next_step: Any
    number: int


class CycleValue(blocks.StructValue):
    """Steps that lead to each other in a ring."""

    @property
    def steps_with_next(self) -> list[CycleStep]:
        """Each step with the one it leads to; the last leads to the first."""
        steps = list(self["steps"])
        following = steps[1:] + steps[:1]
        return [
            CycleStep(step, next_step, number)
            for number, (step, next_step) in enumerate(zip(steps, following, strict=True), 1)
        ]


class CycleStepBlock(blocks.StructBlock):
    """One step of the ring."""

    title = blocks.CharBlock(max_length=80)
    text = blocks.CharBlock(required=False, max_length=200)

    class Meta:
        icon = "rotate"
        label = "Step"


class CycleBlock(blocks.StructBlock):
    """Three to six steps that lead to each other, drawn as a ring of real text."""

    title = blocks.CharBlock(max_length=150)
    introduction = blocks.TextBlock(required=False)
    steps = blocks.ListBlock(CycleStepBlock(), min_num=3, max_num=6)

    class Meta:
        icon = "rotate"
        label = "Cycle diagram"
        description = "Three to six steps, each leading to the next and the last to the first."
        template = "components/blocks/cycle.html"
        value_class = CycleValue
        preview_value = {
            "title": "A loop that feeds itself",
            "introduction": "",
            "steps": [
                {"title": "Better collaboration", "text": ""},
                {"title": "Better data tools", "text": ""},
                {"title": "Better services for children", "text": ""},
            ],
        }
