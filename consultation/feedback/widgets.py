"""The form's controls, drawn by the templates in respond/widgets/."""

from typing import Any

from django import forms


class TextInput(forms.TextInput):
    """One line of text."""

    template_name = "respond/widgets/text.html"


class Textarea(forms.Textarea):
    """Several lines of text."""

    template_name = "respond/widgets/textarea.html"


class EmailInput(forms.EmailInput):
    """An email address."""

    template_name = "respond/widgets/email.html"


class NumberInput(forms.TextInput):
    """A text control with a number pad: wheel and arrow keys must not change an answer."""

    template_name = "respond/widgets/number.html"


class DateInput(forms.DateInput):
    """A date."""

    input_type = "date"
    template_name = "respond/widgets/date.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        # A date control understands the ISO form only, whatever the locale.
        super().__init__(attrs, format="%Y-%m-%d")


class Select(forms.Select):
    """A list to open."""

    template_name = "respond/widgets/select.html"


class RadioSelect(forms.RadioSelect):
    """One of several options, all in sight."""

    template_name = "respond/widgets/radios.html"


class CheckboxSelectMultiple(forms.CheckboxSelectMultiple):
    """Any number of options."""

    template_name = "respond/widgets/checkboxes.html"


class PicksSelect(forms.CheckboxSelectMultiple):
    """Ideas to tick, theme by theme."""

    template_name = "respond/widgets/picks.html"


class ConsentInput(forms.CheckboxInput):
    """One box to tick."""

    template_name = "respond/widgets/consent.html"


class RatingSelect(forms.RadioSelect):
    """Radio buttons on a scale whose ends are named."""

    template_name = "respond/widgets/rating.html"

    def __init__(self, low_label: str, high_label: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.low_label = low_label
        self.high_label = high_label

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add what the ends of the scale mean."""
        context = super().get_context(name, value, attrs)
        context["widget"]["low_label"] = self.low_label
        context["widget"]["high_label"] = self.high_label
        return context


class HoneypotInput(forms.TextInput):
    """The field that people do not see."""

    template_name = "respond/widgets/honeypot.html"


class FileInput(forms.FileInput):
    """A file to upload."""

    template_name = "respond/widgets/file.html"
