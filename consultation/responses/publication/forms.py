from typing import Any

from django import forms

from consultation.responses.models import PublishedAnswer, Response
from consultation.responses.publication.pii_detection import Kind, Span, detect_pii, find_passage
from consultation.responses.publication.policy import personal_answers
from consultation.responses.publication.redaction import is_empty, redact


def stored_redactions(published: PublishedAnswer | None) -> list[Span]:
    """Return what is left out of a published answer."""
    return [Span(*each) for each in published.left_out] if published else []


class RedactForm(forms.Form):
    """What to leave out of an answer. Nobody rewrites what people said: it can only be cut.

    Args:
        response: the response, whose role is offered as who said it.
        text: one of its answers.
        published: the draft so far; None for a new one.
    """

    found = forms.MultipleChoiceField(
        label="Found by the portal",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="What is ticked is left out. Untick what tells nobody who it was.",
    )
    more = forms.CharField(
        label="Leave out as well",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=(
            "Copied from the answer, each on a line of its own: names, places, jobs that only one "
            "person has."
        ),
    )
    part = forms.CharField(
        label="Publish only this part",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Copied from the answer. Leave this empty to publish all of it.",
    )
    who = forms.CharField(
        label="Who said it",
        max_length=150,
        help_text="By role only, such as “A head of service”. Never a name. Shown.",
    )

    def __init__(
        self,
        *args: Any,
        response: Response,
        text: str,
        published: PublishedAnswer | None,
        **kwargs: Any,
    ) -> None:
        self.text = text
        self.personal_answers = personal_answers(response)
        left_out = stored_redactions(published)
        # A name that was found stays marked when the answer that told it has been erased.
        before = [span for span in left_out if span.kind != Kind.WORDS]
        self.detected = sorted({*detect_pii(text, self.personal_answers), *before})
        self._by_name = {f"{span.start}-{span.end}": span for span in self.detected}
        by_hand = [self._words(span) for span in left_out if span.kind == Kind.WORDS]
        super().__init__(*args, **kwargs)
        self.initial = {
            "found": [
                name for name, span in self._by_name.items() if not published or span in left_out
            ],
            "more": "\n".join(dict.fromkeys(by_hand)),
            "part": text[slice(*published.part)] if published and published.part else "",
            "who": (published and published.who) or response.role,
        }
        self.fields["found"].choices = [  # type: ignore[attr-defined]
            (name, f"“{self._words(span)}” ({span.kind})") for name, span in self._by_name.items()
        ]
        if not self.detected:
            del self.fields["found"]

    def _words(self, span: Span) -> str:
        return " ".join(self.text[span.start : span.end].split())

    def clean_more(self) -> list[Span]:
        lines = [line.strip() for line in self.cleaned_data["more"].splitlines() if line.strip()]
        places = {line: list(find_passage(self.text, line)) for line in lines}
        missing = [line for line, found in places.items() if not found]
        if missing:
            raise forms.ValidationError(
                [f"“{line}” does not stand in the answer." for line in missing]
            )
        return [span for found in places.values() for span in found]

    def clean_part(self) -> tuple[int, int] | None:
        """Return where the part stands that is to be published."""
        part = self.cleaned_data["part"]
        if not part.strip():
            return None
        place = next(find_passage(self.text, part), None)
        if place is None:
            raise forms.ValidationError("This does not stand in the answer, word for word.")
        return place.start, place.end

    def clean_who(self) -> str:
        who: str = self.cleaned_data["who"]
        if detect_pii(who, self.personal_answers):
            raise forms.ValidationError("This tells who it was. Say it by role only.")
        return who

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            found = [self._by_name[name] for name in cleaned.get("found", ())]
            cleaned["left_out"] = [*found, *cleaned["more"]]
            if is_empty(redact(self.text, cleaned["left_out"], cleaned["part"])):
                raise forms.ValidationError("Nothing is left that could be published.")
        return cleaned


class ConfirmForm(forms.Form):
    """Says that the analyst has read the words as they will be public."""

    seen = forms.CharField(widget=forms.HiddenInput)
    read = forms.BooleanField(
        label="I have read the whole text as it will be published, and it tells nobody who said it",
        error_messages={"required": "Read the whole text, and tick this."},
    )
