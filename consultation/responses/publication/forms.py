from typing import Any

from django import forms

from consultation.responses.models import PublishedAnswer
from consultation.responses.publication.pii_detection import Kind, Span, find_passage, recognise
from consultation.responses.publication.policy import Piece
from consultation.responses.publication.redaction import is_empty, redact


def left_out_of(published: PublishedAnswer) -> list[Span]:
    """Return what is left out of a published answer."""
    return [Span(*each) for each in published.left_out]


def marked_in(
    piece: Piece, own_answers: list[str], published: PublishedAnswer | None
) -> list[Span]:
    """Return what the portal found in an answer, now or when its draft was made.

    A name that was found stays marked when the answer that told it has been erased.
    """
    before = left_out_of(published) if published else []
    found = {*recognise(piece.text, own_answers), *(s for s in before if s.kind != Kind.WORDS)}
    return sorted(found)


class RedactForm(forms.Form):
    """What to leave out of an answer. Nobody rewrites what people said: it can only be cut.

    Args:
        piece: the answer.
        own_answers: what its author answered where asked who they are.
        role: the author's role, offered as who said it.
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
        data: Any,
        piece: Piece,
        own_answers: list[str],
        role: str,
        published: PublishedAnswer | None,
    ) -> None:
        self.text = piece.text
        self.own_answers = own_answers
        self.recognised = {
            f"{s.start}-{s.end}": s for s in marked_in(piece, own_answers, published)
        }
        super().__init__(data, initial=self._begin(role, published))
        if self.recognised:
            self.fields["found"].choices = [  # type: ignore[attr-defined]
                (name, f"“{' '.join(self.text[s.start : s.end].split())}” ({s.kind})")
                for name, s in self.recognised.items()
            ]
        else:
            del self.fields["found"]

    def _begin(self, role: str, published: PublishedAnswer | None) -> dict[str, Any]:
        """Return what the form holds at first: the machine's draft, or what was decided."""
        if published is None:
            return {"found": list(self.recognised), "who": role}
        left_out = left_out_of(published)
        by_hand = [span for span in left_out if span.kind == Kind.WORDS]
        words = [" ".join(self.text[span.start : span.end].split()) for span in by_hand]
        return {
            "found": [name for name, span in self.recognised.items() if span in left_out],
            "more": "\n".join(dict.fromkeys(words)),
            "part": self.text[slice(*published.part)] if published.part else "",
            "who": published.who or role,
        }

    def clean_more(self) -> list[Span]:
        """Return every place where the words stand."""
        spans, missing = [], []
        for line in self.cleaned_data["more"].splitlines():
            places = list(find_passage(self.text, line))
            spans += places
            if line.strip() and not places:
                missing.append(f"“{line.strip()}” does not stand in the answer.")
        if missing:
            raise forms.ValidationError(missing)
        return spans

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
        """Refuse what tells who it was."""
        who: str = self.cleaned_data["who"]
        if recognise(who, self.own_answers):
            raise forms.ValidationError("This tells who it was. Say it by role only.")
        return who

    def clean(self) -> dict[str, Any]:
        """Refuse a redaction that leaves no words."""
        cleaned = super().clean() or {}
        if not self.errors and is_empty(redact(self.text, self.left_out(), cleaned["part"])):
            raise forms.ValidationError("Nothing is left that could be published.")
        return cleaned

    def left_out(self) -> list[Span]:
        """Return all that is to be left out."""
        found = [self.recognised[name] for name in self.cleaned_data.get("found", ())]
        return [*found, *self.cleaned_data["more"]]


class ConfirmForm(forms.Form):
    """Says that somebody has read the words as they will be public."""

    seen = forms.CharField(widget=forms.HiddenInput)
    read = forms.BooleanField(
        label="I have read the whole text as it will be published, and it tells nobody who said it",
        error_messages={"required": "Read the whole text, and tick this."},
    )
