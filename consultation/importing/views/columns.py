"""What the columns of a sheet of answers hold: proposed, and changed by whoever knows."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin import messages

from consultation.importing.answers import Mapping, Target, Use, read_map, write_map
from consultation.importing.answers.mapping import read_column
from consultation.importing.models.upload import Kind, State
from consultation.importing.uploads.answers import MAP, PROPOSED, target_of
from consultation.importing.uploads.refusals import Refused
from consultation.importing.uploads.services import look_through
from consultation.importing.views.following import UploadScreen

FACTS = (
    (Use.RECEIVED, "When the answer came"),
    (Use.PAGE, "Which page it answers"),
    (Use.SOURCE, "How it came: form, letter, email"),
    (Use.REFERENCE, "Reference, from an export of a portal"),
    (Use.STATUS, "Status, from an export of a portal"),
    (Use.REASON, "Reason for the status, from an export of a portal"),
    (Use.LATE, "Arrived just after closing, from an export of a portal"),
)
NEW = (
    (Use.SHORT_TEXT, "One line of text"),
    (f"{Use.SHORT_TEXT} personal", "One line of text, personal data"),
    (Use.LONG_TEXT, "Several lines of text"),
    (f"{Use.LONG_TEXT} personal", "Several lines of text, personal data"),
    (Use.NUMBER, "A number"),
    (Use.EMAIL, "An email address, personal data"),
)
REJECT = ("", "None: reject these rows")


def _choices(target: Target) -> list[Any]:
    """Return what a column may become, for people."""
    asked: dict[str, str] = {}
    for form in target.forms.values():
        for question in form.questions():
            asked.setdefault(f"{Use.QUESTION} {question.key}", question.label)
    return [
        (Use.IGNORE, "Nothing: leave it out"),
        ("About the response", [(str(use), words) for use, words in FACTS]),
        ("An answer to a question", list(asked.items())),
        ("A question that is no longer asked", [(str(use), words) for use, words in NEW]),
    ]


def _with(choices: list[Any], becomes: str) -> list[Any]:
    """Return the choices with what was proposed among them, where it is out of the ordinary."""
    known = {value for _, group in choices[1:] for value, _ in group} | {str(Use.IGNORE)}
    return choices if becomes in known else [(becomes, becomes.capitalize()), *choices]


class ColumnsForm(forms.Form):
    """A choice for each column, and what else a sheet does not say by itself.

    Args:
        mapping: what was proposed, or chosen before.
        target: what the answers belong to.
        doubts: why to look at a column, by its place.
    """

    day_first = forms.TypedChoiceField(
        label="Days are written",
        choices=[("yes", "day first: 3/4/2025 is in April"), ("no", "month first: it is in March")],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    received = forms.DateField(
        required=False,
        label="When the answers came",
        help_text="Only if no column says it, such as 2025-04-03.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(
        self, *args: Any, mapping: Mapping, target: Target, doubts: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.mapping = mapping
        choices = _choices(target)
        for place, column in enumerate(mapping.columns):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=column.heading or f"Column {place + 1}",
                choices=_with(choices, column.becomes),
                initial=column.becomes,
                help_text=doubts[place] if place < len(doubts) else "",
            )
        pages = [
            REJECT,
            *(
                (str(key), f"{form.page.title} (page {key})")
                for key, form in target.forms.items()
                if form.live
            ),
        ]
        paths = {_steps(form.page.url_path)[1:]: str(key) for key, form in target.forms.items()}
        for place, (text, page) in enumerate(mapping.pages.items()):
            self.fields[f"page-{place}"] = forms.ChoiceField(
                label=text,
                choices=pages,
                required=False,
                initial=page if page.isdecimal() else paths.get(_steps(page), ""),
            )
        self.fields["day_first"].initial = "yes" if mapping.day_first else "no"
        self.fields["received"].initial = mapping.received[:10]

    def columns(self) -> Iterator[forms.BoundField]:
        """Yield the fields of the columns."""
        return (self[name] for name in self.fields if name.startswith("column-"))

    def pages(self) -> list[forms.BoundField]:
        """Return the fields of what the page's column says."""
        return [self[name] for name in self.fields if name.startswith("page-")]

    def chosen(self) -> Mapping:
        """Return the map that was chosen."""
        data = self.cleaned_data
        columns = tuple(
            read_column(column.heading, data[f"column-{place}"])
            for place, column in enumerate(self.mapping.columns)
        )
        pages = {text: data[f"page-{place}"] for place, text in enumerate(self.mapping.pages)}
        received = data["received"].isoformat() if data["received"] else ""
        return replace(
            self.mapping,
            columns=columns,
            pages=pages,
            day_first=data["day_first"],
            received=received,
        )


def _steps(path: str) -> tuple[str, ...]:
    """Return the steps of a page's path."""
    return tuple(path.strip("/").split("/"))


class ColumnsView(UploadScreen, FormView):
    """Shows what the columns seem to hold, and takes what they do hold."""

    page_title = "What the columns hold"
    template_name = "importing/admin/columns.html"
    form_class = ColumnsForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead back whoever cannot go on, with the reason."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("importing:upload", kwargs["key"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form while the sheet waits."""
        if not self._can_be_chosen():
            return redirect("importing:upload", self.upload.key)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take what was chosen while the sheet waits."""
        if not self._can_be_chosen():
            return redirect("importing:upload", self.upload.key)
        return super().post(request, *args, **kwargs)

    def _can_be_chosen(self) -> bool:
        waits = self.upload.state in (State.CHOSEN, State.SHOWN, State.FAILED)
        return waits and self.upload.kind == Kind.ANSWERS and bool(self._map)

    @property
    def _map(self) -> str:
        return str(self.upload.options.get(MAP) or self.upload.report.get(PROPOSED) or "")

    @cached_property
    def target(self) -> Target:
        """What the answers belong to."""
        return target_of(self.upload)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form what was proposed."""
        return {
            **super().get_form_kwargs(),
            "mapping": read_map(self._map),
            "target": self.target,
            "doubts": self.upload.report.get("column_doubts", []),
        }

    def form_valid(self, form: ColumnsForm) -> HttpResponse:
        """Have the sheet looked through as was chosen."""
        chosen = write_map(form.chosen(), self.upload.name, self.target.keys())
        if not look_through(self.upload, self.upload.options | {MAP: chosen}):
            messages.warning(self.request, "That is decided already. This is how it stands.")
        return redirect("importing:upload", self.upload.key)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what was in doubt."""
        return super().get_context_data(
            upload=self.upload,
            target=self.target,
            doubts=self.upload.report.get("doubts", []),
            **kwargs,
        )
